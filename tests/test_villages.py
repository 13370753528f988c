"""The village points: making the file, reading it, and what happens without it."""

from __future__ import annotations

import hashlib
import shutil

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from running import drop_store
from shapely.geometry import box
from test_pages import open_app
from village_files import VILLAGES, place_villages

from mppgeo.base.paths import data_dir
from mppgeo.commands import main
from mppgeo.country.villages import BROKEN, FILE, UNKNOWN_AREAS, read_villages, to_vectors
from mppgeo.derive.villages import make_villages, write_villages

each_language = pytest.mark.parametrize(
    ("lang", "said"),
    [("id", "Jarak tidak dapat dihitung"), ("en", "Distances cannot be worked out")],
)
LAND = np.array([box(0, 0, 1, 1), box(2, 0, 3, 1), box(5, 0, 6, 1), box(8, 0, 9, 1)])


def points(*rows):
    return pd.DataFrame(rows, columns=["kode", "lon", "lat"])


def test_islands_are_numbered_by_their_villages_and_the_water_goes_to_the_nearest():
    villages = points(
        ("35.01", 2.5, 0.5),
        ("35.01", 2.6, 0.5),
        ("35.01", 5.5, 0.5),
        ("35.02", 0.5, 0.5),
        ("35.02", 3.2, 0.5),
    )
    made = make_villages(villages, LAND)
    found = dict(zip(zip(made["lon"], made["lat"], strict=True), made["island"], strict=True))
    assert found == {
        (25000, 5000): 0, (26000, 5000): 0, (32000, 5000): 0, (5000, 5000): 1, (55000, 5000): 2,
    }  # fmt: skip
    assert made["kode"].tolist() == ["35.01"] * 3 + ["35.02"] * 2
    assert made.dtypes.astype(str).to_dict() | {"kode": ""} == {
        "kode": "", "lon": "int32", "lat": "int32", "island": "int16",
    }  # fmt: skip


def test_the_order_of_the_source_does_not_matter_to_a_byte(tmp_path):
    villages = points(
        *[(f"35.{n % 7:02}", 2 + (n * 7 % 100) / 100, (n * 13 % 100) / 100) for n in range(200)]
    )
    files = []
    for name, rows in (("a", villages), ("b", villages.sample(frac=1, random_state=1))):
        write_villages(tmp_path / name, make_villages(rows, LAND))
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_the_file_of_the_project(dataset):
    path = data_dir() / FILE
    villages = dataset.villages
    assert path.stat().st_size < 1_000_000
    assert len(villages) == 83_379
    assert set(villages.codes) == set(dataset.kabkota.index)
    assert villages.fault is None
    assert villages.counts.sum() == len(villages) and villages.counts.min() > 0
    table = pq.read_table(path).to_pandas()
    order = table.sort_values(["kode", "lon", "lat", "island"], kind="stable").index
    assert order.equals(table.index)


def test_the_file_of_the_project_is_written_to_the_byte(tmp_path):
    path = data_dir() / FILE
    table = pq.read_table(path).to_pandas().astype({"kode": str})
    write_villages(tmp_path / FILE, table)
    digests = [hashlib.sha256(p.read_bytes()).hexdigest() for p in (path, tmp_path / FILE)]
    assert digests[0] == digests[1]


def test_nearly_all_villages_lie_in_their_own_kabkota(dataset):
    villages, layer = dataset.villages, dataset.kabkota
    places = shapely.points(villages.lon, villages.lat)
    own = layer.geometry.reindex(list(villages.codes)).to_numpy()
    polygon, point = shapely.STRtree(places).query(own, predicate="intersects")
    assert (villages.area[point] == polygon).sum() / len(villages) > 0.997


def test_reading_gives_back_what_was_written_and_cannot_be_changed(country):
    place_villages(country)
    villages = country.load().villages
    read = zip(villages.kode, villages.lon, villages.lat, villages.island, strict=True)
    assert sorted((k, lon, lat, i) for k, lon, lat, i in read) == sorted(VILLAGES)
    assert np.linalg.norm(villages.vectors, axis=1) == pytest.approx(np.ones(len(villages)))
    for array in (villages.lon, villages.lat, villages.area, villages.island, villages.vectors):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_vectors_point_where_they_should():
    assert to_vectors([0, 90, 0], [0, 0, 90]) == pytest.approx(np.eye(3), abs=1e-15)


def test_without_the_file_the_rest_works(country):
    country.open_none()
    dataset = country.load()
    assert dataset.faults == ()
    assert len(dataset.villages) == 0 and dataset.villages.missing
    assert dataset.villages.vectors.shape == (0, 3)


def spoil(path, **changes):
    """Rewrite a village file with other columns; None drops one."""
    table = pq.read_table(path)
    columns = {name: table[name] for name in table.column_names} | changes
    pq.write_table(pa.table({k: v for k, v in columns.items() if v is not None}), path)


@pytest.mark.parametrize(
    "changes",
    [
        {"lon": None},
        {"kode": None},
        {"lon": pa.array([5_000_000] * 11)},
        {"lat": pa.array([-900_001] * 11)},
        {"island": pa.array([-1] * 11)},
        {"lat": pa.array([1.5] * 11)},
        {"lat": pa.array([None] * 11, pa.int32())},
        {"kode": pa.array([None] * 11, pa.string())},
    ],
    ids=[*map(str, range(8))],
)
def test_a_file_with_other_columns_is_a_fault(country, changes):
    country.open_none()
    place_villages(country)
    spoil(country.folder / FILE, **changes)
    dataset = country.load()
    assert [(fault.file, fault.reason) for fault in dataset.faults] == [(FILE, BROKEN)]
    assert len(dataset.villages) == 0


@pytest.mark.parametrize("content", [b"", b"PAR1", b"kode,lon\n35.07,1\n"], ids=repr)
def test_a_file_that_is_something_else_is_a_fault(country, content):
    country.open_none()
    (country.folder / FILE).write_bytes(content)
    assert [fault.reason for fault in country.load().faults] == [BROKEN]


def test_half_a_file_is_a_fault(country):
    country.open_none()
    path = place_villages(country).folder / FILE
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert [fault.reason for fault in country.load().faults] == [BROKEN]


def test_villages_of_unknown_areas_are_left_out_and_named(country, english):
    country.open_none()
    place_villages(country, [*VILLAGES, ("99.01", 110.0, -7.5, 0)])
    dataset = country.load()
    assert [fault.reason for fault in dataset.faults] == [UNKNOWN_AREAS]
    assert "99.01" in dataset.faults[0].describe(english)
    assert len(dataset.villages) == len(VILLAGES)
    assert "99.01" not in dataset.villages.codes


def test_another_file_is_another_version(country):
    before = country.load().version
    place_villages(country)
    assert country.load().version != before


def test_plain_text_codes_are_read_too(tmp_path, country):
    path = place_villages(country).folder / FILE
    table = pq.read_table(path)
    spoil(path, kode=table["kode"].cast(pa.string()))
    villages = read_villages(path, set(country.squares))
    assert villages.fault is None and len(villages) == len(VILLAGES)


@pytest.fixture
def other_data(tmp_path, monkeypatch):
    """A copy of the project's data for commands and pages to read."""
    folder = tmp_path / "data"
    shutil.copytree(data_dir(), folder, ignore=shutil.ignore_patterns("history"))
    monkeypatch.setenv("MPPGEO_DATA", str(folder))
    return folder


@each_language
def test_without_the_file_the_page_says_so_and_the_map_goes_on(other_data, lang, said):
    (other_data / FILE).unlink()
    app = open_app("jangkauan", lang=lang)
    [warning] = app.warning
    assert said in warning.value and "villages.parquet" in warning.value
    assert len(app.get("component_instance")) == 0
    assert len(open_app("peta", lang=lang).get("component_instance")) == 1


def test_a_broken_file_is_told_on_the_page_and_by_the_commands(other_data, capsys):
    (other_data / FILE).write_bytes(b"PAR1")
    assert len(open_app("jangkauan", lang="en").warning) == 1
    assert main(["reach", "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert "1 fault in the data" in said and "is not the file of village points" in said
    assert main(["check", "--data", str(other_data), "--lang", "en"]) == 1
    assert "villages.parquet" in capsys.readouterr().err


def test_without_the_file_the_command_fails_in_a_sentence(other_data, capsys):
    (other_data / FILE).unlink()
    assert main(["reach", "--lang", "en"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    [line] = drop_store(told.err).splitlines()
    assert line.startswith("Distances cannot be worked out")
