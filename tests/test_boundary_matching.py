"""Which area a feature is: columns, codes, names, places."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from boundary_files import describe_areas
from hypothesis import given, settings
from hypothesis import strategies as st

from mppgeo.base.names import squeeze
from mppgeo.base.paths import data_dir
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.importing import matching
from mppgeo.boundaries.importing.fields import choose_fields, find_fields
from mppgeo.boundaries.importing.gazetteer import KabkotaGazetteer, KecamatanGazetteer
from mppgeo.boundaries.importing.matching import Matcher, Matching, Row
from mppgeo.boundaries.importing.positions import Positions
from mppgeo.boundaries.importing.rows import Context, gather_kecamatan, gather_rows
from mppgeo.country.regions import read_regions
from mppgeo.importing.places import Places

REGIONS = read_regions(data_dir() / "regions.csv")[0]
PLACES = Places(REGIONS)
GAZETTEER = KabkotaGazetteer(PLACES, REGIONS)
NAMES = GAZETTEER.names
PARENTS = {"93": "91", "94": "91", "95": "91", "96": "92"}
CONTEXT = Context(PLACES, PARENTS)


@pytest.fixture(scope="module")
def areas(dataset) -> gpd.GeoDataFrame:
    """The derived kabkota, indexed by kode."""
    return dataset.kabkota


@pytest.fixture(scope="module")
def positions(areas) -> Positions:
    """Every derived area as a feature, in their order."""
    return Positions(areas.geometry.values, areas.geometry.values, areas.index.tolist())


def match(frame: pd.DataFrame, positions: Positions | None = None, **said: str) -> Matching:
    fields = choose_fields(list(frame.columns), "kabkota", **said)
    rows = gather_rows(frame, fields, CONTEXT)
    return Matcher(GAZETTEER, positions).match(rows, [" + ".join(c) for c in fields.codes])


def result(matching: Matching) -> dict[int, str]:
    """The area found for each feature."""
    return {number: found.kode for found in matching.found for number in found.row.members}


# --- columns ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "code", "name", "provinsi"),
    [
        (["WADMPR", "WADMKK", "KDPKAB"], ("KDPKAB",), "WADMKK", "WADMPR"),
        (["ADM2_PCODE", "ADM2_EN", "ADM1_EN"], ("ADM2_PCODE",), "ADM2_EN", "ADM1_EN"),
        (["adm2_pcode", "adm2_name", "adm1_name"], ("adm2_pcode",), "adm2_name", "adm1_name"),
        (["GID_2", "NAME_1", "NAME_2", "TYPE_2", "CC_2"], None, "NAME_2", "NAME_1"),
        (["shapeName", "shapeISO"], None, "shapeName", None),
        (["kdprov", "kdkab", "nmkab", "nmprov"], ("kdprov", "kdkab"), "nmkab", "nmprov"),
        (["Kode", "Nama"], ("Kode",), "Nama", None),
        (["Nama Kab/Kota", "Nama Provinsi"], None, "Nama Kab/Kota", "Nama Provinsi"),
    ],
)
def test_columns_of_publishers_are_known(columns, code, name, provinsi):
    fields = find_fields(columns, "kabkota")
    assert (fields.codes[0] if fields.codes else None) == code
    assert (fields.name, fields.provinsi) == (name, provinsi)


def test_columns_of_kecamatan_are_known():
    big = find_fields(["WADMKC", "WADMKK", "WADMPR", "KDCPUM"], "kecamatan")
    assert (big.codes, big.name, big.kabkota) == ((("KDCPUM",),), "WADMKC", "WADMKK")
    gadm = find_fields(["NAME_1", "NAME_2", "TYPE_2", "NAME_3"], "kecamatan")
    assert (gadm.name, gadm.kabkota, gadm.kind) == ("NAME_3", "NAME_2", "TYPE_2")


def test_columns_are_said_in_any_case_and_must_be_there(t):
    assert choose_fields(["A", "B"], "kabkota", name="b").name == "B"
    for said in ({"name": "C"}, {}):
        with pytest.raises(ImportRefused) as refused:
            choose_fields(["A", "B"], "kabkota", **said)
        assert "A" in refused.value.explain(t) and "{" not in refused.value.explain(t)


# --- the layouts of publishers -----------------------------------------------------


@pytest.mark.parametrize(
    "layout", ["big", "hdx", "hdx_new", "gadm", "geoboundaries", "bps", "plain"]
)
def test_every_area_is_found_in_every_layout(areas, positions, layout):
    frame = pd.DataFrame(describe_areas(areas, REGIONS, layout).drop(columns="geometry"))
    found = match(frame, positions)
    assert result(found) == dict(enumerate(areas.index))
    assert found.unmatched == () and found.missing == ()
    # Codes of another system are seen to be that, and left aside.
    assert [column.used for column in found.columns if column.checked] == {
        "bps": [False, False], "gadm": [], "geoboundaries": [],
    }.get(layout, [True])  # fmt: skip


def test_codes_alone_are_checked_against_the_place(areas):
    areas = areas[areas.index.str.startswith("35")]
    positions = Positions(areas.geometry.values, areas.geometry.values, areas.index.tolist())
    codes = [kode.replace(".", "") for kode in areas.index]
    found = match(pd.DataFrame({"kode": codes}), positions)
    assert result(found) == dict(enumerate(areas.index))
    turned = match(pd.DataFrame({"kode": codes[1:] + codes[:1]}), positions)
    assert turned.found == () and not turned.columns[0].used
    [wrong] = match(pd.DataFrame({"kode": [*codes[:-1], "5101"]}), positions).unmatched
    assert wrong.reason == matching.CODE_ELSEWHERE
    assert wrong.candidates[0].kode == areas.index[-1]
    # Where each lies is offered, and not taken.
    assert turned.unmatched[5].candidates[0].kode == areas.index[5]


@pytest.mark.parametrize(
    ("written", "kode"),
    [
        ("35.10", "35.10"), ("3510", "35.10"), ("ID3510", "35.10"), ("id3510", "35.10"),
        ("3510.0", "35.10"), ("IDN.9.1_1", None), ("9999", None), ("35", None), ("", None),
    ],
)  # fmt: skip
def test_codes_are_read_as_they_are_written(written, kode):
    assert GAZETTEER.find_codes(written) == ([kode] if kode else [])


def test_papua_under_its_old_province(areas):
    """Codes and provinces of before 2022 do no harm where there are names."""
    papua = [kode for kode in NAMES if kode[:2] in ("93", "94", "95", "96")]
    names = [NAMES[kode].removeprefix("Kabupaten ") for kode in papua]
    old = ["Papua Barat" if kode[:2] == "96" else "Papua" for kode in papua]
    codes = [f"91{number:02}" for number in range(1, len(papua) + 1)]
    frame = pd.DataFrame({"KDPKAB": codes, "WADMKK": names, "WADMPR": old})
    members = tuple(areas.index.get_loc(kode) for kode in papua)
    shapes = areas.geometry.values[list(members)]
    found = match(frame, Positions(shapes, areas.geometry.values, areas.index.tolist()))
    missed = {found.row.name for found in found.unmatched}
    # Sorong is two areas, and its place tells which; so is no other.
    assert missed == set() and result(found) == dict(enumerate(papua))


# --- twins ---------------------------------------------------------------------------

TWINS: dict[str, list[str]] = {}
for _kode, _nama in NAMES.items():
    TWINS.setdefault(squeeze(_nama)[1], []).append(_kode)
PAIRS = sorted(tuple(codes) for codes in TWINS.values() if len(codes) > 1)


def test_there_are_twins():
    assert len(PAIRS) == 26


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "-".join(pair))
def test_a_bare_name_is_decided_by_the_place_or_not_at_all(areas, positions, pair):
    name = NAMES[pair[0]].split(maxsplit=1)[1]
    alone = match(pd.DataFrame({"shapeName": [name]}))
    assert alone.found == () and alone.unmatched[0].reason == matching.SEVERAL
    assert {c.kode for c in alone.unmatched[0].candidates} == set(pair)
    for kode in pair:
        shape = areas.geometry.values[[areas.index.get_loc(kode)]]
        placed = Positions(shape, areas.geometry.values, areas.index.tolist())
        [found] = match(pd.DataFrame({"shapeName": [name]}), placed).found
        assert (found.kode, found.sure, found.remark) == (kode, False, matching.BY_PLACE)


def test_a_place_that_is_not_clear_decides_nothing(areas):
    both = areas.geometry[["35.07", "35.73"]]
    half = both["35.07"].intersection(shapely.box(*both["35.73"].buffer(0.02).bounds))
    shape = np.array([half.union(both["35.73"]).buffer(0.05)], dtype=object)
    placed = Positions(shape, areas.geometry.values, areas.index.tolist())
    found = match(pd.DataFrame({"WADMKK": ["Malang"], "WADMPR": ["Jawa Timur"]}), placed)
    assert not [f for f in found.found if f.kode == "35.07"]


DISTURBED = st.fixed_dictionaries(
    {
        "case": st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase]),
        "space": st.sampled_from([" ", "  ", "-", "_", " - ", ""]),
        "kabupaten": st.sampled_from(["Kabupaten", "Kab.", "Kab", "KAB. ", "kabupaten", ""]),
        "kota": st.sampled_from(["Kota", "KOTA", "kota", "Kotamadya"]),
        "adm": st.sampled_from(["Administrasi", "Adm.", "Adm", "Administratif"]),
        "kepulauan": st.sampled_from(["Kepulauan", "Kep.", "Kep. "]),
    }
)


def disturb(nama: str, how: dict) -> str:
    """An official name as somebody else may have written it."""
    kind, rest = nama.split(maxsplit=1)
    rest = rest.replace("Administrasi", how["adm"])
    if how["space"] != "":
        # Without spaces "Kep." would no more be a word.
        rest = rest.replace("Kepulauan ", how["kepulauan"].strip() + " ")
    words = how["case"](rest).split(" ")
    prefix = how["kabupaten"] if kind == "Kabupaten" else how["kota"]
    return f"{prefix} {how['space'].join(words)}".strip()


@settings(max_examples=12)  # of 514 names each
@given(how=DISTURBED)
def test_disturbed_names_are_found_or_reported_and_never_mistaken(how):
    kodes = list(NAMES)
    frame = pd.DataFrame(
        {
            "nama": [disturb(NAMES[kode], how) for kode in kodes],
            "provinsi": [PLACES.names[kode[:2]] for kode in kodes],
        }
    )
    found = match(frame)
    wrong = {
        (frame["nama"][number], kode)
        for number, kode in result(found).items()
        if kode != kodes[number]
    }
    assert wrong == set()
    # Only a kabupaten without its word can be in question, and only where it has a twin.
    left = {kodes[number] for unmatched in found.unmatched for number in unmatched.row.members}
    twins = {kode for pair in PAIRS for kode in pair if kode[3] != "7"}
    assert left <= (twins if not how["kabupaten"] else set())


OLD = (("u", "oe"), ("j", "dj"), ("y", "j"), ("c", "tj"), ("sy", "sj"))


@given(letters=st.sets(st.sampled_from(OLD)), doubled=st.booleans(), data=st.data())
def test_old_spellings_and_slips_are_found_or_reported(areas, positions, letters, doubled, data):
    """Spelt as before 1972, or with a letter too many: never another area."""
    kode = data.draw(st.sampled_from(list(NAMES)))
    kind, name = NAMES[kode].split(maxsplit=1)
    for new, old in sorted(letters):
        name = name.lower().replace(new, old)
    if doubled:
        place = data.draw(st.integers(1, len(name) - 1))
        name = name[:place] + name[place] + name[place:]
    frame = pd.DataFrame({"nama": [f"{kind} {name}"], "provinsi": [PLACES.names[kode[:2]]]})
    shape = areas.geometry.values[[areas.index.get_loc(kode)]]
    for placed in (None, Positions(shape, areas.geometry.values, areas.index.tolist())):
        found = match(frame, placed)
        assert set(result(found).values()) <= {kode}
        assert len(found.found) + len(found.unmatched) == 1


def write_twin(kode: str, name: str, how: dict) -> list[pd.DataFrame]:
    """One of two twins as files have it: its kind in the name, in a column, in a foreign code."""
    kind, provinsi = NAMES[kode].split(maxsplit=1)[0], [PLACES.names[kode[:2]]]
    prefixed = disturb(f"{kind} {name}", {**how, "kabupaten": how["kabupaten"] or "Kab."})
    return [
        pd.DataFrame({"nama": [prefixed], "provinsi": provinsi}),
        pd.DataFrame({"NAME_2": [name], "TYPE_2": [kind], "NAME_1": provinsi}),
        pd.DataFrame({"nama": [name], "provinsi": provinsi, "kode": ["99" + kode[3:]]}),
    ]


@given(pair=st.sampled_from(PAIRS), how=DISTURBED)
def test_twins_are_told_apart(pair, how):
    for kode in pair:
        for frame in write_twin(kode, NAMES[kode].split(maxsplit=1)[1], how):
            found = match(frame).found
            assert [(f.kode, f.sure, f.remark) for f in found] == [(kode, True, "")]


@given(pair=st.sampled_from(PAIRS), how=DISTURBED, slip=st.integers(0, 30))
def test_twins_with_a_slip_are_never_swapped(pair, how, slip):
    for kode in pair:
        name = NAMES[kode].split(maxsplit=1)[1]
        place = slip % len(name)
        name = name[:place] + name[place + 1 :]
        for frame in write_twin(kode, name, how):
            assert set(result(match(frame)).values()) <= {kode, *other_names(name)}


def other_names(name: str) -> set[str]:
    """Areas that a name with a slip really is: Banjar is not its twin's neighbour."""
    return {kode for kode in NAMES if squeeze(NAMES[kode])[1] == squeeze(name)[1]} - {
        kode for pair in PAIRS for kode in pair
    }


# --- codes and names together ----------------------------------------------------------


def frame_of(areas, changes: dict[int, tuple[str, str]]) -> pd.DataFrame:
    codes, names = list(areas.index), [NAMES[kode] for kode in areas.index]
    for number, (code, name) in changes.items():
        codes[number], names[number] = code, name
    return pd.DataFrame({"kode": codes, "nama": names})


def test_a_code_that_its_name_contradicts_is_not_trusted(areas, positions):
    place = areas.index.get_loc("35.10")
    # The name is that of the place: the name is taken, and this is said.
    found = match(frame_of(areas, {place: ("35.09", "Kab. Banyuwangi")}), positions)
    [remark] = [f for f in found.found if f.remark]
    assert (remark.kode, remark.remark, remark.code) == ("35.10", matching.NOT_BY_CODE, "35.09")
    # The name is that of another place: nobody can tell.
    found = match(frame_of(areas, {place: ("35.10", "Kab. Jember")}), positions)
    [left] = found.unmatched
    assert left.reason == matching.CONTRADICTS and found.missing == ("35.10",)
    assert [c.kode for c in left.candidates] == ["35.10", "35.09"]


def test_a_new_name_is_taken_by_code_and_place(areas, positions):
    place = areas.index.get_loc("12.12")
    found = match(frame_of(areas, {place: ("12.12", "Kab. Xyzzy")}), positions)
    [remark] = [f for f in found.found if f.remark]
    assert (remark.kode, remark.remark) == ("12.12", matching.BY_CODE)


def test_a_slip_beside_a_code_is_said(areas):
    place = areas.index.get_loc("35.10")
    found = match(frame_of(areas, {place: ("35.10", "Kab. Banyuwngi")}))
    [remark] = [f for f in found.found if f.remark]
    assert (remark.kode, remark.remark) == ("35.10", matching.BY_SLIP)


def test_a_name_in_the_wrong_province(areas, positions):
    frame = pd.DataFrame({"nama": ["Kab. Banyuwangi"], "provinsi": ["Jawa Barat"]})
    [left] = match(frame).unmatched
    assert left.reason == matching.ELSEWHERE and left.candidates[0].kode == "35.10"
    shape = areas.geometry.values[[areas.index.get_loc("35.10")]]
    placed = Positions(shape, areas.geometry.values, areas.index.tolist())
    [found] = match(frame, placed).found
    assert (found.kode, found.remark) == ("35.10", matching.BY_PLACE_PROVINCE)


def test_rows_of_one_area_are_one_and_lakes_are_none():
    names = ["Kab. Toba", "Danau Toba", "KAB. TOBA", None, "Kab. Toba"]
    found = match(pd.DataFrame({"nama": names}))
    [toba] = found.by_kode().values()
    assert sorted(number for f in toba for number in f.row.members) == [0, 2, 4]
    assert {u.row.name for u in found.unmatched} == {"Danau Toba", ""}
    assert "" in {u.row.written for u in found.unmatched}


def test_what_is_only_likely_gives_way_to_what_is_certain(areas):
    frame = pd.DataFrame({"nama": ["Kab. Banyuwangi", "Kab. Banyuwngi"], "provinsi": "Jawa Timur"})
    found = match(frame)
    assert result(found) == {0: "35.10"}
    assert [u.reason for u in found.unmatched] == [matching.TAKEN]


def test_provinces_that_are_none_are_listed():
    frame = pd.DataFrame({"nama": ["Kab. Banyuwangi"], "provinsi": ["Atlantis"]})
    fields = choose_fields(list(frame.columns), "kabkota")
    assert CONTEXT.list_unknown(frame, fields) == ("Atlantis",)
    assert result(match(frame)) == {0: "35.10"}


# --- kecamatan ----------------------------------------------------------------------------

KECAMATAN = {
    "35.10.01": "Pesanggaran", "35.10.02": "Bangorejo", "35.07.01": "Donomulyo",
    "35.73.01": "Blimbing", "35.07.02": "Kota Baru", "33.01.01": "Bangorejo",
}  # fmt: skip


def match_kecamatan(frame: pd.DataFrame) -> dict[int, str]:
    fields = choose_fields(list(frame.columns), "kecamatan")
    rows = gather_kecamatan(frame, fields, CONTEXT, Matcher(GAZETTEER))
    titles = [" + ".join(c) for c in fields.codes]
    return result(Matcher(KecamatanGazetteer(KECAMATAN, NAMES)).match(rows, titles))


def test_kecamatan_are_found_within_their_kabkota():
    frame = pd.DataFrame(
        {
            "WADMKC": ["BANGOREJO", "Kec. Bangorejo", "Blimbing", "Kotabaru", "Bangorejjo"],
            "WADMKK": ["Banyuwangi", "Cilacap", "Kota Malang", "Kab. Malang", "Banyuwangi"],
            "WADMPR": ["Jawa Timur", "Jawa Tengah", "Jawa Timur", "Jawa Timur", "Jawa Timur"],
        }
    )
    assert match_kecamatan(frame.iloc[:4]) == {
        0: "35.10.02", 1: "33.01.01", 2: "35.73.01", 3: "35.07.02",
    }  # fmt: skip
    assert match_kecamatan(frame.iloc[4:]) == {0: "35.10.02"}


@pytest.mark.parametrize("form", ["{}", "ID{}"])
def test_kecamatan_by_code(form):
    codes = [form.format(kode.replace(".", "")) for kode in KECAMATAN]
    frame = pd.DataFrame({"KDCPUM": codes, "WADMKC": list(KECAMATAN.values())})
    assert match_kecamatan(frame) == dict(enumerate(KECAMATAN))
    seven = pd.DataFrame({"idkec": [k.replace(".", "") + "0" for k in KECAMATAN]})
    assert match_kecamatan(seven) == {}


def test_a_row_knows_what_to_call_itself():
    assert Row((0,), ("3510", ""), "", "", ()).written == "3510"
