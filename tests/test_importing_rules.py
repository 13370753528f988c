"""What an import keeps, asks a source for, or rejects though every cell can be read."""

from __future__ import annotations

import datetime as dt

import pytest
from import_files import (
    HEADER,
    SOURCE,
    by_name,
    make_plan,
    reasons,
    refusal_of,
    save,
    to_csv,
    to_xlsx,
)

from mppgeo.base import clock
from mppgeo.base.language import Language
from mppgeo.importing import layout, rules
from mppgeo.records import crosscheck
from mppgeo.store.files import FileStore

DATES = ("tanggal_peresmian", "presisi", "tanggal_awal", "tanggal_akhir")
OTHER = "https://example.go.id/lain"
TODAY = dt.date(2026, 5, 20)


@pytest.fixture
def known(country):
    """A country with an MPP whose day is known."""
    country.write_mpp(country.mpp("35.10", "2023-10-31", nama_mpp="MPP Banyuwangi"))
    return country


def dates_of(country):
    [row] = FileStore(country.folder).read_rows("mpp")
    return tuple(row[name] for name in DATES)


def plan_date(country, date, *more, title="Tahun Peresmian", titles=()):
    body = to_csv(["Kode", title, *titles], ["35.10", date, *more])
    return make_plan(country, body, table="mpp", today=TODAY)


# --- dates that are known ------------------------------------------------------


@pytest.mark.parametrize("date", ["2023", "Oktober 2023"])
def test_a_coarser_date_does_not_erase_an_exact_one(known, date):
    plan = plan_date(known, date)
    assert plan.ready and plan.changes == [] and len(plan.unchanged) == 1
    [remark] = plan.remarks
    assert (remark.row, remark.column, remark.reason) == (2, "tanggal_peresmian", rules.KEPT_EXACT)
    assert "2023-10-31" in remark.describe(Language("id"))


def test_a_coarser_date_leaves_the_rest_of_its_row_and_its_own_bounds_aside(known):
    titles = ("Presisi", "Tanggal Awal", "Tanggal Akhir", "Layanan", "Sumber")
    more = ("tahun", "2023-01-01", "2023-12-31", "12", OTHER)
    plan = plan_date(known, "2023", *more, titles=titles)
    assert set(plan.changed[0].differences) == {"jumlah_layanan", "sumber_url"}
    save(known, plan)
    assert dates_of(known) == ("2023-10-31", "hari", "2023-10-31", "2023-10-31")


@pytest.mark.parametrize("date", ["30/10/2023", "2022", "September 2023", "31/10/2022"])
def test_a_date_that_contradicts_needs_a_new_source(known, date):
    for titles, more in [((), ()), (("Sumber",), (known.source,)), (("Sumber",), ("",))]:
        plan = plan_date(known, date, *more, titles=titles)
        assert reasons(plan) == [(2, "tanggal_peresmian", rules.CONTRADICTS)]
        assert "2023-10-31" in plan.rejected[0].describe(Language("en"))


def test_a_date_that_contradicts_is_taken_with_a_source_that_is_new_or_added(known):
    for links in (OTHER, f"{known.source} | {OTHER}"):
        plan = plan_date(known, "30/10/2023", links, titles=["Sumber"])
        assert plan.changed[0].differences["tanggal_akhir"] == ("2023-10-31", "2023-10-30")
    plan = plan_date(known, "30/10/2023", known.source + "/", titles=["Sumber"])
    assert reasons(plan) == [(2, "tanggal_peresmian", rules.CONTRADICTS)]
    save(known, plan_date(known, "2022", OTHER, titles=["Sumber"]))
    assert dates_of(known) == ("2022", "tahun", "2022-01-01", "2022-12-31")


def test_a_more_exact_date_is_taken_within_what_is_known(country):
    row = country.mpp("35.10", "2023", presisi="tahun", tanggal_awal="2023-09-05")
    country.write_mpp(row | {"tanggal_akhir": "2023-10-31"})
    [fault] = plan_date(country, "2023-12").rejected
    assert fault.reason == rules.CONTRADICTS
    assert "2023 (2023-09-05 – 2023-10-31)" in fault.describe(Language("en"))
    save(country, plan_date(country, "2023-09"))
    assert dates_of(country) == ("2023-09", "bulan", "2023-09-05", "2023-09-30")
    save(country, plan_date(country, "2023-09-07"))
    assert dates_of(country) == ("2023-09-07", "hari", "2023-09-07", "2023-09-07")


def test_bounds_without_a_date_are_known_too(country):
    row = country.mpp("35.10", "", presisi="", tanggal_awal="", tanggal_akhir="2021-06-30")
    country.write_mpp(row)
    [fault] = plan_date(country, "2022").rejected
    assert fault.reason == rules.CONTRADICTS and fault.fields["old"] == "… – 2021-06-30"
    save(country, plan_date(country, "2021"))
    assert dates_of(country) == ("2021", "tahun", "2021-01-01", "2021-06-30")


def test_the_year_of_another_kind_of_opening_needs_a_source(known):
    """A trial's day must not become that of the opening."""
    titles = ["Jenis Tanggal", "Sumber"]
    plan = plan_date(known, "2023", "soft launching", "", titles=titles)
    assert reasons(plan) == [(2, "tanggal_peresmian", rules.CONTRADICTS)]
    save(known, plan_date(known, "2023", "soft launching", OTHER, titles=titles))
    assert dates_of(known) == ("2023", "tahun", "2023-01-01", "2023-12-31")


def test_other_dates_are_not_blurred_either(country):
    country.write_mpp(country.mpp("35.10", "2023-10-31", sumber_tanggal="2023-11-01"))
    plan = plan_date(country, "2023", "", "", title="sumber_tanggal", titles=["Sumber", "Catatan"])
    assert plan.changes == [] and [r.reason for r in plan.remarks] == [rules.KEPT_EXACT]
    # A date that tells steps apart stays as it is, whatever else a file says.
    row = {"kode": "35.10", "kabkota": "Kabupaten Banyuwangi", "tahap": "pilot"}
    known = row | {"tanggal": "2023-06-20", "sumber_url": SOURCE}
    country.write_table("mpp_digital", known)
    titles = ["Kode", "Tahap", "Tanggal", "Sumber"]
    body = to_csv(titles, ["35.10", "pilot", "2023", SOURCE])
    plan = make_plan(country, body, table="mpp_digital")
    assert list(plan.changed) == []


def test_the_date_of_a_source_goes_with_the_source(country):
    country.write_mpp(country.mpp("35.10", "2023-10-31", sumber_tanggal="2023-11-01"))
    titles = ["Sumber", "Diresmikan oleh"]
    date = {"title": "sumber_tanggal", "titles": titles}
    assert plan_date(country, "2023", "", "", **date).changes == []
    # A new source without a new fact, one that fills in what was empty, and one of another fact.
    assert plan_date(country, "2023", OTHER, "", **date).changes == []
    save(country, plan_date(country, "2023", OTHER, "Menteri", **date))
    found = by_name(country, "MPP 35.10")
    assert found["sumber_url"].split(" | ")[1:] == [OTHER]
    assert found["sumber_tanggal"] == "2023-11-01"
    plan = plan_date(country, "2023", f"{OTHER}/2", "Wakil Presiden", **date)
    assert plan.changed[0].differences["sumber_tanggal"] == ("2023-11-01", "2023")
    assert plan.changed[0].differences["sumber_url"][1] == f"{OTHER}/2"


# --- days to come ----------------------------------------------------------------


def plan_opening(country, day, kind="peresmian", counted="ya", code="72.71", **options):
    body = to_csv(HEADER, [code, "MPP Baru", day, kind, counted, SOURCE])
    return make_plan(country, body, **({"today": TODAY} | options))


@pytest.mark.parametrize("day", ["21/05/2026", "Juni 2026", "2027"])
def test_an_opening_in_the_future_is_rejected(known, day):
    plan = plan_opening(known, day)
    assert reasons(plan) == [(2, "tanggal_peresmian", rules.FUTURE)]
    assert "2026-05-20" in plan.rejected[0].describe(Language("id"))


@pytest.mark.parametrize("day", ["20/05/2026", "Mei 2026", "2026"])
def test_an_opening_today_or_some_time_this_year_is_taken(known, day):
    assert plan_opening(known, day).ready


def test_today_is_that_of_jakarta_unless_it_is_given(known, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: dt.date(2020, 1, 1))
    assert reasons(plan_opening(known, "2/1/2020", today=None))[0][2] == rules.FUTURE
    assert plan_opening(known, "1/1/2020", today=None).ready


def test_bounds_in_the_future_are_rejected(known):
    titles, more = ["Tanggal Awal", "Tanggal Akhir"], ["2026-06-01", "2026-06-30"]
    body = to_csv(["Kode", *titles], ["35.10", *more])
    plan = make_plan(known, body, table="mpp", today=TODAY)
    assert [r for r in reasons(plan) if r[2] == rules.FUTURE] == [
        (2, "tanggal_awal", rules.FUTURE), (2, "tanggal_akhir", rules.FUTURE),
    ]  # fmt: skip


def test_a_schedule_may_lie_ahead_but_does_not_count(known):
    assert plan_opening(known, "1/9/2026", "jadwal", "tidak").ready
    for day in ("1/9/2026", "2026"):
        plan = plan_opening(known, day, "jadwal", "ya")
        assert reasons(plan) == [(2, "hitungan_nasional", rules.SCHEDULE_COUNTED)]
    assert plan_opening(known, "1/9/2025", "jadwal", "ya").ready


def test_a_schedule_that_lies_ahead_does_not_become_an_opening(country):
    row = country.mpp("35.10", "2026-09-01", jenis_tanggal="jadwal", hitungan_nasional="tidak")
    country.write_mpp(row)
    header = ["Kode", "Jenis Tanggal", "Layanan"]
    plan = make_plan(country, to_csv(header, ["35.10", "peresmian", ""]), table="mpp", today=TODAY)
    assert reasons(plan)[0] == (2, "tanggal_peresmian", rules.FUTURE)
    assert make_plan(country, to_csv(header, ["35.10", "", "7"]), table="mpp", today=TODAY).ready


def test_reports_and_events_in_the_future_are_rejected(known):
    event = ["Kode", "Tahap", "Tanggal", "Sumber"]
    report = ["Kode", "Tanggal", "Status", "Pelapor"]
    count = ["Kode", "Tanggal Data", "Layanan", "Sumber"]
    for table, header, cells, column in (
        ("stage_events", event, ["pembangunan", "2026-05-21", SOURCE], "tanggal"),
        ("status_reports", report, ["2026-05-21", "beroperasi", "Budi"], "tanggal"),
        ("mpp_details", count, ["Juni 2026", "7", SOURCE], "tanggal_data"),
    ):
        body = to_csv(header, ["35.10", *cells])
        plan = make_plan(known, body, table=table, today=TODAY)
        assert reasons(plan) == [(2, column, rules.FUTURE)], table
        assert make_plan(known, body, table=table, today=dt.date(2026, 6, 1)).ready


def test_targets_and_moves_may_lie_ahead(known):
    header = ["kode", "tanggal", "persen", "penyebut", "penyebut_sasaran", "tanggal_ucapan",
              "keterangan", "keterangan_en", "sumber_url"]  # fmt: skip
    cells = ["semua-2029", "2029-12-31", "100", "508", "KemenPANRB", "2026-05-01", "a", "b", SOURCE]
    assert make_plan(known, to_csv(header, cells), table="targets", today=TODAY).ready
    cells[5] = "2026-06-01"
    plan = make_plan(known, to_csv(header, cells), table="targets", today=TODAY)
    assert reasons(plan) == [(2, "tanggal_ucapan", rules.FUTURE)]
    body = to_csv(["Kode", "Sejak", "Alamat", "Sumber"], ["35.10", "2026-07", "Jl. B", SOURCE])
    assert make_plan(known, body, table="mpp_sites", today=TODAY).ready


# --- areas without a government of their own ---------------------------------------


def test_an_mpp_of_a_part_of_jakarta_does_not_count(known):
    plan = plan_opening(known, "2023-01-02", code="31.71")
    assert reasons(plan) == [(2, "hitungan_nasional", crosscheck.NOT_AUTONOMOUS_COUNTED)]
    said = plan.rejected[0].describe(Language("id"))
    assert "31.71 Kota Administrasi Jakarta Pusat" in said and "kode_kabkota" in said
    assert plan_opening(known, "2023-01-02", code="31.71", counted="tidak").ready
    assert plan_opening(known, "2023-01-02", code="31").ready
    body = to_csv([*HEADER, "Kode Lokasi"],
                  ["31", "MPP Baru", "2023-01-02", "peresmian", "ya", SOURCE, "31.71"])  # fmt: skip
    plan = make_plan(known, body, table="mpp", today=TODAY)
    assert reasons(plan) == [(2, "hitungan_nasional", crosscheck.NOT_AUTONOMOUS_COUNTED)]


# --- sheets ----------------------------------------------------------------------------


def test_rows_below_a_note_in_the_middle_are_not_lost(known):
    rows = [
        ["Kab/Kota", "Alamat"],
        ["Kab. Banyuwangi", "Jl. A"],
        ["Catatan: yang berikut belum pasti"],
        ["Kota Malang", "Jl. B"],
        ["Kota Mlang", "Jl. C"],
        ["Sumber: Bagian Organisasi"],
        ["Kepala Bagian", "Budi"],
    ]
    plan = make_plan(known, to_csv(*rows), table="mpp")
    assert [(s.row, s.reason) for s in plan.skipped] == [
        (3, layout.NOTE), (6, layout.FOOTNOTE), (7, layout.FOOTNOTE),
    ]  # fmt: skip
    seen = {row.number for row in (*plan.changed, *plan.unchanged)}
    seen |= {fault.row for fault in plan.rejected} | {area.row for area in plan.uncertain}
    assert seen == {2, 4, 5}


def test_a_province_below_a_note_is_not_lost(country):
    rows = [
        ["Provinsi", "Dasar Hukum"],
        ["Catatan: menurut undang-undang"],
        ["Jawa Timur", "UU tentang Jawa Timur"],
    ]
    plan = make_plan(country, to_csv(*rows), table="province_history")
    assert [s.row for s in plan.skipped] == [2]
    assert {fault.row for fault in plan.rejected} == {3}


def test_a_lone_cell_above_the_titles_is_no_part_of_them(known):
    rows = [["Jumlah"], ["Kab/Kota", "Layanan", "Instansi"], ["Kab. Banyuwangi", 240, 25]]
    plan = make_plan(known, to_xlsx(*rows), table="mpp")
    assert plan.header.rows == (2,)
    assert [title.text for title in plan.header.titles] == ["Kab/Kota", "Layanan", "Instansi"]
    # The lone word would make of the titles below it what they are not.
    rows = [["Kode"], ["Wilayah", "Layanan"], ["Kab. Banyuwangi", 240]]
    plan = make_plan(known, to_xlsx(*rows), table="mpp")
    assert plan.header.places == {"kabkota": 0, "jumlah_layanan": 1}


def test_the_name_of_a_file_holds_no_signs_that_steer_a_terminal(known):
    source = "la\x1b[31mpor\x07\x9b\u202ean\u2066\r.csv"
    body = to_csv(["Kode", "Layanan"], ["35.10", "7"], ["35.10", "x"])
    plan = make_plan(known, body, source=source)
    assert plan.source == "la[31mporan.csv" == plan.rejected[0].file
    save(
        known, plan := make_plan(known, to_csv(["Kode", "Layanan"], ["35.10", "7"]), source=source)
    )
    assert plan.changes[0].source == "la[31mporan.csv"
    assert make_plan(known, body, source="a\tb\n.csv").source == "a\tb\n.csv"
    assert refusal_of(known, to_csv(["x"]), source=source)
