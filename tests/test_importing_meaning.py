"""A column is what its values are: nothing is taken for what it is not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_files import SOURCE, by_name, make_plan, reasons, refusal_of, rows_of, save, to_csv

from mppgeo.base.refusal import ImportRefused
from mppgeo.importing import areas, precision, rules
from mppgeo.importing import planner as plans
from mppgeo.importing.values import NEEDS_A_DAY
from mppgeo.records.reader import NO_FACT, check_row, check_rows
from mppgeo.records.schema import RECORDS
from mppgeo.records.words import NO_LETTERS, STATUS_NOT_NAME, is_status

STATES = ["Ada", "Belum", "Sudah", "Tidak ada", "v", "x", "Belum ada MPP", "TIDAK", "✓", "Ya",
          "Dalam proses pembangunan", "Sudah diresmikan", "No MPP yet", "Not applicable"]  # fmt: skip
TITLES = ["Kab/Kota", "MPP", "Tgl Peresmian", "Jenis tanggal", "Hitungan nasional", "sumber_url"]
TODAY = dt.date(2026, 5, 20)


@pytest.mark.parametrize("word", STATES)
def test_a_state_is_no_name_wherever_it_is_written(known, word):
    assert is_status(word)
    raw = known.mpp("35.10", "2020-01-01", nama_mpp=word)
    [fault] = check_row(2, {n: v or None for n, v in raw.items()}, RECORDS["mpp"])
    assert (fault.column, fault.reason) == ("nama_mpp", STATUS_NOT_NAME)
    rest = ["18/07/2023", "peresmian", "ya", SOURCE]
    body = to_csv(TITLES, ["Kota Palu", word, *rest], ["Kab. Sigi", word, *rest])
    assert "was taken for “nama_mpp”, but it says yes, no or a state" in refusal_of(known, body)
    # Among names, the row is rejected.
    names = [
        ["Kota Palu", "MPP Palu", *rest],
        ["Kab. Banyuwangi", "MPP Banyuwangi", "", "", "", ""],
    ]
    plan = make_plan(known, to_csv(TITLES, *names, ["Kab. Sigi", word, *rest]))
    assert reasons(plan) == [(4, "nama_mpp", STATUS_NOT_NAME)]


def test_names_of_the_country_are_no_states(dataset):
    named = {*dataset.records["mpp"]["nama_mpp"], *dataset.records["mpp_details"]["nama_mpp"]}
    named |= {f"MPP {nama}" for nama in dataset.names.values()} | set(dataset.names.values())
    assert [name for name in sorted(named) if is_status(name)] == []


@pytest.mark.parametrize("value", ["1", "2023-10-31", "-7.25"])
def test_a_name_and_an_address_have_letters(known, value):
    row = known.mpp("35.10", "2020-01-01", nama_mpp=value, alamat=value)
    table = check_rows([(2, row)], RECORDS["mpp"])
    assert [(f.column, f.reason) for f in table.faults] == [
        ("nama_mpp", NO_LETTERS),
        ("alamat", NO_LETTERS),
    ]


@pytest.mark.parametrize(
    ("title", "values", "said"),
    [
        ("Alamat", ["12", "7", "30"], "holds numbers"),
        ("Lokasi", ["31/10/2023", "1 Mei 2024", "2022"], "it holds"),
        ("Alamat", ["https://a.go.id", "https://b.go.id", "http://c.go.id"], "web addresses"),
        ("Peresmi", ["Sudah", "Belum", "Sudah"], "says yes, no or a state"),
        ("Instansi", ["1", "0", "1"], "says yes, no or a state"),
        ("Layanan", ["Dukcapil", "Samsat", "Imigrasi", "SIM", "SKCK"], "cannot be read as that"),
        ("Tgl Peresmian", ["segera", "menyusul", "proses", "2x", "nanti"], "cannot be read as that"),
    ],
)  # fmt: skip
def test_a_column_of_other_values_is_not_taken(known, title, values, said):
    codes = ["35.10", "35.73", "35.07", "72.71", "72.10"]
    rows = [[code, "1" if title != "Layanan" else "Jl. A", v] for code, v in zip(codes, values, strict=False)]  # fmt: skip
    other = "Alamat" if title == "Layanan" else "Jumlah Layanan"
    refused = refusal_of(known, to_csv(["Kode", other, title], *rows), table="mpp")
    assert f"The column C “{title}” was taken for" in refused and said in refused


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_what_is_saved_is_what_its_column_means(known, data):
    """Any values under any titles: what comes through is of its field's kind."""
    kinds = {
        "status": st.sampled_from(STATES), "number": st.integers(-9, 9999).map(str),
        "date": st.dates().map(str), "link": st.just(SOURCE), "area": st.just("Kab. Malang"),
        "text": st.sampled_from(["Jl. Merdeka 1", "MPP Satu", "Bagian Organisasi"]),
    }  # fmt: skip
    titles = ["MPP", "Alamat", "Layanan", "Tgl Peresmian", "Peresmi", "Sumber", "Lat", "Catatan"]
    filled = [data.draw(st.sampled_from(sorted(kinds))) for _ in titles]
    rows = [[code, *(data.draw(kinds[kind]) for kind in filled)] for code in ("35.10", "35.73", "35.07")]  # fmt: skip
    body = to_csv(["Kode", *titles], *rows)
    try:
        plan = make_plan(known, body, table="mpp", today=TODAY)
    except ImportRefused:
        return
    for row in (*plan.added, *plan.changed):
        new = {name: texts[1] for name, texts in row.differences.items()}
        for name in ("nama_mpp", "alamat", "diresmikan_oleh"):
            assert not is_status(new.get(name, "MPP X")) or name == "diresmikan_oleh"
            assert any(map(str.isalpha, new.get(name, "MPP X")))
        assert not new.get("alamat", "").startswith("http")


# --- rows and files that say nothing ---------------------------------------------


def test_a_file_of_key_and_source_alone_is_refused(country):
    titles = ["kode", "kabkota", "tahun", "indeks_desa", "warna_peta", "sumber_url"]
    row = ["35.10", "Kabupaten Banyuwangi", "2024", "1", "Presiden RI", SOURCE]
    for table in (None, "capacity"):
        said = refusal_of(country, to_csv(titles, row), table=table)
        assert "only kode, kabkota, tahun, and sumber_url were recognised" in said
        assert "D “indeks_desa” and E “warna_peta”" in said and "kemiskinan_persen" in said


def test_visitors_are_no_details(known):
    titles = ["kode", "kabkota", "nama_mpp", "periode", "jumlah_pengunjung", "satuan", "tanggal_data", "sumber_url"]  # fmt: skip
    row = ["35.10", "Kabupaten Banyuwangi", "MPP Banyuwangi", "Juli 2024", "8506", "layanan", "2025-10-14", SOURCE]  # fmt: skip
    plan = make_plan(known, to_csv(titles, row))
    assert (plan.table, len(plan.added)) == ("visitors", 1)
    # With a column of the details they are visitors still, unless that table is named.
    body = to_csv([*titles, "alamat"], [*row, "Jl. A"])
    plan = make_plan(known, body)
    assert (plan.table, len(plan.added)) == ("visitors", 1)
    assert len(make_plan(known, body, table="mpp_details").added) == 1


def test_a_row_without_a_fact_is_rejected_and_a_fault_of_the_records(known):
    titles = ["kode", "kabkota", "tahun", "kapasitas_fiskal", "kemiskinan_persen", "sumber_url"]
    rows = [["35.10", "", "2024", "rendah", "", SOURCE], ["35.73", "", "2024", "", "", SOURCE]]
    assert reasons(make_plan(known, to_csv(titles, *rows))) == [(3, None, NO_FACT)]
    raw = dict.fromkeys(RECORDS["capacity"].model_fields, "")
    raw |= {
        "kode": "35.10",
        "kabkota": "Kabupaten Banyuwangi",
        "tahun": "2024",
        "sumber_url": SOURCE,
    }
    assert [f.reason for f in check_rows([(2, raw)], RECORDS["capacity"]).faults] == [NO_FACT]


def test_a_source_is_kept_where_no_fact_changes(known):
    before = by_name(known, "MPP Banyuwangi")
    titles = ["kode", "jumlah_layanan", "alamat", "sumber_url"]
    plan = make_plan(known, to_csv(titles, ["35.10", "233", "", SOURCE + "/2"]))
    assert plan.changes == [] and [f.reason for f in plan.remarks] == [rules.SOURCE_KEPT]
    save(known, make_plan(known, to_csv(titles, ["35.10", "233", "Jl. A", SOURCE + "/2"])))
    found = by_name(known, "MPP Banyuwangi")
    assert found["sumber_url"] == f"{before['sumber_url']} | {SOURCE}/2"


# --- lists without a column for the area -----------------------------------------


def test_the_area_is_taken_from_the_name_where_it_says_one(known):
    titles = ["nama_mpp", "lat", "long", "jml_instansi", "jml_layanan"]
    rows = [[name, "-7", "112", "20", str(number)] for number, name in enumerate(
        ["MPP Banyuwangi", "MPP Merdeka", "MPP Malang", "MPP Siola", "Mal Pelayanan Publik Kota Palu"]
    )]  # fmt: skip
    plan = make_plan(known, to_csv(titles, *rows))
    assert [(row.number, row.kode) for row in plan.changed] == [(2, "35.10"), (3, "35.73")]
    assert [(a.row, a.reason) for a in plan.uncertain] == [
        (4, areas.SEVERAL_AREAS), (5, areas.NO_AREA_IN_NAME),
    ]  # fmt: skip
    assert {c.kode for c in plan.uncertain[0].candidates} == {"35.07", "35.73"}
    assert {(row, reason) for row, _, reason in reasons(plan)} == {(6, plans.NEEDED)}
    chosen = make_plan(known, to_csv(titles, rows[2]), choices={2: "35.07"}, table="mpp")
    assert [row.kode for row in chosen.added] == [] and chosen.uncertain == ()


def test_a_list_that_nothing_names_the_area_of_says_so(known):
    body = to_csv(["Tahap", "Tanggal", "Sumber"], ["pembangunan", "2023", SOURCE])
    assert refusal_of(known, body, table="stage_events") == (
        "Row 1 holds the titles tahap, tanggal, and sumber_url, but none that names the area. Add a"
        " column with its code (kode) or its name (kab/kota)."
    )


def test_an_mpp_that_a_province_runs_is_not_added_to_the_area_it_is_in(known):
    known.write_mpp(known.mpp("72", "2020-01-01", kode_kabkota="72.71", nama_mpp="MPP Sulteng"))
    plan = make_plan(known, to_csv(["Kode", "Nama MPP", "Layanan"], ["72.71", "MPP Sulteng", "9"]))
    assert [(r.kode, dict(r.differences)) for r in plan.changed] == [
        ("72", {"jumlah_layanan": ("", "9")})
    ]
    assert [f.reason for f in plan.remarks] == [plans.RUN_BY_OTHER]


# --- how precise a date is ---------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "said", "stored"),
    [
        ("2024-05-01", "bulan", "2024-05"),
        ("2024-05-01", "tahun", "2024"),
        ("1/5/2024", "Hari", "2024-05-01"),
        ("Mei 2024", "bulan", "2024-05"),
        ("2024-05-17", "", "2024-05-17"),
        ("2024", "bulan", precision.LESS_PRECISE),
        ("2024-05", "hari", precision.LESS_PRECISE),
        ("2024-05", "kira-kira", precision.NO_PRECISION),
    ],
)
def test_a_precision_beside_a_date_is_understood(known, date, said, stored):
    row = ["35.10", "pembangunan", date, said, SOURCE]
    body = to_csv(["kode", "tahap", "tanggal", "presisi", "sumber_url"], row)
    plan = make_plan(known, body, table="stage_events")
    if plan.ready:
        save(known, plan)
        assert [one["tanggal"] for one in rows_of(known, "stage_events")] == [stored]
    else:
        assert reasons(plan) == [(2, "presisi", stored)]
    row = ["72.71", "MPP Palu", date, said, "peresmian", "ya", SOURCE]
    titles = ["kode", "nama_mpp", "tanggal_peresmian", "presisi", *TITLES[3:]]
    plan = make_plan(known, to_csv(titles, row))
    assert plan.ready or reasons(plan) == [(2, "presisi", stored)]
    if plan.ready:
        save(known, plan)
        assert by_name(known, "MPP Palu")["tanggal_peresmian"] == stored


def test_a_month_where_a_day_is_wanted_is_refused_and_elsewhere_stays_one(known):
    titles = ["kode", "nama_mpp", "tanggal", "presisi", "status"]
    for date, said, column in (("2024-05-01", "bulan", "presisi"), ("2024-05", "", "tanggal")):
        body = to_csv(titles, ["35.10", "MPP Banyuwangi", date, said, "beroperasi"])
        assert reasons(make_plan(known, body)) == [(2, column, NEEDS_A_DAY)]
    body = to_csv(["tanggal", "jumlah_mpp", "sumber_url"], ["2022-06", "55", SOURCE])
    save(known, make_plan(known, body))
    assert rows_of(known, "official_totals")[0]["tanggal"] == "2022-06"
