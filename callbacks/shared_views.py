"""Views that several machines share through a Redis (``BELSENDI_CACHE``), so that each is made once for all of them.

Every process keeps its own first (`callbacks.responses.PackedCache`); this is asked where that has nothing. A Redis
that is slow or gone is never an error for a reader: the view is made, as without one.
"""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from callbacks import metrics
from callbacks.responses import Packed
from dashboard.access.secrets import secret_key
from dashboard.errors import SettingsError
from dashboard.extras import extra
from dashboard.settings import PROJECT_FOLDER, Settings

if TYPE_CHECKING:
    from redis import Redis

_SECONDS = 0.25  # more than that a view may not wait for; making one takes less
_PAUSE = 5.0  # seconds in which a Redis that failed is left alone
_KEPT = 2 * 24 * 3600  # seconds; keys name the day
_SIGNED, _TAG = 16, 24  # bytes
_BR = "br"
_CODE = ("dashboard", "queries", "layouts", "callbacks", "geo")
_KINDS = frozenset({".py", ".toml", ".yaml", ".po"})
_LOGGER = logging.getLogger(__name__)


class SharedViews:
    """Views in a Redis.

    What is kept there is signed with the key of the installation: whoever can write to the Redis still cannot change
    what readers see, and installations that share one never mix.

    Parameters
    ----------
    client
        The connection to the Redis.
    settings
        The installation; whatever a view says that neither its key nor the database holds comes from here.
    clock
        Seconds that only grow.
    """

    def __init__(self, client: Redis, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._left_alone_until = float("-inf")
        self._key = blake2b(secret_key(settings).encode(), digest_size=32).digest()
        self._space = self._sign(repr((program(), settings.demonstration, settings.stale_after)).encode()).hex()[:12]

    def get(self, key: Sequence[object]) -> Packed | None:
        """Return what any machine kept under a key; None where there is nothing, or no Redis."""
        name = self._name(key)
        kept = self._ask(lambda: self._client.get(name))
        found = self._opened(name, kept) if isinstance(kept, bytes) else None
        metrics.looked_up("shared_view", found=found is not None)
        return found

    def put(self, key: Sequence[object], packed: Packed) -> Packed:
        """Keep a view for all machines; return it."""
        name = self._name(key)
        body = packed.tag.encode() + packed.body(_BR)
        self._ask(lambda: self._client.set(name, self._sign(name.encode() + body) + body, ex=_KEPT))
        return packed

    def _name(self, key: Sequence[object]) -> str:
        """Return the name of an entry; its first parts can be read, all of them count."""
        digest = blake2b(repr(tuple(key)).encode(), digest_size=12).hexdigest()
        return ":".join(["belsendi", self._space, *(str(part) for part in key[:4]), digest])

    def _opened(self, name: str, kept: bytes) -> Packed | None:
        """Return a view if its signature is ours."""
        signature, body = kept[:_SIGNED], kept[_SIGNED:]
        if not hmac.compare_digest(signature, self._sign(name.encode() + body)):
            return None
        return Packed.of_brotli(body[:_TAG].decode("ascii"), body[_TAG:], "application/json")

    def _sign(self, content: bytes) -> bytes:
        """Return the signature of a content."""
        return blake2b(content, digest_size=_SIGNED, key=self._key).digest()

    def _ask(self, question: Callable[[], object]) -> object:
        """Return what the Redis answers; nothing if it does not, and then it is left alone for a while."""
        from redis import RedisError  # noqa: PLC0415 an extra

        if self._clock() < self._left_alone_until:
            return None
        try:
            return question()
        except (RedisError, OSError) as error:
            self._left_alone_until = self._clock() + _PAUSE
            _LOGGER.warning("The shared cache does not answer, views are made without it: %s", error)
            return None


def program() -> str:
    """Return a name of this state of the program: another one may say something else of the same week."""
    files = (path for folder in _CODE for path in sorted((PROJECT_FOLDER / folder).rglob("*")) if path.suffix in _KINDS)
    made = blake2b(digest_size=12)
    for path in files:
        made.update(path.relative_to(PROJECT_FOLDER).as_posix().encode() + path.read_bytes())
    return made.hexdigest()


def shared_views(settings: Settings) -> SharedViews | None:
    """Return the views machines share; None where no Redis is set.

    Raises
    ------
    SettingsError
        If the extra is not installed, or the address is none.
    """
    if not settings.cache:
        return None
    with extra("redis", "BELSENDI_CACHE"):
        import redis  # noqa: PLC0415 an extra
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415
    try:
        client = redis.Redis.from_url(
            settings.cache, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, retry=Retry(NoBackoff(), 0)
        )
    except ValueError:
        # The address may hold a password.
        raise SettingsError("BELSENDI_CACHE is no address of a Redis, such as redis://HOST:6379/0.") from None
    return SharedViews(client, settings)
