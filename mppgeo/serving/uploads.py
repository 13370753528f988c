"""What visitors send: only to a page with a box for it, from its own browser, within a budget.

The framework keeps what it is sent in memory as long as the session lives, and asks for no more than
the session's name, which stands in the address of every upload.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Protocol

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from mppgeo.base.budgets import AGAIN, UPLOADS, UPLOADS_EACH, UPLOADS_LEFT

LARGEST = 11 << 20
"""Bytes that are reckoned with where a request does not say how long it is."""


class Sessions(Protocol):
    """What must be known of the open sessions."""

    def owns(self, session: str, cookies: dict[str, str]) -> bool | None:
        """Whether these are cookies of the browser that opened the session; None = it is not open."""

    def has_box(self, session: str) -> bool:
        """Whether its page takes files."""

    def count_bytes(self, session: str | None = None) -> int:
        """Bytes held for a session, or for all."""

    def drop(self, session: str) -> None:
        """Let go of what is held for a session that has ended; else do nothing."""


class Uploads:
    """ASGI middleware that refuses all other uploads and keeps nothing of them.

    Parameters
    ----------
    base : path below which the app is served; "" = the root.
    """

    def __init__(self, app: ASGIApp, sessions: Sessions, base: str = "") -> None:
        self._app, self._sessions = app, sessions
        prefix = f"/{base.strip('/')}" if base.strip("/") else ""
        self._address = re.compile(rf"{re.escape(prefix)}/_stcore/upload_file/([^/]+)/[^/]+/?")
        self._coming: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = scope["type"] == "http" and self._address.fullmatch(scope["path"])
        if not found or scope["method"] == "OPTIONS":
            await self._app(scope, receive, send)
            return
        session, headers = found[1], Headers(scope=scope)
        length = _read_length(headers) if scope["method"] == "PUT" else 0
        refusal = self._refuse(session, headers, scope["method"], length)
        if refusal:
            await _discard(receive)
            await refusal(scope, receive, send)
            return
        self._coming[session] = self._coming.get(session, 0) + length
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming[session] -= length
            if not self._coming[session]:
                del self._coming[session]
            # It may have ended while its file was on the way.
            self._sessions.drop(session)

    def _refuse(
        self, session: str, headers: Headers, method: str, length: int
    ) -> PlainTextResponse | None:
        """What is answered instead; None = the request is let through."""
        owns = self._sessions.owns(session, _read_cookies(headers))
        if owns is None:
            # A page that lost its server takes back what it sent; a file the framework refuses.
            return None if method == "PUT" else PlainTextResponse("", 204)
        if not owns:
            return PlainTextResponse("forbidden", 403)
        if method != "PUT":
            return None
        if not self._sessions.has_box(session):
            return PlainTextResponse("this page takes no files", 403)
        own = self._sessions.count_bytes(session) + self._coming.get(session, 0)
        if own + length > UPLOADS_EACH:
            return PlainTextResponse("too much", 413)
        if self._sessions.count_bytes() + sum(self._coming.values()) + length > UPLOADS:
            return PlainTextResponse("busy", 503, {"Retry-After": str(AGAIN)})
        return None


def list_too_many(left: Mapping[str, int], most: int = UPLOADS_LEFT) -> list[str]:
    """Of sessions whose line broke, those to let go, so that the latest have ``most`` bytes together.

    Parameters
    ----------
    left : bytes by session, the latest last.

    Examples
    --------
    >>> list_too_many({"a": 1, "b": 5, "c": 4}, most=9)
    ['a']
    """
    sizes = list(left.values())
    return [name for place, name in enumerate(left) if sum(sizes[place:]) > most]


async def _discard(receive: Receive) -> None:
    """Take a body without keeping it: who is still sending hears no answer."""
    taken = 0
    while taken <= LARGEST:
        message = await receive()
        taken += len(message.get("body", b""))
        if not message.get("more_body"):
            return


def _read_length(headers: Headers) -> int:
    told = headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 20 else LARGEST


def _read_cookies(headers: Headers) -> dict[str, str]:
    try:
        jar = SimpleCookie("; ".join(headers.getlist("cookie")))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
