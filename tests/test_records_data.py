"""The project's own records and area table."""

from __future__ import annotations

import pytest
import shapely

from mppgeo.base.language import Language
from mppgeo.base.names import is_same
from mppgeo.base.paths import data_dir
from mppgeo.content.provenance import describe_columns, describe_files, read_figures
from mppgeo.country.regions import PULAU, select_kabkota, select_provinsi
from mppgeo.coverage import DENOMINATORS
from mppgeo.records.schema import RECORDS
from mppgeo.records.values import span

LINKED = [name for name, schema in RECORDS.items() if "sumber_url" in schema.model_fields]


def test_nothing_is_left_out(dataset):
    english = Language("en")
    assert [fault.describe(english) for fault in dataset.faults] == []
    assert dataset.mpp_readable and dataset.no_data == frozenset()
    assert all(file.rows_read == file.rows_used for file in dataset.checked)
    # No office has said yet that the list is complete, or whom to write to.
    empty = {file.file for file in dataset.checked if not file.rows_read}
    assert empty == {"records/attestations.csv", "records/recipients.csv"}


def test_the_areas(dataset):
    provinsi, kabkota = select_provinsi(dataset.regions), select_kabkota(dataset.regions)
    assert (len(provinsi), len(kabkota)) == (38, 514)
    assert kabkota["jenis"].value_counts().to_dict() == {"kabupaten": 416, "kota": 98}
    assert kabkota["otonom"].sum() == 508
    assert set(kabkota["kode_provinsi"]) == set(provinsi["kode"])
    administrative = kabkota[~kabkota["otonom"]]
    assert set(administrative["kode_provinsi"]) == {"31"} and len(administrative) == 6


def test_every_area_has_people_a_place_and_an_island_group(dataset):
    regions = dataset.regions
    assert (regions["population"] > 0).all()
    assert set(regions["pulau"]) == set(PULAU)


def test_every_capital_lies_in_its_area_or_close_by(dataset):
    regions = dataset.regions.set_index("kode")
    for layer in (dataset.kabkota, dataset.provinsi):
        own = regions.loc[layer.index]
        away = shapely.distance(shapely.points(own["lon"], own["lat"]), layer.geometry.array)
        # The source gives Wakatobi's capital the longitude 23.5 for 123.5.
        known_slip = {"Kabupaten Wakatobi"}
        assert set(own["nama"][away > 0.1]) <= known_slip


def test_a_province_has_the_people_of_its_kabkota(dataset):
    regions = dataset.regions
    sums = select_kabkota(regions).groupby("kode_provinsi")["population"].sum()
    own = select_provinsi(regions).set_index("kode")["population"]
    assert sums.to_dict() == own.to_dict()


def test_every_area_has_a_boundary(dataset):
    assert dataset.kabkota.index.tolist() == select_kabkota(dataset.regions)["kode"].tolist()
    assert dataset.provinsi.index.tolist() == select_provinsi(dataset.regions)["kode"].tolist()


@pytest.mark.parametrize("table", LINKED)
def test_every_record_names_a_source(dataset, table):
    sources = dataset.records[table]["sumber_url"]
    assert len(sources) > 0 or table == "attestations"
    assert all(urls and all(url.startswith(("http://", "https://")) for url in urls)
               for urls in sources)  # fmt: skip


def test_the_other_tables_name_their_sources_too(dataset):
    others = {name for name in set(RECORDS) - set(LINKED) if not RECORDS[name].PRIVATE}
    assert all("sumber" in RECORDS[name].model_fields for name in others)
    assert all(url.startswith("http") for urls in dataset.records["institutions"]["sumber"]
               for url in urls)  # fmt: skip
    assert dataset.records["programme"]["sumber"].str.contains(r"[a-z]").all()


@pytest.mark.parametrize("table", [n for n in LINKED if "kabkota" in RECORDS[n].model_fields])
def test_names_fit_their_codes(dataset, table):
    rows = dataset.records[table]
    wrong = [r.row for r in rows.itertuples() if not is_same(r.kabkota, dataset.names[r.kode])]
    assert wrong == []


def test_a_counted_mpp_has_a_day_from_which_it_counts(dataset):
    counted = dataset.mpp[dataset.mpp["hitungan_nasional"] == "ya"]
    assert len(counted) > 300
    assert counted["tanggal_akhir"].notna().all()


def test_a_vague_date_counts_from_its_end(dataset):
    vague = dataset.mpp[dataset.mpp["presisi"].isin(["bulan", "tahun"])]
    assert len(vague) > 5
    for row in vague.itertuples():
        first, last = span(row.tanggal_peresmian)
        assert first <= row.tanggal_akhir.date() <= last


def test_no_area_has_two_counted_mpps_by_mistake(dataset):
    counted = dataset.mpp[dataset.mpp["hitungan_nasional"] == "ya"]
    assert not counted["kode_kabkota"].dropna().duplicated().any()


def test_quoted_percentages_name_a_known_denominator(dataset):
    quoted = dataset.records["official_totals"]["penyebut_persen"].dropna()
    assert set(quoted.astype(int)) <= set(DENOMINATORS)


def test_the_dictionary_describes_every_column(dataset, t):
    columns = describe_columns(t)
    assert len(columns) == columns[["file", "column"]].drop_duplicates().shape[0]
    in_files = {(c.file, name) for c in dataset.checked if c.file.endswith(".csv")
                for name in header_of(c.file)}  # fmt: skip
    assert set(zip(columns["file"], columns["column"], strict=True)) == in_files
    assert columns["meaning"].str.len().gt(0).all()
    assert columns["example"].str.len().gt(0).all()


def header_of(name: str) -> list[str]:
    with (data_dir() / name).open(encoding="utf-8-sig") as file:
        return file.readline().strip().split(",")


def test_the_files_are_counted(dataset, t):
    files = describe_files(dataset, t).set_index("file")
    assert files.loc["regions.csv", ["rows", "used", "left_out"]].tolist() == [552, 552, 0]
    assert files.loc["boundaries/kabkota.geojson", "rows"] == 514
    assert files["meaning"].str.len().gt(0).all()


@pytest.mark.parametrize("body", [None, b"{", b"\xff\xfe"])
def test_figures_that_cannot_be_read_are_left_out(tmp_path, body):
    (tmp_path / "boundaries").mkdir()
    if body is not None:
        (tmp_path / "boundaries" / "figures.json").write_bytes(body)
    assert read_figures(tmp_path) == {}
