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
            Route("/other", lambda _: PlainTextResponse(b"x" * len(ORIGINAL))),
        ],
        middleware=[Middleware(FirstPage, page=PAGE)],
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


def test_a_page_that_differs_by_language_is_not_kept(ask):
    headers = ask("/")[1]
    assert not {"etag", "last-modified", "accept-ranges"} & set(headers)


def test_the_page_is_compressed_where_the_browser_can_take_it(ask):
    plain = ask("/")[2]
    _, headers, body = ask("/", accept_encoding="gzip, br")
    assert headers["content-encoding"] == "gzip" and "accept-encoding" in headers["vary"].lower()
    assert gzip.decompress(body) == plain and int(headers["content-length"]) == len(body)


def test_other_answers_stay_as_they_are(ask):
    assert ask("/other")[2] == b"x" * len(ORIGINAL)
    assert ask("/none")[0] == 404
    status, _, body = ask("/", range="bytes=0-9")
    assert (status, body) == (206, ORIGINAL[:10])
    assert ask("/", method="HEAD")[2] == b""


def test_scripts_of_the_page_are_those_that_the_policy_allows(tmp_path):
    """The page keeps what Streamlit needs; the sign brings no script."""
    changed = tmp_path / "index.html"
    changed.write_bytes(make_page(ORIGINAL.decode(), Language("id")).plain)
    assert digest_scripts(changed) == digest_scripts(PAGE)
    names = re.compile(r'(?:src|href)="([^"]+)"')
    assert sorted(names.findall(changed.read_text())) == sorted(names.findall(ORIGINAL.decode()))
    assert "<title>Cakupan MPP</title>" in changed.read_text()
