"""The framework's files as we send them: compressed once, and kept where their name is their content's."""

from __future__ import annotations

import gzip
import importlib.util
import os
import threading
from pathlib import Path

import brotli
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from mppgeo.base.forks import BEHIND_PAGES
from mppgeo.maps import shelf
from mppgeo.serving import framework_files
from mppgeo.serving.answers import ASK_FIRST, FOREVER
from mppgeo.serving.framework_files import (
    FrameworkFiles,
    find_files,
    prepare_files,
    prepare_in_spare_time,
)

STATIC = Path(streamlit.__file__).parent / "static" / "static"
BUILD = Path(importlib.util.find_spec("streamlit_folium").origin).parent / "frontend" / "build"
FRAME = "/component/streamlit_folium.st_folium"
FOLDERS = {"/static": STATIC, FRAME: BUILD}
[SCRIPT] = (BUILD / "static" / "js").glob("main.*.js")
ENTRY = max((STATIC / "js").glob("index.*.js"), key=lambda path: path.stat().st_size)


def make_client(files, base: str = "") -> TestClient:
    """Our answers before those of an app that says "theirs" to everything."""
    theirs = Route("/{path:path}", lambda _: PlainTextResponse("theirs"), methods=["GET", "POST"])
    return TestClient(
        Starlette(routes=[theirs], middleware=[Middleware(FrameworkFiles, files=files, base=base)])
    )


CLIENT = make_client(find_files(FOLDERS))


def ask(path: str, accepted: str = "identity", client: TestClient = CLIENT):
    with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("base", ["", "/gerai/mpp"])
@pytest.mark.parametrize(
    ("path", "file", "caching"),
    [
        (f"/static/js/{ENTRY.name}", ENTRY, FOREVER),
        (f"{FRAME}/static/js/{SCRIPT.name}", SCRIPT, FOREVER),
        (f"{FRAME}/index.html", BUILD / "index.html", ASK_FIRST),
        (f"{FRAME}/bootstrap.min.css", BUILD / "bootstrap.min.css", ASK_FIRST),
    ],
)
def test_files_come_compressed_and_are_kept_by_their_names(base, path, file, caching):
    client = make_client(find_files(FOLDERS), base)
    answer, body = ask(f"{base}{path}", "gzip, deflate", client)
    assert answer.headers["content-encoding"] == "gzip" and len(body) < 0.6 * file.stat().st_size
    assert gzip.decompress(body) == file.read_bytes()
    assert answer.headers["cache-control"] == caching
    again = client.get(f"{base}{path}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    plain, body = ask(f"{base}{path}", "identity", client)
    assert body == file.read_bytes() and "content-encoding" not in plain.headers
    assert plain.headers["content-type"].startswith(
        {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}[file.suffix]
    )


@pytest.mark.parametrize(
    "path",
    [
        "/", "/data", "/static/js/none.abcdefgh.js", f"/foo/static/js/{ENTRY.name}",
        "/static/../static/js/index.js", f"/static/js/%2e%2e/js/{ENTRY.name}",
        f"{FRAME}/static/js/{SCRIPT.name}.LICENSE.txt", "/static/media/none.woff2",
    ],
)  # fmt: skip
def test_all_else_is_the_frameworks(path):
    assert ask(path)[1] == b"theirs"
    assert CLIENT.post(f"/static/js/{ENTRY.name}").text == "theirs"


def test_every_script_and_style_of_the_framework_is_ours_to_send():
    files = find_files(FOLDERS)
    scripts = [path for path in STATIC.rglob("*") if path.suffix in {".js", ".css"}]
    assert len(scripts) > 100 and {file.path for file in files.values()} >= set(scripts)
    print(
        {
            path
            for path, file in files.items()
            if path.startswith("/static") and file.caching != FOREVER
        }
    )
    assert all(
        file.caching == FOREVER for path, file in files.items() if path.startswith("/static")
    )


def test_the_shortest_form_is_made_once_and_kept(tmp_path, monkeypatch):
    folder = tmp_path / "static"
    folder.mkdir()
    for name, size in (("a.abcdefgh.js", 9), ("b.abcdefgh.css", 200_000), ("c.js", 2_000_000)):
        (folder / name).write_text("x = 1;" * (size // 6))
    monkeypatch.setenv("MPPGEO_CACHE", str(tmp_path / "cache"))
    made = []

    def compress(body: bytes, coding: str) -> bytes:
        made.append(len(body))
        return brotli.compress(body)

    monkeypatch.setattr(framework_files, "compress", compress)
    for _ in range(2):
        files = find_files({"/static": folder})
        client = make_client(files)
        assert (
            ask("/static/b.abcdefgh.css", "br, gzip", client)[0].headers["content-encoding"]
            == "gzip"
        )
        prepare_files(files, first=["b.abcdefgh.css"])
        answer, body = ask("/static/b.abcdefgh.css", "br, gzip", client)
        assert answer.headers["content-encoding"] == "br"
        assert brotli.decompress(body) == (folder / "b.abcdefgh.css").read_bytes()
    # What every visit asks for came first; what is too large waits until somebody asks.
    assert made == [199_998, 6]
    assert len(list((tmp_path / "cache").glob("*-framework.br"))) == 1


def test_spare_time_is_that_of_one_thread(tmp_path, monkeypatch):
    (tmp_path / "a.abcdefgh.js").write_text("x = 1;" * 99)
    monkeypatch.setenv("MPPGEO_CACHE", str(tmp_path / "cache"))
    found = []

    def read_priority():
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def compress(body, coding):
        found.append(read_priority())
        return brotli.compress(body)

    monkeypatch.setattr(framework_files, "compress", compress)
    before = read_priority()
    thread = threading.Thread(
        target=prepare_in_spare_time, args=(find_files({"/static": tmp_path}),)
    )
    thread.start()
    thread.join()
    assert found == [max(before, BEHIND_PAGES)]
    assert read_priority() == before


def test_where_nothing_can_be_kept_it_is_held(tmp_path, monkeypatch):
    (tmp_path / "a.abcdefgh.js").write_text("x = 1;" * 99)
    monkeypatch.setattr(shelf, "is_own", lambda folder: False)
    files = find_files({"/static": tmp_path})
    prepare_files(files)
    answer, _ = ask("/static/a.abcdefgh.js", "br", make_client(files))
    assert answer.headers["content-encoding"] == "br"
