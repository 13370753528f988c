"""Files of components whose name holds a digest of their content: a browser may keep them."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOREVER = "public, max-age=31536000, immutable"
_NAMED_BY_CONTENT = re.compile(r"/component/.+\.[0-9a-f]{8,}(?:\.chunk)?\.(?:js|css)")


class KeptFiles:
    """ASGI middleware that lets browsers keep such files.

    Streamlit tells them to fetch every file of a component anew on every visit,
    which for the map's is more than all else of a second visit. An address that is no
    file's may be answered with the page, which nobody may keep.

    Parameters
    ----------
    base : path below which the app is served; "" = the root.
    """

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app = app
        self._base = f"/{base.strip('/')}" if base.strip("/") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._is_named(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                if not headers.get("content-type", "").startswith("text/html"):
                    headers["Cache-Control"] = FOREVER
            await send(message)

        await self._app(scope, receive, send_kept)

    def _is_named(self, path: str) -> bool:
        below = path.startswith(f"{self._base}/")
        return below and bool(_NAMED_BY_CONTENT.fullmatch(path.removeprefix(self._base)))
