"""The sign of progress in the page's first bytes."""

from __future__ import annotations

import asyncio
import gzip
import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Route

from mppgeo.base.language import Language
from mppgeo.serving.first_page import FirstPage, make_page
from mppgeo.serving.headers import digest_scripts

PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
ORIGINAL = PAGE.read_bytes()


@pytest.fixture(scope="module")
def ask():
    """Ask an app that answers with Streamlit's page, and with another text as long."""
    app = Starlette(
        routes=[
            Route("/", lambda _: FileResponse(PAGE)),
            Route("/data", lambda _: FileResponse(PAGE)),
            Route("/other", lambda _: PlainTextResponse(b"x" * len(ORIGINAL))),
            Route("/media/x", lambda _: PlainTextResponse(b"x" * 5000)),
        ],
        # Streamlit compresses all pages but the first.
        middleware=[Middleware(FirstPage, page=PAGE), Middleware(GZipMiddleware)],
    )

    def ask(path: str, method: str = "GET", query: bytes = b"", **headers: str):
        sent = []

        async def take() -> None:
            await asyncio.Event().wait()

        async def send(message: dict) -> None:
            sent.append(message)

        named = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
        scope = {
            "type": "http", "method": method, "path": path, "query_string": query,
            "headers": named, "http_version": "1.1", "root_path": "",
        }  # fmt: skip
        asyncio.run(app(scope, take, send))
        answered = {k.decode().lower(): v.decode() for k, v in sent[0]["headers"]}
        return sent[0]["status"], answered, b"".join(m.get("body", b"") for m in sent[1:])

    return ask


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (b"", "Memuat halaman…"),
        (b"lang=en&x=1", "Loading the page…"),
        (b"lang=%00", "Memuat halaman…"),
    ],
)
def test_the_sign_stands_in_the_page_before_any_style_sheet(ask, query, told):
    status, headers, body = ask("/", query=query)
    text = body.decode()
    assert status == 200 and int(headers["content-length"]) == len(body)
    assert 0 < text.index(told) < text.index('rel="stylesheet"')
    assert text.index('id="root"') < text.index(told)
    assert text.count('rel="stylesheet"') == ORIGINAL.count(b'rel="stylesheet"') > 0


def test_our_style_sheet_stands_in_the_page_behind_the_sign_and_the_frameworks():
    made = make_page(PAGE, Language("id"), style="assets/0a/page.css").decode()
    ours = made.index('<link rel="stylesheet" href="./assets/0a/page.css">')
    assert made.index("Memuat halaman…") < made.index('rel="stylesheet"') < ours


def test_a_page_that_differs_by_language_is_not_kept(ask):
    headers = ask("/")[1]
    assert not {"etag", "last-modified", "accept-ranges"} & set(headers)


def test_the_page_is_compressed_where_the_browser_can_take_it(ask):
    plain = ask("/data")[2]
    assert b"mppgeo-wait" in plain
    _, headers, body = ask("/data", accept_encoding="gzip, br")
    assert headers["content-encoding"] == "gzip" and "accept-encoding" in headers["vary"].lower()
    assert gzip.decompress(body) == plain and int(headers["content-length"]) == len(body)


def test_a_page_is_answered_alike_every_time_and_as_a_whole(ask):
    first = ask("/data", query=b"lang=en")
    assert ask("/data", query=b"lang=en", range="bytes=0-9") == first
    assert "Loading the page" in first[2].decode()
    # What is no page is answered by the app every time.
    assert ask("/other")[2] == ask("/other")[2] == b"x" * len(ORIGINAL)


def test_other_answers_stay_as_they_are(ask):
    assert ask("/media/x", accept_encoding="gzip")[1]["content-encoding"] == "gzip"
    assert ask("/other")[2] == b"x" * len(ORIGINAL)
    assert ask("/none")[0] == 404
    assert ask("/", method="HEAD")[2] == b""


def test_the_page_keeps_what_streamlit_needs():
    made = make_page(PAGE, Language("id")).decode()
    original = ORIGINAL.decode()
    names = re.compile(r'(?:src|href)="([^"]+)"')
    left_out = ["./_stcore/agent/openapi.json"] * 2
    # The font fetched ahead is ours, cut to what is shown.
    theirs = [re.sub(r"^\./assets/\w+/text.woff2$", "font", name) for name in names.findall(made)]
    expected = [re.sub(r".*/SourceSansVF-.*", "font", name) for name in names.findall(original)]
    assert "font" in theirs and sorted([*theirs, *left_out]) == sorted(expected)
    assert set(digest_scripts(original)) < set(digest_scripts(made))
    assert "<title>Cakupan MPP</title>" in made


def test_the_page_tells_of_no_interface_for_programs():
    made = make_page(PAGE, Language("en")).decode()
    assert not re.search("agent|MCP|service-desc", made)
    assert "This page needs JavaScript." in made


@pytest.mark.parametrize(
    ("base", "path"), [("", "/"), ("/gerai/mpp/", "/gerai/mpp"), ("</script>", "/\\u003c/script>")]
)
def test_the_page_tells_its_scripts_where_the_server_is(base, path):
    made = make_page(PAGE, Language("id"), base).decode()
    assert f'{{BACKEND_BASE_URL:location.origin+"{path}"}}</script>' in made
    assert made.index("BACKEND_BASE_URL") < made.index('type="module"')
