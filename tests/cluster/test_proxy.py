"""What nginx does for a visitor, seen by a plain client."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from urllib.parse import unquote

import brotli
import pytest
import websockets
from client import COOKIE, Client
from ports import find_port

from deploy.cluster import Proxy
from mppgeo.base.paths import PAGES
from mppgeo.serving.requests import Requests


@pytest.fixture
def client(cluster) -> Client:
    return Client(cluster.url)


def draw(client: Client) -> None:
    """Let a client's page be drawn once."""

    async def run() -> None:
        async with client.connect() as session:
            assert (await session.rerun()).finished

    asyncio.run(run())


def find_script(client: Client) -> str:
    page = client.ask("/").body.decode()
    return "/" + page.split('src="./')[1].split('"')[0]


def test_a_visitor_stays_at_one_replica_and_visitors_are_spread(cluster):
    chosen = []
    for _ in range(2):
        visitor = Client(cluster.url)
        visitor.ask("/")
        first = visitor.cookies[COOKIE]
        for path in ("/data", "/_stcore/health", "/?provinsi=35"):
            assert visitor.ask(path).status == 200
        draw(visitor)
        assert visitor.cookies[COOKIE] == first
        chosen.append(first)
    assert sorted(chosen) == ["1", "2"]


def test_the_cookie_names_the_replica_that_took_the_websocket(cluster, client):
    for number in ("1", "2"):
        client.cookies[COOKIE] = number
        draw(client)
        assert client.cookies[COOKIE] == number


@pytest.mark.parametrize("foreign", ["0", "3", "mppgeo_all", "../1", "1;2"])
def test_a_cookie_of_nobody_gets_a_replica(client, foreign):
    client.cookies[COOKIE] = foreign
    assert client.ask("/").status == 200
    draw(client)
    assert client.cookies[COOKIE] in {"1", "2"}


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("identity", None, bytes),
    ],
)
def test_scripts_are_compressed_once_and_kept(cluster, client, accepted, encoding, unpack):
    script = find_script(client)
    plain = Client(cluster.replicas[0].url).ask(script)
    assert plain.headers["Content-Encoding"] is None
    answers = [client.ask(script, **{"Accept-Encoding": accepted}) for _ in range(2)]
    for answer in answers:
        assert answer.headers["Content-Encoding"] == encoding
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert unpack(answer.body) == plain.body
    assert encoding is None or len(answers[0].body) < 0.4 * len(plain.body)
    numbers = [answer.headers.get_all("X-Request-ID") for answer in answers]
    assert len(numbers[0]) == len(numbers[1]) == 1 and numbers[0] != numbers[1]
    assert cluster.proxy.read_log(numbers[1][0])["cache"] == "HIT"


def test_the_log_names_nobody(cluster, client):
    number = client.ask("/?provinsi=35").headers["X-Request-ID"]
    line = cluster.proxy.read_log(number)
    assert line["path"] == "/" and line["replica"] == client.cookies[COOKIE]
    assert "127.0.0.1" not in json.dumps(line) and "provinsi" not in json.dumps(line)


PATHS = [
    "/", "//", "/linimasa", "/linimasa/", "/linimasa/nama-orang", "/nama-orang", "/healthz", "/auth/nama",
    "/_stcore/health", "/_stcore/nama-orang", "/_stcore/upload_file/sesi-rahasia/berkas", "/_stcoret",
    "/_stcore/agent/mcp", "/assets/0123/areas.json", "/static/nama-orang.js", "/component/nama/orang",
    "/media/rahasia.csv", "/nama-orang@kab.go.id/_stcore/health", "/nama%20orang", "/peta%0Anama",
]  # fmt: skip


def test_the_log_names_paths_as_the_app_does(cluster, client):
    named = Requests(None, pages=[path.stem for path in PAGES.glob("*.py")]).name_path
    for path in PATHS:
        line = cluster.proxy.read_log(client.ask(path).headers["X-Request-ID"])
        assert line["path"] == named(unquote(path)), path
        assert not re.search("nama|orang|sesi|rahasia|berkas", json.dumps(line))


@contextmanager
def run_proxy(replicas, **options) -> Iterator[Proxy]:
    """Another nginx before some replicas."""
    # Pytest's folders are closed to the user that nginx runs as.
    folder = tempfile.TemporaryDirectory(prefix="mppgeo-proxy-")
    proxy = Proxy(Path(folder.name), replicas, find_port(), **options)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
        folder.cleanup()


def test_who_asks_for_too_much_work_is_told_to_come_again_and_others_are_served(cluster):
    """A proxy of its own, as what it has counted stays with it for a while."""
    with run_proxy(cluster.replicas) as proxy:
        client = Client(proxy.url)
        draw(client)
        script = find_script(client)
        upload = "/_stcore/upload_file/nobody/nothing"
        # As long as it takes: a slow machine asks more seldom, and may ask so often again.
        answer = client.ask(upload, b"x")
        assert answer.status == 403
        for _ in range(1000):
            if answer.status != 403:
                break
            answer = client.ask(upload, b"x")
        assert answer.status == 503 and int(answer.headers["Retry-After"]) > 0
        pages = [client.ask("/").status for _ in range(100)]
        files = [client.ask(script).status for _ in range(500)]
        assert set(pages + files) == {200}
        # Nobody is named in the log of errors.
        assert "127.0.0.1" not in proxy.log.read_text()


def test_what_is_too_large_is_refused_and_the_rest_reaches_the_app(client):
    path = "/_stcore/upload_file/nobody/nothing"
    assert client.ask(path, b"x" * (12 << 20)).status == 413
    # The app's own answer: the form around the file has no token.
    assert client.ask(path, b"x" * (10 << 20)).status == 403


def test_figures_of_the_framework_are_not_told(client):
    assert client.ask("/_stcore/metrics").status == 404


def test_another_site_cannot_open_a_session(cluster):
    async def intrude() -> None:
        async with Client(cluster.url).connect(origin="https://jahat.example"):
            raise AssertionError("it was let in")

    with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
        asyncio.run(intrude())
    assert refused.value.response.status_code == 403


def test_with_tls_cookies_are_secure_and_the_plain_address_leads_there(cluster):
    with run_proxy(cluster.replicas, tls=True) as proxy:
        moved = Client(f"http://127.0.0.1:{proxy.port}").ask("/data?lang=en")
        assert (moved.status, moved.headers["Location"]) == (301, f"{proxy.url}/data?lang=en")
        client = Client(proxy.url)
        page, health = client.ask("/"), client.ask("/_stcore/health")
        for answer in (page, health):
            assert answer.headers["Strict-Transport-Security"]
        cookies = page.headers.get_all("Set-Cookie") + health.headers.get_all("Set-Cookie")
        assert {one.split("=")[0] for one in cookies} == {COOKIE, "_streamlit_xsrf"}
        assert all("; secure" in one.lower() for one in cookies)


@pytest.mark.parametrize(
    ("told", "sent"),
    [("http://{host}/peta/", "/peta/"), ("https://masuk.example/{host}/", None), ("/data", None)],
)
def test_a_redirect_of_the_app_keeps_the_visitor_on_tls(told, sent):
    class Redirecting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(307)
            self.send_header("Location", told.format(host=self.headers["Host"]))
            self.end_headers()

    app = ThreadingHTTPServer(("127.0.0.1", 0), Redirecting)
    Thread(target=app.serve_forever, daemon=True).start()
    try:
        with run_proxy([SimpleNamespace(port=app.server_port)], tls=True) as proxy:
            moved = Client(proxy.url).ask("/peta")
            host = proxy.url.removeprefix("https://")
            wanted = (307, sent or told.format(host=host))
            assert (moved.status, moved.headers["Location"]) == wanted
    finally:
        app.shutdown()
        app.server_close()


def test_while_no_replica_runs_a_page_says_so(cluster, client):
    for replica in cluster.replicas:
        replica.kill()
    answer = client.ask("/")
    assert answer.status == 502
    assert "Sebentar lagi" in answer.body.decode()
    cluster.mend()
    assert client.ask("/").status == 200
