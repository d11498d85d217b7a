"""A small OpenID Connect provider on Authlib's server side, run as a process of its own; it prints its port.

It logs in whoever the tests say, without asking, and conforms until it is told not to: ``POST /control`` takes
``person`` (the claims of whoever logs in) and ``faults``: ``claims`` written over those of the id token, ``alg`` and
``key`` (``other``) it is signed with, ``silent`` (every answer is 503), ``asked`` (groups are only told by the userinfo
endpoint), ``deny`` (the person says no), ``changed`` (the keys have changed since they were asked for).
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, Response, abort, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "monitor", "the secret of the monitor"
KEY, OTHER, NEXT = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("first", "other", "next"))
STATE: dict[str, Any] = {"person": {"sub": "1"}, "faults": {}}
CODES: dict[str, Code] = {}
PEOPLE: dict[str, dict[str, Any]] = {}  # access token to the person
REQUESTS: list[dict[str, str]] = []  # what was asked for at the authorization endpoint


class Client(ClientMixin):
    """The monitor."""

    client_id = CLIENT

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/login/provider/return")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code(AuthorizationCodeMixin):
    """A code, good for one token."""

    auth_time = amr = acr = None

    def __init__(self, code: str, asked: Any, person: dict[str, Any]) -> None:
        self.code, self.person, self.data = code, person, dict(asked.payload.data)
        self.code_challenge = self.data.get("code_challenge")
        self.code_challenge_method = self.data.get("code_challenge_method")

    def get_redirect_uri(self) -> str:
        return self.data["redirect_uri"]

    def get_scope(self) -> str:
        return self.data["scope"]

    def get_nonce(self) -> str | None:
        return self.data.get("nonce")

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Grant(AuthorizationCodeGrant):
    """Codes in memory."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def save_authorization_code(self, code: str, request: Any) -> None:
        CODES[code] = Code(code, request, dict(request.user))

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        del client
        return CODES.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        CODES.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
        return authorization_code.person


class Identity(OpenIDCode):
    """Id tokens; as wrong as the tests want them."""

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return any(code.get_nonce() == nonce for code in CODES.values())

    def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
        faults, now = STATE["faults"], int(time.time())
        person = dict(request.user)
        PEOPLE[token["access_token"]] = dict(person)
        if faults.get("asked"):
            person.pop("groups", None)
        claims = {"iss": issuer(), "aud": CLIENT, "iat": now, "exp": now + 300, **person}
        claims |= {"nonce": request.authorization_code.get_nonce(), **faults.get("claims", {})}
        algorithm = faults.get("alg", "RS256")
        signed = OTHER if faults.get("key") == "other" else NEXT if faults.get("changed") else KEY
        key = {"none": None, "HS256": OctKey.import_key(SECRET)}.get(algorithm, signed)
        header = {"alg": algorithm, **({"kid": key.kid} if key and algorithm == "RS256" else {})}
        return jwt.encode(header, claims, key, algorithms=[algorithm])


app = Flask(__name__)
app.config["OAUTH2_TOKEN_EXPIRES_IN"] = {"authorization_code": 300}
server = AuthorizationServer(
    app, query_client=lambda key: Client() if key == CLIENT else None, save_token=lambda *_: None
)
server.register_grant(Grant, [Identity(require_nonce=True), CodeChallenge(required=True)])


def issuer() -> str:
    return request.host_url.rstrip("/")


@app.before_request
def silence() -> None:
    """Answer nothing while the provider is down."""
    if STATE["faults"].get("silent") and request.path != "/control":
        abort(503)


@app.get("/.well-known/openid-configuration")
def description() -> Response:
    here = issuer()
    return jsonify(
        issuer=here,
        authorization_endpoint=f"{here}/authorize",
        token_endpoint=f"{here}/token",
        userinfo_endpoint=f"{here}/userinfo",
        jwks_uri=f"{here}/keys",
        end_session_endpoint=f"{here}/logout",
        response_types_supported=["code"],
        subject_types_supported=["public"],
        # A careless provider offers more than it should; a client must not take it.
        id_token_signing_alg_values_supported=["RS256", "HS256", "none"],
        code_challenge_methods_supported=["S256"],
    )


@app.get("/keys")
def keys() -> Response:
    return jsonify(keys=[(NEXT if STATE["faults"].get("changed") else KEY).as_dict(private=False)])


@app.get("/authorize")
def authorize() -> Any:
    REQUESTS.append(request.args.to_dict())
    if STATE["faults"].get("deny"):
        return redirect(f"{request.args['redirect_uri']}?error=access_denied&state={request.args['state']}")
    if request.args.get("code_challenge_method") != "S256":
        abort(400, "PKCE is required")
    try:
        grant = server.get_consent_grant(end_user=STATE["person"])
    except OAuth2Error as error:
        return server.handle_error_response(server.create_oauth2_request(request), error)
    return server.create_authorization_response(request=request, grant_user=STATE["person"], grant=grant)


@app.post("/token")
def token() -> Any:
    return server.create_token_response()


@app.get("/userinfo")
def userinfo() -> Any:
    person = PEOPLE.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
    return jsonify(person) if person else abort(401)


@app.post("/control")
def control() -> Response:
    STATE.update(request.get_json())
    REQUESTS.clear() if STATE.pop("forget", False) else None
    return jsonify(requests=REQUESTS)


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    found = make_server("127.0.0.1", 0, app, threaded=True)
    sys.stdout.write(f"{found.port}\n")
    sys.stdout.flush()
    found.serve_forever()
