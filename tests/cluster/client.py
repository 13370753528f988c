"""A visitor without a browser who keeps cookies."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.cookies import SimpleCookie

from session import PATIENCE, Session

COOKIE = "mppgeo_replica"
_TRUSTING = ssl._create_unverified_context()


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass
class Client:
    """Keeps cookies as a browser does; follows no redirection."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> Answer:
        request = urllib.request.Request(
            self.url + path, body, {"Cookie": self._jar, **headers}, method="PUT" if body else "GET"
        )
        handlers = [urllib.request.HTTPSHandler(context=_TRUSTING), _Staying()]
        try:
            reply = urllib.request.build_opener(*handlers).open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            reply = error
        with reply:
            answer = Answer(reply.status, reply.headers, reply.read())
        self.take(*answer.headers.get_all("Set-Cookie", ()))
        return answer

    def take(self, *cookies: str) -> None:
        for one in cookies:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(one).items()}

    @asynccontextmanager
    async def connect(self, **options: object) -> AsyncIterator[Session]:
        """Open a page's websocket."""
        async with Session(self.url, headers={"Cookie": self._jar}, **options) as session:
            self.take(*session.socket.response.headers.get_all("Set-Cookie"))
            yield session

    @property
    def _jar(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


class _Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None
