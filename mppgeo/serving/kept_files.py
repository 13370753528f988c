"""Files of components whose name holds a digest of their content: a browser may keep them."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOREVER = "public, max-age=31536000, immutable"
_NAMED_BY_CONTENT = re.compile(r"/component/.+\.[0-9a-f]{8,}(?:\.chunk)?\.(?:js|css)$")


class KeptFiles:
    """ASGI middleware that lets browsers keep such files.

    Streamlit tells them to fetch every file of a component anew on every visit,
    which for the map's is more than all else of a second visit.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _NAMED_BY_CONTENT.search(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["Cache-Control"] = FOREVER
            await send(message)

        await self._app(scope, receive, send_kept)
