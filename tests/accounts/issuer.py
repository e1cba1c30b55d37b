"""A small issuer of OpenID Connect on this machine: discovery, keys, tokens and userinfo over real HTTP."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "open tube", "s+cr/t"
CODE = "the code"
Change = Callable[[dict[str, Any]], None]


def new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@cache
def usual_key() -> RSAKey:
    """One for all tests: making keys takes its time."""
    return new_key("first")


@dataclass
class Issuer:
    """What the issuer tells; tests change it to make it a bad one."""

    url: str = ""
    key: RSAKey | ECKey = field(default_factory=usual_key)
    published: list[RSAKey | ECKey] = field(default_factory=list)
    algorithm: str = "RS256"
    discovery: dict[str, Any] = field(default_factory=dict)
    user: dict[str, Any] = field(
        default_factory=lambda: {"email": "mina@example.com", "email_verified": True, "name": "Mina"}
    )
    userinfo: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    """The parameters with which the browser came."""
    change: Change = lambda _: None
    token: str | None = None
    answers: dict[str, tuple[int, object]] = field(default_factory=dict)
    """By path, what is answered instead."""
    fetched: list[str] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)
    max_age_s: int | None = None

    def visit(self, url: str) -> tuple[str, str]:
        """Sign in, as a browser and its user do: the state and the code that it comes back with."""
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}" == self.url
        self.asked = dict(parse_qsl(parts.query))
        return self.asked["state"], CODE

    def id_token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": "user-1",
            "iat": now,
            "exp": now + 600,
            "nonce": self.asked.get("nonce"),
            **self.user,
        }
        self.change(claims)
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key, algorithms=[self.algorithm])

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, object]:
        if path in self.answers:
            return self.answers[path]
        match path:
            case "/.well-known/openid-configuration":
                return 200, {
                    "issuer": self.url,
                    "authorization_endpoint": f"{self.url}/authorize",
                    "token_endpoint": f"{self.url}/token",
                    "userinfo_endpoint": f"{self.url}/userinfo",
                    "jwks_uri": f"{self.url}/keys",
                    **self.discovery,
                }
            case "/keys":
                return 200, {"keys": [key.as_dict(private=False) for key in self.published or [self.key]]}
            case "/token":
                return self._token(form, authorization)
            case "/userinfo" if authorization == "Bearer access":
                return 200, {"sub": "user-1", **self.userinfo}
            case _:
                return 404, {}

    def _token(self, form: dict[str, str], authorization: str) -> tuple[int, object]:
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        basic = base64.b64encode(b"open+tube:s%2Bcr%2Ft").decode()
        in_body = (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if (
            form.get("code") != CODE
            or proof.decode().rstrip("=") != self.asked["code_challenge"]
            or form.get("redirect_uri") != self.asked["redirect_uri"]
            or not (authorization == f"Basic {basic}" or in_body)
        ):
            return 400, {"error": "invalid_grant"}
        self.authorizations.append(authorization)
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": self.token or self.id_token()}


@contextmanager
def serving() -> Iterator[Issuer]:
    """An issuer on a free port of this machine."""
    issuer = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(dict(parse_qsl(body.decode())))

        def _answer(self, form: dict[str, str]) -> None:
            issuer.fetched.append(self.path)
            status, value = issuer.answer(self.path, form, self.headers.get("Authorization", ""))
            body = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if issuer.max_age_s is not None:
                self.send_header("Cache-Control", f"public, max-age={issuer.max_age_s}, must-revalidate")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
