"""Streamlit's page as we send it: with a sign of progress in its first bytes, and nothing foreign.

On a slow line the scripts take seconds, and Streamlit's own page is empty until they are there.
They draw into the element that holds our sign, and thereby take it away. What the page tells of an
interface for programs, which is switched off, is left out. And it tells the scripts where the
server is: else they look for it below the address of each page first, and fail.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.maps.assets import PREFIX
from mppgeo.maps.page_fonts import TEXT, place_font
from mppgeo.serving.page_script import make_page_script

_ROOT = '<div id="root"></div>'
_STYLE_SHEETS = re.compile(r'\s*<link rel="stylesheet"[^>]*>')
_TITLE = "<title>Streamlit</title>"
_HEAD = "<head>"
_NO_PAGE = re.compile(r"/(?:_stcore|assets|auth|component|media|static)/|\.[^/]*$")
_POINTER = re.compile(r'\s*<!--(?:(?!-->).)*?-->\s*<link rel="service-desc"[^>]*>', re.DOTALL)
_NO_SCRIPT = re.compile(r"(?<=<noscript>).*?(?=</noscript>)", re.DOTALL)
_TEXT_FONT = re.compile(r"\./static/media/SourceSansVF-Upright[^\"]*")
_SERVER = "<script>window.__streamlit={{BACKEND_BASE_URL:location.origin+{base}}}</script>"
_SIGN = """<div id="root"><style>
.mppgeo-wait{{position:fixed;inset:0;display:flex;flex-direction:column;align-items:center;
justify-content:center;gap:14px;font:16px/1.4 sans-serif;color:#16262e;background:#fff}}
.mppgeo-wait i{{width:180px;height:4px;border-radius:2px;background:#d5dde1;overflow:hidden}}
.mppgeo-wait i::after{{content:"";display:block;width:40%;height:100%;background:#0b6b5d;
animation:mppgeo-wait 1.2s ease-in-out infinite}}
@keyframes mppgeo-wait{{from{{transform:translateX(-100%)}}to{{transform:translateX(250%)}}}}
@media (prefers-reduced-motion:reduce){{.mppgeo-wait i::after{{animation:none;width:100%}}}}
</style><div class="mppgeo-wait" role="status"><i></i>{text}</div></div>"""


def _script() -> str:
    return f"<script>{make_page_script()}</script>"


@dataclass(frozen=True)
class _Page:
    """The page in one language, as it is and compressed."""

    plain: bytes

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.plain, mtime=0)


class FirstPage:
    """ASGI middleware that puts the sign into Streamlit's page.

    Parameters
    ----------
    page : the HTML that Streamlit answers with; any other answer stays as it is.
    base : path below which the app is served; "" = the root.
    style : address of our own style sheet, as seen from the page; "" = none.
    """

    def __init__(self, app: ASGIApp, page: Path, base: str = "", style: str = "") -> None:
        self._app = app
        self._original = page.read_bytes()
        self._pages = {
            lang: _Page(make_page(page, Language(lang), base, style)) for lang in LANGUAGES
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        held: Message | None = None

        async def replace(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and self._may_be_page(message):
                held = message
                return
            if held is not None:
                start, held = held, None
                if message.get("body") == self._original and not message.get("more_body"):
                    message = {**message, "body": self._answer(scope, start)}
                await send(start)
            await send(message)

        await self._app(self._ask_plain(scope), receive, replace)

    def _ask_plain(self, scope: Scope) -> Scope:
        """A page that Streamlit has compressed would not be known again."""
        if _NO_PAGE.search(scope["path"]):
            return scope
        kept = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        return {**scope, "headers": kept}

    def _may_be_page(self, start: Message) -> bool:
        headers = Headers(raw=start["headers"])
        return start["status"] == 200 and headers.get("content-length") == str(len(self._original))

    def _answer(self, scope: Scope, start: Message) -> bytes:
        """The page for a request; its headers are set to fit."""
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
        page = self._pages.get(asked, self._pages[DEFAULT_LANGUAGE])
        headers = MutableHeaders(scope=start)
        # They tell of Streamlit's file; the page is small and always sent.
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        body = page.plain
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            body, headers["Content-Encoding"] = page.gzipped, "gzip"
        headers.add_vary_header("Accept-Encoding")
        headers["Content-Length"] = str(len(body))
        return body


def make_page(page: Path, t: Language, base: str = "", style: str = "") -> bytes:
    """Streamlit's page as we send it, in one language.

    A browser paints nothing before the style sheets of the head are there, so
    they go behind the sign. Ours stands in the HTML, behind the framework's: a sheet
    that a script puts into the page by ``@import`` is never fetched by Firefox.
    """
    original = page.read_text(encoding="utf-8")
    sheets = "".join(_STYLE_SHEETS.findall(original))
    if style:
        sheets += f'\n<link rel="stylesheet" href="./{escape(style)}">'
    told = escape(t("Loading the page…"))
    text = _POINTER.sub("", _STYLE_SHEETS.sub("", original))
    needed = t("This page needs JavaScript.")
    text = _NO_SCRIPT.sub(f"<p>{escape(needed)}</p>", text)
    path = json.dumps(f"/{base.strip('/')}").replace("<", "\\u003c")
    text = text.replace(_HEAD, _HEAD + _SERVER.format(base=path) + _script())
    text = _TEXT_FONT.sub(f"./{PREFIX}/{place_font(TEXT)}/{TEXT}", text)
    text = text.replace(_ROOT, _SIGN.format(text=told) + sheets)
    text = text.replace(_TITLE, f"<title>{escape(t('MPP coverage'))}</title>")
    return text.replace('<html lang="en">', f'<html lang="{t.code}">').encode()
