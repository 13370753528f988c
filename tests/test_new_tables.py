"""Facts of every table from files like those that offices send: taken once, and not again."""

from __future__ import annotations

import datetime as dt

import pytest
from import_files import SOURCE, to_csv

from mppgeo.base.language import Language
from mppgeo.content.card import make_card
from mppgeo.content.programme_tables import list_digital_areas, list_visitor_figures
from mppgeo.coverage import take_snapshot
from mppgeo.planning.priority import count_known, list_left_out, weigh_parts
from mppgeo.programme.knowledge import list_known
from mppgeo.programme.stages import PLANNED, TRIAL, judge_stages
from mppgeo.scene.choices import Choices
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View

OTHER = "https://example.go.id/lain"
DAY = dt.date(2026, 11, 1)
ENGLISH = Language("en")
MPP = ["35.10", "Kabupaten Banyuwangi", "MPP Banyuwangi"]
HEAD = ["kode", "kabkota", "nama_mpp"]
FILES = {
    "mpp": (
        [*HEAD, "tanggal_peresmian", "presisi", "jenis_tanggal", "hitungan_nasional", "sumber_url"],
        ["72.10", "Kabupaten Sigi", "MPP Sigi", "2021-10-14", "hari", "peresmian", "ya", SOURCE],
    ),
    "stage_events": (
        ["kode", "kabkota", "tahap", "tanggal", "presisi", "sumber_url"],
        ["72.71", "Kota Palu", "rencana", "2022-12-01", "bulan", SOURCE],
        ["72.71", "Kota Palu", "rencana", "2023-01-01", "tahun", SOURCE],
        ["31.71", "Kota Adm. Jakarta Pusat", "pembukaan_daerah", "2025-10-16", "hari", SOURCE],
    ),
    "mpp_sites": (
        [*HEAD, "berlaku_sejak", "alamat", "gedung", "sumber_url"],
        [*MPP, "2022-01", "Jl. Satu", "alih fungsi", SOURCE],
        [*MPP, "", "Jl. Nol", "", SOURCE],
    ),
    "mpp_details": (
        [*HEAD, "jumlah_layanan", "tanggal_data", "sumber_url"],
        [*MPP, "240", "2022-01-24", SOURCE],
    ),
    "presence": (
        [*HEAD, "singkatan", "hadir", "tanggal_data", "sumber_url"],
        [*MPP, "Polri", "ya", "2024-01-02", SOURCE],
    ),
    "ecosystems": (
        [*HEAD, "ekosistem", "ada", "tanggal_data", "sumber_url"],
        [*MPP, "langsung", "ya", "2024", SOURCE],
    ),
    "status_reports": (
        [*HEAD, "tanggal", "status", "pelapor", "sumber_url"],
        [*MPP, "2025-12-15", "terganggu", "DPMPTSP", SOURCE],
    ),
    "visitors": (
        [*HEAD, "periode", "jumlah_pengunjung", "satuan", "tanggal_data", "sumber_url"],
        [*MPP, "Juli 2024", "8506", "layanan", "2024-08", SOURCE],
        [*MPP, "Juni 2024", "8194", "layanan", "2024-08", SOURCE],
        [*MPP, "rata-rata per hari", "100", "orang", "", SOURCE],
    ),
    "mpp_digital": (
        ["kode", "kabkota", "tahap", "tanggal", "sumber_url"],
        ["35.10", "Kabupaten Banyuwangi", "komitmen", "2025-09-09", SOURCE],
        ["35.10", "Kabupaten Banyuwangi", "implementasi", "2025-11-26", SOURCE],
    ),
    "evaluations": (
        ["kode", "kabkota", "tahun", "predikat", "nilai", "sumber_url"],
        ["35.10", "Kabupaten Banyuwangi", "2025", "Prima", "", SOURCE],
    ),
    "capacity": (
        ["kode", "kabkota", "tahun", "daerah_tertinggal", "penerbit", "sumber_url"],
        ["72.10", "Kabupaten Sigi", "2024", "1", "Perpres 63/2020 (2020-2024)", SOURCE],
        ["35.73", "Kota Malang", "2024", "0", "Perpres 63/2020 (2020-2024)", SOURCE],
    ),
    "official_totals": (
        ["tanggal", "penyebut_angka", "jumlah_mpp", "sumber_url"],
        ["2022-06", "Wakil Presiden", "57", SOURCE],
    ),
}  # fmt: skip


@pytest.fixture
def filled(commanded, run, tmp_path):
    """A small country into which every file was imported."""
    commanded.write_mpp(commanded.mpp("35.10", "2017-10-06", nama_mpp="MPP Banyuwangi"))
    import_all(run, tmp_path)
    return commanded


def import_all(run, folder) -> list[str]:
    said = []
    for table, rows in FILES.items():
        path = folder / f"{table}.csv"
        path.write_bytes(to_csv(*rows))
        code, out, err = run("import", path, "--table", table, "--lang", "en")
        assert (code, err) == (0, ""), (table, out, err)
        said.append(out)
    return said


def read_files(country) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (country.folder / "records").glob("*.csv")}


def test_the_second_import_of_every_file_changes_nothing(filled, run, tmp_path):
    assert filled.load().faults == ()
    before = read_files(filled)
    assert set(FILES) <= {name.removesuffix(".csv") for name in before}
    said = import_all(run, tmp_path)
    assert all("nothing was saved" in out for out in said)
    assert read_files(filled) == before


def test_a_date_counts_as_far_as_its_precision(filled):
    events = filled.load().records["stage_events"]
    assert sorted(events["tanggal"]) == ["2022-12", "2023", "2025-10-16"]


def test_a_source_is_added_where_another_fact_is_filled_in(filled, run, tmp_path):
    path = tmp_path / "kapasitas.csv"
    head = ["kode", "kabkota", "tahun", "kapasitas_fiskal", "sumber_url"]
    path.write_bytes(to_csv(head, ["72.10", "Kabupaten Sigi", "2024", "rendah", OTHER]))
    assert run("import", path, "--table", "capacity")[0] == 0
    row = filled.load().records["capacity"].set_index("kode").loc["72.10"]
    assert (row["daerah_tertinggal"], row["kapasitas_fiskal"]) == ("ya", "rendah")
    assert row["sumber_url"] == (SOURCE, OTHER)


def test_a_plan_and_a_local_opening_are_stages(filled):
    stages = judge_stages(take_snapshot(filled.load(), DAY, 514))["stage"]
    assert stages["72.71"] == PLANNED
    local = filled.load().records["stage_events"].iloc[-1]
    assert (local["kode"], local["tahap"]) == ("31.71", "pembukaan_daerah")


def test_a_local_opening_stands_at_the_trial(country):
    country.write_mpp(country.mpp("35.10", "2017-10-06"))
    country.write_table("stage_events", country.event("72.71", "pembukaan_daerah", "2025-10-16"))
    row = judge_stages(take_snapshot(country.load(), DAY)).loc["72.71"]
    assert (row["stage"], row["step"]) == (TRIAL, "pembukaan_daerah")


def test_visitors_stand_on_the_card_and_in_the_table_the_newest_first(filled):
    dataset = filled.load()
    snapshot = take_snapshot(dataset, DAY)
    frame = list_visitor_figures(snapshot, select_areas(snapshot, View()), ENGLISH).frame
    assert frame["jumlah_pengunjung"].tolist() == [8194, 8506, 100]
    assert frame["tanggal_data"].tolist() == ["Aug 2024", "Aug 2024", "date not known"]
    [mpp] = make_card(snapshot, "35.10", ENGLISH).mpps
    facts = {fact.label: fact.value for fact in mpp.facts}
    assert facts["Visitors, Juli 2024"] == "8,506 layanan (Aug 2024)"
    assert facts["Place on the map"] == "capital of the area; the place is not known"
    early = take_snapshot(dataset, dt.date(2024, 7, 31))
    assert len(list_visitor_figures(early, select_areas(early, View()), ENGLISH).frame) == 1


def test_an_area_with_several_steps_of_mpp_digital_counts_once(filled):
    snapshot = take_snapshot(filled.load(), DAY)
    frame = list_digital_areas(snapshot, select_areas(snapshot, View()), ENGLISH).frame
    assert frame["tahap"].tolist() == ["implementasi"]


def test_what_is_known_is_counted(filled):
    shares = {share.feature: (share.known, share.whole) for share in list_known(filled.load(), DAY)}
    areas = len(take_snapshot(filled.load(), DAY, 514).kabkota)
    assert shares["any event"] == (2, areas) and shares["poverty"] == (0, areas)
    assert shares["whether least developed"] == (2, areas)
    for feature in ("address", "kind of building", "number of services", "any report",
                    "any institution", "any way to serve", "any figure of visitors"):  # fmt: skip
        assert shares[feature] == (1, 2), feature
    assert shares["opening hours"] == (0, 2)


def test_a_part_known_for_fewer_than_half_is_left_out_unless_it_is_weighed_by_hand(filled):
    # Of four areas without an MPP (35.07, 35.73, 72.71 and Jakarta) two have a stage, one is
    # on a list of least developed areas, none has a fiscal capacity.
    snapshot = take_snapshot(filled.load(), DAY)
    known, named = count_known(snapshot), Choices()
    assert known[["penduduk", "tertinggal", "fiskal", "kemiskinan"]].tolist() == [4, 1, 0, 0]
    left_out = list_left_out(snapshot, named)
    assert {"tertinggal", "fiskal", "kemiskinan"} <= set(left_out)
    assert "penduduk" not in left_out
    weights = weigh_parts(snapshot, named)
    assert weights["tertinggal"] == 0 and weights["penduduk"] == 30
    own = named.weigh("tertinggal", 50)
    assert list_left_out(snapshot, own) == []
    assert weigh_parts(snapshot, own)["tertinggal"] == 50
