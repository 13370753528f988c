"""What the map will ask for, told to the browser with the page, so that the line is never idle.

On a slow line the map's files are asked for one after the other, each when the one before has
come; told ahead, they come while scripts run and the server answers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Hints:
    """ASGI middleware that names files in the ``Link`` header of pages.

    Parameters
    ----------
    find : addresses relative to a page, the most wanted first; called for every page.
    pages : path names of the pages that get them; "" = the first.
    base : path below which the app is served; "" = the root.
    """

    def __init__(
        self,
        app: ASGIApp,
        find: Callable[[], Iterable[str]],
        pages: Collection[str] = ("",),
        base: str = "",
    ) -> None:
        self._app = app
        self._find = find
        self._base = f"/{base.strip('/')}" if base.strip("/") else ""
        self._paths = {f"{self._base}/{page}" for page in pages}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in self._paths:
            await self._app(scope, receive, send)
            return

        async def send_with_hints(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                for address in self._find():
                    headers.append("Link", f"<./{address}>; rel=prefetch")
            await send(message)

        await self._app(scope, receive, send_with_hints)
