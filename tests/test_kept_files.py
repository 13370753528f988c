"""What of the components a browser may keep."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import streamlit_folium

from mppgeo.serving.kept_files import FOREVER, KeptFiles

BUILD = Path(streamlit_folium.__file__).parent / "frontend" / "build"
FRAME = "/component/streamlit_folium.st_folium"
[SCRIPT] = (BUILD / "static" / "js").glob("main.*.js")


def ask(path: str, status: int = 200, kind: str = "text/javascript", base: str = "") -> str:
    """Cache-Control of an answer that Streamlit wants nobody to keep."""
    headers = [(b"cache-control", b"no-cache"), (b"content-type", kind.encode())]
    sent = []

    async def answer(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"x"})

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(KeptFiles(answer, base)({"type": "http", "path": path, "headers": []}, None, send))
    assert sent[1]["body"] == b"x"
    [told] = [v for k, v in sent[0]["headers"] if k == b"cache-control"]
    return told.decode()


@pytest.mark.parametrize("base", ["", "/gerai/mpp"])
def test_the_script_of_the_map_is_kept(base):
    assert ask(f"{base}{FRAME}/static/js/{SCRIPT.name}", base=base) == FOREVER


@pytest.mark.parametrize(
    "path",
    [
        f"{FRAME}/index.html", f"{FRAME}/bootstrap.min.css", f"{FRAME}/main.abcdef12.html",
        "/main.abcdef12.js", "/data", f"/foo{FRAME}/static/js/{SCRIPT.name}",
    ],
)  # fmt: skip
def test_what_may_change_is_not(path):
    assert ask(path) == "no-cache"


def test_what_is_missing_is_not():
    assert ask(f"{FRAME}/static/js/{SCRIPT.name}", 404) == "no-cache"


def test_the_page_is_not_wherever_it_is_answered():
    kind = "text/html; charset=utf-8"
    assert ask(f"{FRAME}/static/js/none.abcdef12.js", kind=kind) == "no-cache"
