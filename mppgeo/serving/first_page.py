"""Streamlit's page as we send it: with a picture of the view in its first bytes, and nothing foreign.

On a slow line the scripts take seconds, and Streamlit's own page is empty until they are there.
The picture stands beside the element that they draw into, and gives way to the live page. Where
there is none, a sign of progress stands in that element, and they thereby take it away. What the page tells of an
interface for programs, which is switched off, is left out. And it tells the scripts where the
server is: else they look for it below the address of each page first, and fail. Links to another
view of the page that is open load nothing anew (``ui/links.js``).
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.content.pages import PAGES
from mppgeo.maps.assets import PAGE_STYLE, PREFIX
from mppgeo.maps.page_fonts import TEXT, place_font
from mppgeo.serving.first_picture import Picture, Pictures
from mppgeo.serving.page_script import make_page_script

_ROOT = '<div id="root"></div>'
_BEHIND = '<div id="root" inert></div>'
"""The live page, out of reach from the page's first bytes until the picture gives way to it."""
_STYLE_SHEETS = re.compile(r'\s*<link rel="stylesheet"[^>]*>')
_SCRIPTS = re.compile(
    r'\s*(?:<script type="module"[^>]*></script>|<link\s+rel="(?:modulepreload|preload)"[^>]*>)'
)
_TITLE = "<title>Streamlit</title>"
_HEAD = "<head>"
_NO_PAGE = re.compile(r"/(?:_stcore|assets|auth|component|media|static)/|\.[^/]*$")
_POINTER = re.compile(r'\s*<!--(?:(?!-->).)*?-->\s*<link rel="service-desc"[^>]*>', re.DOTALL)
_NO_SCRIPT = re.compile(r"(?<=<noscript>).*?(?=</noscript>)", re.DOTALL)
_TEXT_FONT = re.compile(r"\./static/media/SourceSansVF-Upright[^\"]*")
_SERVER = "<script>window.__streamlit={{BACKEND_BASE_URL:location.origin+{base}}}</script>"
_MOST_QUERY = 4096
_LOCALES = {"id": "id_ID", "en": "en_GB"}
_SHARED = re.compile(
    r"(?:@media \([^)]*\) \{ )?\.stApp \{ --mpp-"
    r"|(?:html:not\(\[data-mpp-elsewhen\]\) )?\.mpp-(?:head|told|figure|show|played|hidden)"
)
"""Rules of the page's own style sheet that the picture follows too."""
_SIGN = """<div id="root"><style>
.mppgeo-wait{{position:fixed;inset:0;display:flex;flex-direction:column;align-items:center;
justify-content:center;gap:14px;font:16px/1.4 sans-serif;color:#16262e;background:#fff}}
.mppgeo-wait i{{width:180px;height:4px;border-radius:2px;background:#d5dde1;overflow:hidden}}
.mppgeo-wait i::after{{content:"";display:block;width:40%;height:100%;background:#0b6b5d;
animation:mppgeo-wait 1.2s ease-in-out infinite}}
@keyframes mppgeo-wait{{from{{transform:translateX(-100%)}}to{{transform:translateX(250%)}}}}
@media (prefers-reduced-motion:reduce){{.mppgeo-wait i::after{{animation:none;width:100%}}}}
</style><div class="mppgeo-wait" role="status"><i></i>{text}</div></div>"""


@dataclass(frozen=True)
class _Page:
    """The page in one language, as it is and compressed."""

    plain: bytes

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.plain, mtime=0)


class FirstPage:
    """ASGI middleware that puts the first picture, or else the sign, into Streamlit's page.

    Parameters
    ----------
    page : the HTML that Streamlit answers with; any other answer stays as it is.
    base : path below which the app is served; "" = the root.
    style : address of our own style sheet, as seen from the page; "" = none.
    address : public address of the app, for pictures of its links; "" = not known.
    """

    def __init__(
        self, app: ASGIApp, page: Path, base: str = "", style: str = "", address: str = ""
    ) -> None:
        self._app = app
        make = partial(make_pictured, page, base=base, style=style)
        self._pictures = Pictures(make, base, address)
        root = f"/{base.strip('/')}".rstrip("/")
        self._paths = frozenset(f"{root}/{name}" for name in PAGES)
        self._starts: dict[str, Message] = {}
        """By path of a page how Streamlit's answer begins, which is the same every time."""
        self._original = page.read_bytes()
        self._pages = {
            lang: _Page(make_page(page, Language(lang), base, style)) for lang in LANGUAGES
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path in self._starts:
            start = self._starts[path].copy()
            body = await self._answer(scope, start)
            await send(start)
            await send({"type": "http.response.body", "body": body})
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
                    if path in self._paths:
                        self._starts[path] = start.copy()
                    message = {**message, "body": await self._answer(scope, start)}
                await send(start)
            await send(message)

        await self._app(self._ask_plain(scope), receive, replace)

    def _ask_plain(self, scope: Scope) -> Scope:
        """A page that Streamlit has compressed, or a part of one, would not be known again."""
        if _NO_PAGE.search(scope["path"]):
            return scope
        kept = [pair for pair in scope["headers"] if pair[0] not in (b"accept-encoding", b"range")]
        return {**scope, "headers": kept}

    def _may_be_page(self, start: Message) -> bool:
        headers = Headers(raw=start["headers"])
        return start["status"] == 200 and headers.get("content-length") == str(len(self._original))

    async def _answer(self, scope: Scope, start: Message) -> bytes:
        """The page for a request; its headers are set to fit."""
        query = scope.get("query_string", b"").decode("latin-1")
        packed = await self._pictures.find(scope["path"], query)
        if packed is None:
            asked = parse_qs(query[:_MOST_QUERY]).get("lang", [""])[0]
            packed = self._pages.get(asked, self._pages[DEFAULT_LANGUAGE]).gzipped
        headers = MutableHeaders(scope=start)
        # They tell of Streamlit's file; the page is small and always sent.
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        body = packed
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(packed)
        headers.add_vary_header("Accept-Encoding")
        headers["Content-Length"] = str(len(body))
        return body


def make_pictured(page: Path, picture: Picture, *, base: str = "", style: str = "") -> bytes:
    """Streamlit's page with a picture in it, compressed by gzip."""
    made = make_page(page, picture.t, base, style, picture)
    return gzip.compress(made, compresslevel=6, mtime=0)


def make_page(
    page: Path, t: Language, base: str = "", style: str = "", picture: Picture | None = None
) -> bytes:
    """Streamlit's page as we send it, in one language, with a picture or a sign of progress.

    A browser paints nothing before the style sheets of the head are there, so
    they go behind the picture, and so do scripts and fonts, which would share the line with it.
    Ours stands in the HTML, behind the framework's: a sheet
    that a script puts into the page by ``@import`` is never fetched by Firefox.
    """
    original = page.read_text(encoding="utf-8")
    sheets = "".join(_STYLE_SHEETS.findall(original))
    if style:
        sheets += f'\n<link rel="stylesheet" href="./{escape(style)}">'
    sheets += "".join(_SCRIPTS.findall(original))
    sheets = _TEXT_FONT.sub(f"./{PREFIX}/{place_font(TEXT)}/{TEXT}", sheets)
    text = _POINTER.sub("", _SCRIPTS.sub("", _STYLE_SHEETS.sub("", original)))
    needed = t("This page needs JavaScript.")
    text = _NO_SCRIPT.sub("" if picture else f"<p>{escape(needed)}</p>", text)
    path = json.dumps(f"/{base.strip('/')}").replace("<", "\\u003c")
    text = text.replace(_HEAD, _HEAD + _SERVER.format(base=path))
    names = ("first_picture.js", "links.js", "room.js", "paper.js")
    scripts = (*map(_read, names), make_page_script())
    behind = "".join(f"<script>{one}</script>" for one in scripts)
    if picture:
        style_of_picture = f"<style>{_read_style()}</style>"
        shown = f"{_BEHIND}{style_of_picture}{picture.body}"
        head = _describe(picture)
    else:
        shown = _SIGN.format(text=escape(t("Loading the page…")))
        head = f"<title>{escape(t('MPP coverage'))}</title>"
    # Last, so that nothing that a picture says is taken for one of these marks.
    before, after = text.replace('<html lang="en">', f'<html lang="{t.code}">').split(_ROOT)
    before = before.replace(_TITLE, head)
    return f"{before}{shown}{behind}{sheets}{after}".encode()


def _describe(picture: Picture) -> str:
    """Title and description, for the browser and for those who share a link."""
    t = picture.t
    named = {
        "og:title": picture.title,
        "og:description": picture.told,
        "og:type": "website",
        "og:site_name": t("MPP coverage"),
        "og:locale": _LOCALES[t.code],
    }
    if picture.image:
        named |= {
            "og:image": picture.image,
            "og:image:type": "image/png",
            "og:image:width": "1200",
            "og:image:height": "630",
            "og:image:alt": picture.told,
        }
    lines = [f"<title>{escape(picture.title)}</title>"]
    if picture.told:
        lines.append(f'<meta name="description" content="{escape(picture.told)}">')
    if picture.image:
        lines.append('<meta name="twitter:card" content="summary_large_image">')
    lines += [
        f'<meta property="{name}" content="{escape(value)}">'
        for name, value in named.items()
        if value
    ]
    return "\n".join(lines)


@lru_cache(maxsize=8)
def _read(name: str) -> str:
    return PAGE_STYLE.with_name(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _read_style() -> str:
    """Rules of the picture, and those of the page that it is made of."""
    lines = PAGE_STYLE.read_text(encoding="utf-8").splitlines()
    own = [line for line in lines if _SHARED.match(line)]
    return (
        re.sub(r"\.stApp(?= \{ --mpp-)", "#mppgeo-first", "\n".join(own))
        + "\n"
        + _read("first_picture.css")
    )
