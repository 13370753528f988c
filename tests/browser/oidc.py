"""A small OpenID Connect provider on loopback: whoever comes is signed in at once."""

from __future__ import annotations

import json
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "mppgeo"


class Provider:
    """Signs in as ``claims``, which tests set before the visitor comes."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "test"})
        self.claims: dict[str, object] = {}
        self.nonces: dict[str, str] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._make_handler())
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        self.server.shutdown()

    def describe(self) -> dict[str, object]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def issue(self, code: str) -> dict[str, object]:
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 600,
            "nonce": self.nonces.pop(code), **self.claims,
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "test"}, claims, self.key)
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 600, "id_token": token}

    def _make_handler(provider) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                if parts.path == "/authorize":
                    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                    code = uuid.uuid4().hex
                    provider.nonces[code] = asked.get("nonce", "")
                    query = urlencode({"code": code, "state": asked["state"]})
                    self.send_response(302)
                    self.send_header("Location", f"{asked['redirect_uri']}?{query}")
                    self.end_headers()
                elif parts.path == "/keys":
                    self._answer({"keys": [provider.key.as_dict(private=False)]})
                else:
                    self._answer(provider.describe())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(provider.issue(parse_qs(body)["code"][0]))

            def _answer(self, content: dict[str, object]) -> None:
                body = json.dumps(content).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        return Handler
