"""Which area a row of an import is about: clear, asked back, or rejected."""

from __future__ import annotations

import pytest
from import_files import (
    SOURCE,
    make_plan,
    reasons,
    to_csv,
    to_xlsx,
)

from mppgeo.base.language import Language
from mppgeo.base.names import find_former
from mppgeo.base.paths import data_dir
from mppgeo.importing import areas
from mppgeo.importing.plan import plan_import
from mppgeo.importing.telling import (
    tell_faults,
    tell_uncertain,
)
from mppgeo.records.areas import Region
from mppgeo.records.reader import EMPTY_VALUE, NOT_A_KODE, UNKNOWN_KODE
from mppgeo.store.files import FileStore


def kode_of(country, *cells, header=("Provinsi", "Kab/Kota", "Kode"), **options):
    """The area of one row of a table that needs nothing else, or what is said of it."""
    header = [*header, "Tahap", "Tanggal", "Sumber"]
    body = options.pop("make", to_csv)(header, [*cells, "peresmian", "2023", SOURCE])
    plan = make_plan(country, body, table="stage_events", **options)
    if plan.uncertain:
        [asked] = plan.uncertain
        assert tell_uncertain(asked, Language("id"))
        return asked.reason, [c.kode for c in asked.candidates]
    if plan.rejected:
        return reasons(plan)[0][2]
    return plan.added[0].kode


@pytest.mark.parametrize(
    ("provinsi", "name", "code", "kode"),
    [
        ("", "Kab. Banyuwangi", "", "35.10"),
        ("", "BANYUWANGI", "", "35.10"),
        ("", "Kabupaten Malang", "", "35.07"),
        ("", "Kota Malang", "", "35.73"),
        ("", "kotamadya malang", "", "35.73"),
        ("Jatim", "Kab Malang", "", "35.07"),
        ("Prov. Jawa Timur", "Banyu Wangi", "", "35.10"),
        ("DKI Jakarta", "Jakarta Pusat", "", "31.71"),
        ("", "Provinsi Jawa Timur", "", "35"),
        ("", "DKI Jakarta", "", "31"),
        ("", "Malang", "35.73", "35.73"),
        ("", "Malang", "3507", "35.07"),
        ("", "", "35.10", "35.10"),
        ("", "", "35,10", "35.10"),
        ("", "", "35,1", "35.10"),
        ("", "", "'35.10", "35.10"),
        ("", "", "35", "35"),
        ("", "Kab. Banyuwngi", "35.10", "35.10"),
        ("", "Banyuwangi", "35.1", "35.10"),
    ],
)
def test_areas_that_are_clear(country, provinsi, name, code, kode):
    assert kode_of(country, provinsi, name, code) == kode


def test_a_bare_name_of_twins_is_asked_back(country):
    for provinsi in ("", "Jawa Timur"):
        reason, offered = kode_of(country, provinsi, "Malang", "")
        assert (reason, offered) == (areas.SEVERAL_AREAS, ["35.07", "35.73"])


def test_a_slip_of_the_pen_is_asked_back_with_the_written_kind_first(country):
    reason, offered = kode_of(country, "", "Kota Malangg", "")
    assert reason == areas.NEAR_NAMES and offered[:2] == ["35.73", "35.07"]
    assert kode_of(country, "", "Banyuwngi", "")[1][0] == "35.10"


def test_a_name_in_another_province_is_asked_back(country):
    reason, offered = kode_of(country, "Sulawesi Tengah", "Kab. Banyuwangi", "")
    assert reason == areas.ELSEWHERE and offered[0] == "35.10"


def test_a_lost_zero_is_asked_back_or_pointed_out(country):
    country_names = country.regions()
    country_names.append({**country_names[5], "kode": "35.01", "nama": "Kabupaten Pacitan"})
    country.write("regions.csv", list(Region.model_fields), country_names)
    reason, offered = kode_of(country, "", "", "35.1")
    assert (reason, offered) == (areas.LOST_ZERO, ["35.10", "35.01"])
    assert kode_of(country, "", "", 35.1, make=to_xlsx) == "35.10"
    assert kode_of(country, "", "", 35.01, make=to_xlsx) == "35.01"
    assert kode_of(country, "", "", 3510, make=to_xlsx) == "35.10"
    assert kode_of(country, "", "", 35, make=to_xlsx) == "35"
    header = ["Kode", "Kab/Kota", "Tahap", "Tanggal", "Sumber"]
    body = to_csv(header, ["35.1", "Banyuwangi", "peresmian", "2023", SOURCE])
    [remark] = make_plan(country, body, table="stage_events").remarks
    assert (remark.reason, remark.value) == (areas.READ_AS, "35.1")


def test_a_code_and_a_name_that_disagree_are_rejected_with_both(country, t):
    header = ["Kode", "Kab/Kota", "Tahap", "Tanggal", "Sumber"]
    body = to_csv(header, ["35.07", "Kota Malang", "peresmian", "2023", SOURCE])
    [fault] = make_plan(country, body, table="stage_events").rejected
    said = fault.describe(t)
    for part in ("35.07", "Kabupaten Malang", "35.73", "Kota Malang"):
        assert part in said
    assert kode_of(country, "", "Kota Entah", "35.10") == areas.DISAGREE
    assert kode_of(country, "", "Kab. Malangg", "35.73") == areas.DISAGREE


def test_a_code_in_another_province_than_written_is_rejected(country):
    assert kode_of(country, "Sulawesi Tengah", "", "35.10") == areas.OTHER_PROVINCE


@pytest.mark.parametrize(
    ("code", "reason"),
    [("99.99", UNKNOWN_KODE), ("35.10.01", UNKNOWN_KODE), ("abc", NOT_A_KODE), ("35101", UNKNOWN_KODE)],
)  # fmt: skip
def test_codes_of_no_area(country, code, reason):
    assert kode_of(country, "", "", code) == reason


def test_names_of_no_area(country):
    assert kode_of(country, "", "Qqqqxxxx", "") == areas.UNKNOWN_NAME
    assert kode_of(country, "", "", "") == EMPTY_VALUE
    assert kode_of(country, "Jawa Timur", "", "") == (areas.PROVINCE_ONLY, ["35"])


def test_short_forms_of_names_are_offered_and_are_names_of_areas(dataset):
    from mppgeo.base.names import PARENTS, PROVINCE_ALIASES, SHORT_FORMS
    from mppgeo.importing.places import Places

    places = Places(dataset.regions)
    for short, full in SHORT_FORMS.items():
        assert places.find_named(f"Kab. {short}") == []
        [kode] = places.find_named(f"Kab. {full}")
        assert places.suggest(f"Kab. {short}")[0].kode == kode
    assert all(places.find_provinsi(name) in places.names for name in PROVINCE_ALIASES)
    assert {*PARENTS, *PARENTS.values()} <= set(places.names)


def test_codes_without_a_point_and_a_name_are_pointed_out_once(known, t):
    plan = make_plan(known, to_csv(["Kode", "Layanan"], ["3510", "1"], ["3573", "2"]))
    assert [fault.reason for fault in plan.remarks] == [areas.UNDOTTED] * 2
    assert len(tell_faults(plan.remarks, t)) == 1
    plan = make_plan(known, to_csv(["Kode", "Daerah", "Layanan"], ["3510", "Banyuwangi", "1"]))
    assert plan.remarks == () and len(plan.changed) == 1


@pytest.mark.parametrize(("written", "kode"), [("Jatim", "35"), ("Jakarta", "31"), ("35", "35"), ("Kota Palu", None), ("Yogya", None)])  # fmt: skip
def test_provinces_as_offices_write_them(country, written, kode):
    from mppgeo.country.regions import read_regions
    from mppgeo.importing.places import Places

    assert Places(read_regions(country.folder / "regions.csv")[0]).find_provinsi(written) == kode


@pytest.mark.parametrize(
    ("written", "kode"),
    [
        ("KEP. RIAU", "21"), ("Kepri", "21"), ("NAD", "11"), ("Nanggroe Aceh Darussalam (NAD)", "11"),
        ("D.I. Yogyakarta", "34"), ("D I Y", "34"), ("Daerah Istimewa Yogyakarta (DIY)", "34"),
        ("Kalimantan Utara (Kaltara)", "65"), ("PROV. JABAR", "32"), ("Prop. Jateng", "33"),
        ("Babel", "19"), ("Kep. Bangka-Belitung", "19"), ("D.K.I. Jakarta", "31"),
        ("Jakarta Raya", "31"), ("Sumatra Barat", "13"), ("N T T", "53"), ("Irian Jaya Barat", "92"),
        ("Malang", None), ("Kota Jambi", None), ("Papua (Merauke)", None),
    ],
)  # fmt: skip
def test_provinces_as_people_write_them(dataset, written, kode):
    from mppgeo.boundaries.importing.rows import Context
    from mppgeo.importing.places import Places

    places = Places(dataset.regions)
    assert places.find_provinsi(written) == kode
    # Map files are read by the same list, with the provinces that were split off since.
    within = Context(places, {}).find(written)
    assert within[:1] == ((kode,) if kode else ())
    assert all(kode in find_former(child) for child in within[1:])


@pytest.mark.parametrize(
    ("provinsi", "nama", "kode"),
    [
        ("Papua", "Kab. Merauke", "93.01"), ("Papua Barat", "Kab. Raja Ampat", "96.03"),
        ("Papua", "Kab. Raja Ampat", "96.03"), ("Papua", "Kab. Jayapura", "91.03"),
        ("Kalimantan Timur", "Kab. Bulungan", "65.01"), ("Kaltim", "Tarakan", "65.71"),
        ("Sulawesi Selatan", "Mamuju", "76.02"), ("Jawa Barat", "Kab. Serang", "36.04"),
        ("Papua", "Kab. Banyuwangi", areas.ELSEWHERE), ("Papua Selatan", "Kab. Nabire", areas.ELSEWHERE),
        ("Kalimantan Utara", "Kota Samarinda", areas.ELSEWHERE),
        ("Sumatera Selatan", "Belitung", "19.02"), ("Papua", "Sorong", areas.SEVERAL_AREAS),
    ],
)  # fmt: skip
def test_an_area_in_the_province_it_was_split_from_is_that_area(dataset, provinsi, nama, kode, t):
    body = to_csv(["Provinsi", "Kab/Kota", "Tahun", "Kemiskinan persen"], [provinsi, nama, "2020", "5"])  # fmt: skip
    store = FileStore(data_dir())
    plan = plan_import(body, source="a.csv", store=store, regions=dataset.regions, table="capacity")
    if "." not in kode:
        assert [asked.reason for asked in plan.uncertain] == [kode]
        return
    assert plan.uncertain == () and {fault.column for fault in plan.rejected} <= {"sumber_url"}
    assert {fault.kode for fault in (*plan.rejected, *plan.remarks)} == {kode}
    was = [fault.describe(t) for fault in plan.remarks if fault.reason == areas.WAS_ELSEWHERE]
    assert len(was) == (dataset.names[kode[:2]] != "Papua") and all(kode in told for told in was)


def test_a_choice_answers_what_was_asked(country):
    assert kode_of(country, "", "Malang", "", choices={2: "35.73"}) == "35.73"
    assert kode_of(country, "", "Kota Malang", "", choices={2: "35.73"}) == "35.73"
    contradicts = kode_of(country, "", "Kota Malang", "", choices={2: "35.07"})
    assert contradicts == areas.CHOICE_CONTRADICTS
    assert kode_of(country, "", "Malang", "", choices={2: "99.99"}) == areas.NO_SUCH_CHOICE


def test_a_choice_for_another_row_is_not_passed_over(country):
    found = kode_of(country, "", "Kota Malang", "", choices={7: "35.73"})
    assert found == areas.CHOICE_NOT_NEEDED


def test_every_twin_of_the_country_is_told_apart(dataset, country):
    """With the real areas: the kind decides, a bare name is asked back."""
    from mppgeo.base.names import shorten, squeeze
    from mppgeo.importing.places import Places

    places = Places(dataset.regions)
    kabkota = {kode: nama for kode, nama in dataset.names.items() if len(kode) == 5}
    assert all(places.find_named(nama) == [kode] for kode, nama in kabkota.items())
    assert all(places.find_named(shorten(nama)) == [kode] for kode, nama in kabkota.items())
    assert all(places.find_provinsi(n) == k for k, n in dataset.names.items() if len(k) == 2)
    bare = {}
    for kode, nama in kabkota.items():
        bare.setdefault(squeeze(nama)[1], []).append(kode)
    twins = {name: sorted(codes) for name, codes in bare.items() if len(codes) > 1}
    assert len(twins) > 20
    for name, codes in twins.items():
        assert set(codes) <= set(places.find_named(name))
