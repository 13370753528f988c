"""Shared fixtures: the real data, a small country, databases, a web server of the assets."""

from __future__ import annotations

import http.client
import socket
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from database import Server
from hypothesis import settings
from running import drop_store
from small_country import SmallCountry
from starlette.applications import Starlette

from mppgeo.base.language import Language
from mppgeo.commands import main
from mppgeo.dataset import Dataset
from mppgeo.live import current
from mppgeo.serving.assets import make_route
from mppgeo.serving.data_addresses import make_data_routes
from mppgeo.store.database import DatabaseStore

# No deadline: how long an example takes depends on the machine.
settings.register_profile("mppgeo", deadline=None, max_examples=50)
settings.load_profile("mppgeo")

LONG = (
    "test_consistency.py", "test_deck.py", "test_administration.py", "faults/test_saving.py",
    "test_handout.py", "faults/test_surroundings.py", "faults/test_data.py", "test_versions.py",
    "test_every_page.py", "test_first_visit.py", "test_editing.py", "test_presenting.py",
    "test_frame.py", "test_engines.py",
)  # fmt: skip
"""Modules to begin with, the longest first: what is long and comes last keeps one worker alone."""
BELOW = ("tests/browser/test_every_page.py", "tests/browser/test_serving.py")
"""Modules that use the same app, served below a path, which only they need."""
DECKS = ("tests/test_deck.py", "tests/test_deck_form.py", "tests/test_deck_lengths.py")
"""Modules that look at the same decks, which are made once by whoever has all of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((n for n, name in enumerate(LONG) if path.endswith(f"/{name}")), len(LONG))

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """Give out module by module, as ``--dist loadfile`` does, in the order of collection."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = super()._split_scope(nodeid)
            return next((group[0] for group in (DECKS, BELOW) if module in group), module)

    config.option.loadscopereorder = False
    return Scheduling(config, log)


@pytest.fixture
def country(tmp_path: Path) -> SmallCountry:
    """A small country without any record yet."""
    return SmallCountry(tmp_path / "data")


@pytest.fixture
def known(country: SmallCountry) -> SmallCountry:
    """A small country with three MPPs."""
    country.write_mpp(
        country.mpp("35.10", "2017-10-06", nama_mpp="MPP Banyuwangi", jumlah_layanan="233"),
        country.mpp("35.73", "2018-01-01", nama_mpp="MPP Merdeka", alamat="Jl. Merdeka"),
        country.mpp("35.07", "2019-01-01", nama_mpp="MPP Kepanjen"),
    )
    return country


@pytest.fixture
def commanded(country: SmallCountry, monkeypatch: pytest.MonkeyPatch) -> SmallCountry:
    """A small country that the commands work on."""
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    monkeypatch.delenv("MPPGEO_DATABASE_URL", raising=False)
    return country


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command; gives exit code, standard output, and standard error after the store's name."""

    def run_command(*args: object) -> tuple[int, str, str]:
        try:
            code = main([str(arg) for arg in args])
        except SystemExit as stopped:
            code = stopped.code
        said = capsys.readouterr()
        return code, said.out, drop_store(said.err)

    return run_command


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands take the data from memory while they are unchanged, as pages do."""
    for name in ("brief", "coverage", "reach", "reconcile", "siting"):
        monkeypatch.setattr(f"mppgeo.commands.{name}.read", current)


@pytest.fixture(scope="session")
def make_country() -> type[SmallCountry]:
    """Small countries for several tests: called with a folder."""
    return SmallCountry


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The project's own data."""
    return current()


@pytest.fixture(params=["id", "en"])
def t(request: pytest.FixtureRequest) -> Language:
    """Both languages, one after the other."""
    return Language(request.param)


@pytest.fixture
def english() -> Language:
    return Language("en")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own."""
    server = Server()
    yield server
    server.remove()


@pytest.fixture
def own_postgresql() -> Iterator[Server]:
    """A PostgreSQL server of one test, in which nobody has made users or databases yet."""
    server = Server()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def prepared(postgresql: Server) -> str:
    """Name of a database with empty tables, to be copied."""
    store = DatabaseStore(postgresql.create_database("prepared"))
    store.create()
    store.close()
    return "prepared"


@pytest.fixture
def database(postgresql: Server, prepared: str) -> DatabaseStore:
    """An empty database with its tables."""
    store = DatabaseStore(postgresql.create_database(f"t{uuid.uuid4().hex[:12]}", prepared))
    yield store
    store.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A web server with the routes of our assets and data alone."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        Starlette(routes=[make_route(), *make_data_routes()]), log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


@pytest.fixture
def get(port):
    """Asks the server for exactly this path; gives the response and its body."""

    def ask(path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    return ask
