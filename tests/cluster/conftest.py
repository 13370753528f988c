"""Replicas, nginx and PostgreSQL as an office runs them, on loopback; a real Chromium before them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
BROWSER = PROJECT / "tests" / "browser"
sys.path[:0] = [str(PROJECT), str(BROWSER), str(PROJECT / "benchmarks")]

import session  # noqa: E402

# Who measures calls it unanswered sooner than a test does.
session.PATIENCE = 180.0

from client import COOKIE  # noqa: E402
from oidc import CLIENT, Provider  # noqa: E402
from playwright.sync_api import BrowserContext, WebSocket  # noqa: E402
from ports import find_port  # noqa: E402
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: E402

from deploy.cluster import Cluster, run_cluster  # noqa: E402

EDITOR = "ani@panrb.example.go.id"

# Its name is taken: pytest knows both files as "conftest".
_spec = importlib.util.spec_from_file_location("browser_windows", BROWSER / "conftest.py")
_windows = importlib.util.module_from_spec(_spec)
sys.modules["browser_windows"] = _windows
_spec.loader.exec_module(_windows)
browser, visit = _windows.browser, _windows.visit


class Guest(_windows.Visitor):
    """A visitor to whom a broken connection is no error, and who may choose the replica."""

    def __init__(self, context: BrowserContext, app: Cluster) -> None:
        super().__init__(context, app)
        self.sockets = 0
        self.drawn = 0
        self.page.on("websocket", self._watch)

    def _watch(self, socket: WebSocket) -> None:
        """Count websockets, and how often the latest one brought a finished page."""
        self.sockets, self.drawn = self.sockets + 1, 0

        def read(payload: bytes | str) -> None:
            message = ForwardMsg()
            message.ParseFromString(payload)
            if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self.drawn += message.HasField("script_finished")

        socket.on("framereceived", read)

    def _note_console(self, message) -> None:
        if not any(part in message.text for part in ("WebSocket", "net::ERR_", "502", "504")):
            super()._note_console(message)

    @property
    def replica(self) -> int:
        """Number of the replica that holds this visitor's session."""
        [found] = [c["value"] for c in self.page.context.cookies() if c["name"] == COOKIE]
        return int(found)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Look until ``condition`` holds."""
        assert _windows.wait_until(condition, self.page.wait_for_timeout), "never came true"

    def wait_for_session(self, replica: int) -> None:
        """Wait until this visitor's session is at a replica and it has drawn the page."""
        self.wait_for(lambda: self.replica == replica and self.drawn > 0)
        self.settle()

    def choose(self, replica: int) -> Guest:
        """Come to this replica, as one who was there before."""
        self.page.context.add_cookies(
            [{"name": COOKIE, "value": str(replica), "url": self.app.url}]
        )
        return self


_windows.Visitor = Guest


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """Signs in as whomever a test names."""
    started = Provider()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def office(provider: Provider, tmp_path_factory) -> Iterator[Cluster]:
    """Two replicas with one editor."""
    port = find_port()
    secrets = tmp_path_factory.mktemp("secrets") / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        f'cookie_secret = "{"0123456789abcdef" * 3}"\nclient_id = "{CLIENT}"\nclient_secret = "s"\n'
        f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n'
        f'[editors]\naddresses = ["{EDITOR}"]\n'
    )
    with run_cluster(port=port, environment={"STREAMLIT_SECRETS_FILES": str(secrets)}) as running:
        yield running


@pytest.fixture
def cluster(office: Cluster) -> Cluster:
    """The office with all replicas running, whatever the test before did to them."""
    office.mend()
    return office


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test that fails shows what the replicas logged last of a fault."""
    outcome = yield
    report, office = outcome.get_result(), item.funcargs.get("office")
    if report.failed and office:
        for replica in office.replicas:
            _, found, fault = replica.log.read_text().rpartition("Traceback")
            report.sections.append((replica.log.name, found + fault[:8000]))
