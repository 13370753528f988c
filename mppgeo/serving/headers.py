"""Security headers of every answer.

The policy names what the browser may load: from the app itself, nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COMMON = {
    "default-src": "'self'",
    # Styles are made by scripts, in every framework of this kind.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
_FRAME_SCRIPTS = "'self' 'unsafe-inline' 'unsafe-eval'"
"""streamlit-folium runs the map's script, which it is sent, as a script element and by ``eval``.

It does so in a frame of its own; the page around it may not."""

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
        " magnetometer=(), microphone=(), midi=(), payment=(), usb=(), fullscreen=(self)"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """ASGI middleware that adds the headers to all answers.

    Parameters
    ----------
    page : the HTML of the page, whose own inline scripts are allowed by their digest.
    base : path below which the app is served; "" = the root.
    portals : origins, such as ``https://portal.example.go.id``, that may show the app in a frame.
    """

    def __init__(
        self, app: ASGIApp, page: str, base: str = "", portals: Sequence[str] = ()
    ) -> None:
        self._app = app
        self._frames = f"{_prefix(base)}/component/"
        own = f"'self' {' '.join(digest_scripts(page))}".strip()
        # The frame of the map stands inside the page that stands inside the portal.
        self._of_page, self._of_frame = (
            [(name.lower().encode(), value.encode()) for name, value in told.items()]
            for told in (
                {"Content-Security-Policy": make_policy(scripts, portals), **_FIXED}
                for scripts in (own, _FRAME_SCRIPTS)
            )
        )
        self._names = {name for name, _ in self._of_page}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        own = self._of_frame if scope["path"].startswith(self._frames) else self._of_page

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = message.get("headers", ())
                kept = [pair for pair in others if pair[0].lower() not in self._names]
                message = {**message, "headers": [*kept, *own]}
            await send(message)

        await self._app(scope, receive, send_with_headers)


def make_policy(scripts: str, portals: Sequence[str] = ()) -> str:
    """A Content-Security-Policy with the given sources of scripts, and who may frame the page.

    Examples
    --------
    >>> make_policy("'self'", ["https://portal.example.go.id"]).split("; ")[-2:]
    ["frame-ancestors 'self' https://portal.example.go.id", "script-src 'self'"]
    """
    own = {"frame-ancestors": " ".join(["'self'", *portals]), "script-src": scripts}
    return "; ".join(f"{name} {value}" for name, value in (_COMMON | own).items())


def digest_scripts(page: str) -> list[str]:
    """Sources such as ``'sha256-…'`` of the scripts that stand in a page's HTML itself."""
    text = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    inline = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'"
        for body in inline
    ]


def _prefix(base: str) -> str:
    return f"/{base.strip('/')}" if base.strip("/") else ""
