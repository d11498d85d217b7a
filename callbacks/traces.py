"""What requests spend their time on, told to an OpenTelemetry collector of the house.

``OTEL_EXPORTER_OTLP_ENDPOINT`` says where it is; the other ``OTEL_`` variables are read by the library itself. A span
says which of the program's addresses was asked for, how that was answered, and which statements the database was sent
for it: never what stood in an address, a header, an address of the network, or a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING

from callbacks.metrics import METHODS
from callbacks.redaction import without_secrets
from dashboard.extras import extra
from dashboard.settings import Settings
from dashboard.statements import Ended, watch_statements

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

_SERVICE = "belsendilik"
_LONGEST = 2_000  # characters of a statement
_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+(\w+)", re.IGNORECASE)
_FAULT = 500


class Traces:
    """The spans of this process: one for each request, below it one for each statement.

    What a request says of a trace it belongs to is not believed: it may come from anybody. Its id is what ties it to
    the logs of the proxy.

    Parameters
    ----------
    provider
        Takes the spans.
    """

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(_SERVICE, version(_SERVICE))
        self._unwatch = watch_statements(self._statement)
        # Workers are forked: they end without what `atexit` was told.
        Finalize(None, provider.shutdown, exitpriority=1)

    @contextmanager
    def request(self, number: str) -> Iterator[Callable[[str, str, int], None]]:
        """Make the span of a request, by its id; give what has to be told method, route and status once it is over."""
        from opentelemetry.context import Context  # noqa: PLC0415 an extra
        from opentelemetry.trace import SpanKind  # noqa: PLC0415

        with self._tracer.start_as_current_span(
            "request", Context(), SpanKind.SERVER, {"belsendi.request": number}, record_exception=False
        ) as span:
            yield lambda method, route, status: _answered(span, method, route, status)

    def end(self) -> None:
        """Tell what has not been told yet, and nothing from now on."""
        self._unwatch()
        self._provider.shutdown()

    def _statement(self, statement: str, system: str) -> Ended | None:
        """Begin the span of a statement that a request needs; None for what the program does by itself."""
        from opentelemetry.trace import SpanKind, get_current_span  # noqa: PLC0415 an extra

        if not get_current_span().is_recording():
            return None
        operation = (statement.split(maxsplit=1) or ["?"])[0].upper()
        table = _TABLE.search(statement)
        span = self._tracer.start_span(
            f"{operation} {table[1]}" if table else operation,
            kind=SpanKind.CLIENT,
            attributes={
                "db.system.name": system,
                "db.operation.name": operation,
                "db.query.text": without_secrets(statement)[:_LONGEST],
            },
        )
        return lambda error: _ended(span, error)


def _answered(span: Span, method: str, route: str, status: int) -> None:
    """Say of a request what it was and how it was answered, in the words of OpenTelemetry."""
    method = method if method in METHODS else "_OTHER"
    span.update_name(f"{method} {route}")
    span.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})
    if status >= _FAULT:
        _failed(span, str(status))


def _ended(span: Span, error: str | None) -> None:
    """End the span of a statement."""
    if error is not None:
        _failed(span, error)
    span.end()


def _failed(span: Span, kind: str) -> None:
    """Say that something went wrong, and of what kind; what the error says stays here."""
    from opentelemetry.trace import StatusCode  # noqa: PLC0415 an extra

    span.set_status(StatusCode.ERROR)
    span.set_attribute("error.type", kind)


def begin(settings: Settings) -> Traces | None:
    """Tell of requests from now on; nothing is loaded and nobody is asked without the setting.

    Raises
    ------
    SettingsError
        If the extra is not installed.
    """
    if not settings.traces:
        return None
    with extra("otlp", "OTEL_EXPORTER_OTLP_ENDPOINT"):
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 an extra
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    ours = Resource.create({"service.name": _SERVICE, "service.version": version(_SERVICE)})
    provider = TracerProvider(resource=ours.merge(OTELResourceDetector().detect()))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(settings.traces)))
    return Traces(provider)
