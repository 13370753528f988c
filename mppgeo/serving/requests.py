"""Every request gets a number, a line in the log, and a plain answer if it fails."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mppgeo.base.language import DEFAULT_LANGUAGE, Language, mark
from mppgeo.serving.logs import REQUEST_ID, log, logger, take_request_id
from mppgeo.serving.metrics import ASSET_BYTES, ASSETS, ERRORS, REQUESTS

HEADER = "X-Request-ID"
FAILED = mark(
    "Something went wrong here. If it happens again, tell the administrator this number: {number}"
)
HIDDEN = ("/_stcore/metrics", "/_stcore/agent")
"""Addresses of the framework that are nobody's business: figures, for which ours have a listener of
their own, and an interface for programs that is switched off."""
_PARTS = {
    "_stcore": {"agent", "health", "host-config", "metrics", "stream", "upload_file"},
    "api": set(),
    "assets": set(),
    "auth": {"login", "logout"},
    "component": set(),
    "media": set(),
    "static": set(),
    "healthz": set(),
    "readyz": set(),
    "oauth2callback": set(),
    "pratinjau.png": set(),
}
"""Parts of paths that are no page's and are written down."""


class Requests:
    """ASGI middleware: number, log and count requests; keep failures from visitors.

    Parameters
    ----------
    pages : path names of the app's pages; other names are not written down, as
        anybody may type anything.
    base : path below which the app is served; "" = the root.
    """

    def __init__(self, app: ASGIApp, pages: Iterable[str] = (), base: str = "") -> None:
        self._app = app
        self._pages = frozenset(pages)
        self._base = f"/{base.strip('/')}" if base.strip("/") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        number = take_request_id(Headers(scope=scope).get(HEADER))
        token = REQUEST_ID.set(number)
        # Whoever reads the request later, the page's script too, finds its number.
        scope["headers"] = [
            *((name, value) for name, value in scope["headers"] if name != HEADER.lower().encode()),
            (HEADER.lower().encode(), number.encode()),
        ]
        try:
            await self._answer(scope, receive, send, number)
        finally:
            REQUEST_ID.reset(token)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, number: str) -> None:
        path, started = self.name_path(scope["path"]), time.perf_counter()
        status, sent, begun = 0, 0, False

        async def watch(message: Message) -> None:
            nonlocal status, sent, begun
            if message["type"] == "http.response.start":
                status, begun = message["status"], True
                MutableHeaders(scope=message)[HEADER] = number
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            elif message["type"] == "websocket.accept":
                status, begun = 101, True
            elif message["type"] == "websocket.close" and not begun:
                status = 403
            await send(message)

        try:
            if path in HIDDEN:
                await PlainTextResponse("not found", 404)(scope, receive, watch)
            else:
                await self._app(scope, receive, watch)
        except Exception:
            ERRORS.labels("request").inc()
            logger.exception("request failed", extra={"fields": {"path": path}})
            if scope["type"] == "http" and not begun:
                told = Language(DEFAULT_LANGUAGE)(FAILED, number=number)
                await PlainTextResponse(told, 500)(scope, receive, watch)
        finally:
            self._note(scope, path, status, sent, time.perf_counter() - started)

    def _note(self, scope: Scope, path: str, status: int, sent: int, seconds: float) -> None:
        REQUESTS.labels(path.split("/")[1] or "/", str(status)).inc()
        if path == "/assets" and status == 200:
            # Only what there is was answered so, never a name somebody made up.
            ASSETS.labels(scope["path"].rsplit("/", 1)[1]).inc()
            ASSET_BYTES.inc(sent)
        quiet = scope["type"] == "http" and status < 400
        log(
            "request",
            logging.DEBUG if quiet else logging.INFO,
            method=scope.get("method", "WEBSOCKET"), path=path, status=status, bytes=sent,
            ms=round(seconds * 1000),
        )  # fmt: skip

    def name_path(self, path: str) -> str:
        """A path without anything that a visitor typed or that is a visitor's own."""
        parts = [part for part in path.removeprefix(self._base).split("/") if part]
        if not parts:
            return "/"
        first, second = parts[0], parts[1] if len(parts) > 1 else ""
        if second in _PARTS.get(first, ()):
            return f"/{first}/{second}"
        known = first in _PARTS or (first in self._pages and not second)
        return f"/{first}" if known else "/other"
