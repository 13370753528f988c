"""Only pages of the app itself may open a connection to it, and only they know what to say."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class SameOrigin:
    """ASGI middleware that refuses websockets which another site's page opens.

    Streamlit refuses them too, but asks the network for this machine's outer
    address first, and answers nobody meanwhile.

    Parameters
    ----------
    allowed : further origins, such as ``https://portal.example.go.id``.
    """

    def __init__(self, app: ASGIApp, allowed: Iterable[str] = ()) -> None:
        self._app = app
        self._allowed = {origin.strip().rstrip("/").lower() for origin in allowed}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not self._is_allowed(Headers(scope=scope)):
            # Closing before accepting is answered with 403 by the server.
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._app(scope, _take_bytes_only(receive), send)

    def _is_allowed(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None:
            # Browsers always send one.
            return True
        try:
            host = urlsplit(origin).netloc.lower()
        except ValueError:
            return False
        return bool(host) and (
            host == headers.get("host", "").lower() or origin.lower() in self._allowed
        )


def _take_bytes_only(receive: Receive) -> Receive:
    """Text is not what our pages send; whoever sends it is taken to have gone."""

    async def take() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and message.get("text") is not None:
            return {"type": "websocket.disconnect", "code": 1003}
        return message

    return take
