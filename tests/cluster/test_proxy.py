"""What nginx does for a visitor, seen by a plain client."""

from __future__ import annotations

import asyncio
import gzip
import json
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import brotli
import pytest
import websockets
from client import COOKIE, Client

from deploy.cluster import Proxy, find_port


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
    # Pytest's folders are closed to the user that nginx runs as.
    folder = tempfile.TemporaryDirectory(prefix="mppgeo-tls-")
    proxy = Proxy(Path(folder.name), cluster.replicas, find_port(), tls=True)
    proxy.start()
    try:
        moved = Client(f"http://127.0.0.1:{proxy.port}").ask("/data?lang=en")
        assert (moved.status, moved.headers["Location"]) == (301, f"{proxy.url}/data?lang=en")
        client = Client(proxy.url)
        page, health = client.ask("/"), client.ask("/_stcore/health")
        for answer in (page, health):
            assert answer.headers["Strict-Transport-Security"]
        cookies = page.headers.get_all("Set-Cookie") + health.headers.get_all("Set-Cookie")
        assert {one.split("=")[0] for one in cookies} == {COOKIE, "_streamlit_xsrf"}
        assert all("; secure" in one.lower() for one in cookies)
    finally:
        proxy.stop()
        folder.cleanup()


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
    folder = tempfile.TemporaryDirectory(prefix="mppgeo-tls-")
    proxy = Proxy(Path(folder.name), [SimpleNamespace(port=app.server_port)], find_port(), tls=True)
    proxy.start()
    try:
        moved = Client(proxy.url).ask("/peta")
        host = proxy.url.removeprefix("https://")
        assert (moved.status, moved.headers["Location"]) == (307, sent or told.format(host=host))
    finally:
        proxy.stop()
        app.shutdown()
        app.server_close()
        folder.cleanup()


def test_while_no_replica_runs_a_page_says_so(cluster, client):
    for replica in cluster.replicas:
        replica.kill()
    answer = client.ask("/")
    assert answer.status == 502
    assert "Sebentar lagi" in answer.body.decode()
    cluster.mend()
    assert client.ask("/").status == 200
