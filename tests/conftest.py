"""Shared fixtures: the real data, and a small country whose figures can be summed by hand."""

from __future__ import annotations

import csv
import http.client
import json
import socket
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from database import Server
from hypothesis import settings
from shapely.geometry import box, mapping
from shapely.ops import unary_union
from starlette.applications import Starlette

from mppgeo.commands import main
from mppgeo.dataset import Dataset, load
from mppgeo.language import Language
from mppgeo.live import current
from mppgeo.maps.assets import make_route
from mppgeo.records.areas import Region
from mppgeo.records.mpp import Mpp
from mppgeo.records.schema import RECORDS
from mppgeo.store.database import DatabaseStore

# No deadline: how long an example takes depends on the machine.
settings.register_profile("mppgeo", deadline=None, max_examples=50)
settings.load_profile("mppgeo")

# kode, name, kind, autonomous, people, west edge of a square of one degree
AREAS = [
    ("31", "Daerah Khusus Ibukota Jakarta", "provinsi", "ya", 600, None),
    ("31.71", "Kota Administrasi Jakarta Pusat", "kota", "tidak", 100, 106),
    ("31.72", "Kota Administrasi Jakarta Utara", "kota", "tidak", 500, 107),
    ("35", "Jawa Timur", "provinsi", "ya", 900, None),
    ("35.07", "Kabupaten Malang", "kabupaten", "ya", 400, 110),
    ("35.10", "Kabupaten Banyuwangi", "kabupaten", "ya", 300, 111),
    ("35.73", "Kota Malang", "kota", "ya", 200, 112),
    ("72", "Sulawesi Tengah", "provinsi", "ya", 120, None),
    ("72.10", "Kabupaten Sigi", "kabupaten", "ya", 70, 119),
    ("72.71", "Kota Palu", "kota", "ya", 50, 120),
]


class SmallCountry:
    """A data folder with three provinces and seven kabkota; rewritten as a test needs."""

    source = "https://example.go.id/berita"
    names = {kode: nama for kode, nama, *_ in AREAS}
    squares = {kode: box(west, -8, west + 1, -7) for kode, *_, west in AREAS if west}

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "records").mkdir(parents=True)
        (folder / "boundaries").mkdir()
        self.write("regions.csv", list(Region.model_fields), self.regions())
        for schema in RECORDS.values():
            self.write(schema.FILE, list(schema.model_fields), [])
        self.write_layer("kabkota", self.squares)
        provinces = {kode[:2]: [] for kode in self.squares}
        for kode, square in self.squares.items():
            provinces[kode[:2]].append(square)
        self.write_layer("provinsi", {kode: unary_union(s) for kode, s in provinces.items()})

    def mpp(self, kode: str, day: str, /, **changes: str) -> dict[str, str]:
        """A valid, counted record that opened on ``day``, with ``changes``."""
        row = dict.fromkeys(Mpp.model_fields, "") | {
            "kode": kode,
            "kode_kabkota": kode if len(kode) == 5 else "",
            "kabkota": self.names.get(kode, "Kabupaten Entah"),
            "nama_mpp": f"MPP {kode}",
            "tanggal_peresmian": day,
            "presisi": "hari",
            "tanggal_awal": day,
            "tanggal_akhir": day,
            "jenis_tanggal": "peresmian",
            "hitungan_nasional": "ya",
            "sumber_url": self.source,
        }
        return row | changes

    def row(self, kode: str, /, **cells: str) -> dict[str, str]:
        """A row about an area, with its name and a source."""
        return {"kode": kode, "kabkota": self.names[kode], "sumber_url": self.source} | cells

    def row_of_mpp(self, kode: str, /, **cells: str) -> dict[str, str]:
        """A row about the MPP of :meth:`mpp`."""
        return self.row(kode, nama_mpp=f"MPP {kode}") | cells

    def event(self, kode: str, stage: str, day: str, /, **cells: str) -> dict[str, str]:
        """A row of the stage events."""
        return self.row(kode, tahap=stage, tanggal=day) | cells

    def regions(self) -> list[dict[str, object]]:
        keys = ("kode", "nama", "jenis", "otonom", "population")
        rows = [dict(zip(keys, area[:5], strict=True)) for area in AREAS]
        return [{**row, "lat": -7.5, "lon": 110.5, "ibu_kota": "Ibu"} for row in rows]

    def write(self, name: str, header: list[str], rows: list[dict[str, object]]) -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def write_table(self, table: str, *rows: dict[str, str]) -> Path:
        schema = RECORDS[table]
        return self.write(schema.FILE, list(schema.model_fields), list(rows))

    def write_mpp(self, *rows: dict[str, str]) -> Path:
        return self.write_table("mpp", *rows)

    def write_layer(self, level: str, geometries: dict[str, object], **other: object) -> Path:
        features = [
            {
                "type": "Feature",
                "properties": {"kode": kode, "label_lon": 110.5, "label_lat": -7.5},
                "geometry": mapping(geometry) if geometry is not None else None,
            }
            for kode, geometry in geometries.items()
        ]
        path = self.folder / "boundaries" / f"{level}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **other}))
        return path

    def load(self) -> Dataset:
        return load(self.folder)


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
    """Run a command; gives exit code, standard output and standard error."""

    def run_command(*args: object) -> tuple[int, str, str]:
        try:
            code = main([str(arg) for arg in args])
        except SystemExit as stopped:
            code = stopped.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


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
def database(postgresql: Server) -> DatabaseStore:
    """An empty database with its tables."""
    store = DatabaseStore(postgresql.create_database(f"t{uuid.uuid4().hex[:12]}"))
    store.create()
    yield store
    store.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A web server with the route of our assets alone."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(Starlette(routes=[make_route()]), log_level="error", lifespan="off")
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
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    return ask
