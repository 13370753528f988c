"""Layouts as they are published, rebuilt from the project's own polygons: right or asked, never wrong."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from boundary_files import describe_areas

from mppgeo.base.paths import data_dir
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.detail import name_file, read_detail
from mppgeo.boundaries.importing import layer_level, plausibility
from mppgeo.boundaries.importing.features import Features
from mppgeo.boundaries.importing.fields import choose_fields
from mppgeo.boundaries.importing.matching import Matching
from mppgeo.boundaries.importing.regions import Regions
from mppgeo.boundaries.importing.surroundings import read_surroundings

OLD_AREAS = {
    "52.08": "52.01", "15.72": "15.01", "14.10": "14.03", "32.18": "32.07", "36.74": "36.03",
    "61.12": "61.02", "65.71": "65.01", "92.12": "92.02", "81.09": "81.04", "53.21": "53.04",
    "72.12": "72.06", "73.17": "73.17", "74.15": "74.01", "17.09": "17.01", "18.13": "18.04",
}  # fmt: skip
"""Areas that were set up since, and the one that had their land in files of before."""
OLD_PROVINCES = {
    "65": "Kalimantan Timur", "76": "Sulawesi Selatan", "93": "Papua", "94": "Papua",
    "95": "Papua", "96": "Papua Barat",
}  # fmt: skip


@pytest.fixture(scope="module")
def regions() -> Regions:
    return Regions(read_surroundings(data_dir()))


@pytest.fixture(scope="module")
def areas(dataset) -> gpd.GeoDataFrame:
    return dataset.kabkota


def match(regions: Regions, frame: gpd.GeoDataFrame, level: str = "kabkota", **said) -> Matching:
    """What is taken for what of a layer; nothing is cut or written."""
    columns = [title for title in frame.columns if title != "geometry"]
    fields = choose_fields(columns, level, **said)
    features = Features(frame[columns], frame.geometry.values, frame.crs, 0, "GPKG")
    found, _ = regions.read_level(level).match(
        features, fields, np.asarray(frame.geometry.values, dtype=object), {}, name="a"
    )
    return found


def weigh(found: Matching, truth: list[str]) -> tuple[int, int, list[tuple]]:
    """How many features were right, how many asked about, and those that are wrong."""
    taken = {m: f.kode for f in found.found for m in f.row.members}
    wrong = [(m, kode, truth[m]) for m, kode in taken.items() if truth[m] != kode]
    asked = sum(len(u.row.members) for u in found.unmatched)
    assert len(taken) + asked == len(truth)
    return len(taken) - len(wrong), asked, wrong


Layout = tuple[gpd.GeoDataFrame, list[str]]


def write_official(areas, table) -> Layout:
    return describe_areas(areas, table, "big"), list(areas.index)


def write_old_provinces(areas, table) -> Layout:
    """Codes and provinces of before 2012."""
    frame = describe_areas(areas, table, "big")
    for place, kode in enumerate(areas.index):
        frame.loc[place, "WADMPR"] = OLD_PROVINCES.get(kode[:2], frame["WADMPR"][place])
        if kode[:2] in OLD_PROVINCES:
            frame.loc[place, "KDPKAB"] = f"99.{place % 100:02}"
    return frame, list(areas.index)


def write_codes_of_statistics(areas, table) -> Layout:
    return describe_areas(areas, table, "bps"), list(areas.index)


def write_coarse(areas, table) -> Layout:
    """Bare names, no codes, lines drawn with a broad pen."""
    frame = describe_areas(areas, table, "geoboundaries")
    frame["geometry"] = frame.geometry.simplify(0.02).buffer(0)
    return frame, list(areas.index)


def write_shifted(areas, table) -> Layout:
    """By another survey: all of it a kilometre off."""
    frame = describe_areas(areas, table, "hdx_new")
    frame["geometry"] = frame.geometry.translate(0.009, -0.006)
    return frame, list(areas.index)


def write_kinds_mistaken(areas, table) -> Layout:
    """Each regency with a city of its name is typed as the city is."""
    frame = describe_areas(areas, table, "gadm")
    frame.loc[frame["NAME_2"].duplicated(keep=False), "TYPE_2"] = "Kota"
    bare = frame["NAME_2"].str.replace("Kota", "")
    twins = bare.duplicated(keep=False)
    frame.loc[twins, "NAME_2"] = bare[twins]
    frame.loc[twins, "TYPE_2"] = "Kota"
    return frame, list(areas.index)


def write_kinds_swapped(areas, table) -> Layout:
    frame = describe_areas(areas, table, "gadm")
    frame["NAME_2"] = frame["NAME_2"].str.replace("Kota", "")
    twins = frame["NAME_2"].duplicated(keep=False)
    frame.loc[twins, "TYPE_2"] = frame["TYPE_2"].map({"Kota": "Kabupaten", "Kabupaten": "Kota"})
    return frame, list(areas.index)


def write_before_they_were_split(areas, table) -> Layout:
    """Of 2004: areas that were set up since are part of another one."""
    owner = [OLD_AREAS.get(kode, kode) for kode in areas.index]
    merged = areas.dissolve(by=np.array(owner))
    frame = describe_areas(merged, table, "gadm")
    grown = set(OLD_AREAS.values()) - set(OLD_AREAS)
    return frame, [kode if kode not in grown else f"{kode} or asked" for kode in merged.index]


def write_cities_not_cut_out(areas, table) -> Layout:
    """A regency that encloses its city covers it."""
    frame = describe_areas(areas, table, "hdx")
    shapes = frame.geometry.values
    for place in range(len(shapes)):
        parts = [shapely.Polygon(p.exterior) for p in shapely.get_parts(shapes[place])]
        shapes[place] = shapely.union_all(parts)
    frame["geometry"] = shapes
    return frame, list(areas.index)


def write_names_one_row_off(areas, table) -> Layout:
    """A column that was sorted without the others."""
    frame = describe_areas(areas, table, "big").drop(columns="KDPKAB")
    for column in ("WADMKK", "NAMOBJ", "WADMPR"):
        frame[column] = np.roll(frame[column].to_numpy(), 1)
    return frame, list(areas.index)


def write_codes_one_row_off(areas, table) -> Layout:
    frame = describe_areas(areas, table, "plain")[["kode", "geometry"]]
    frame["kode"] = np.roll(frame["kode"].to_numpy(), 1)
    return frame, list(areas.index)


def write_islands_apart(areas, table) -> Layout:
    """A feature for every part, with a number of its own, and lakes among them."""
    frame = describe_areas(areas, table, "big").assign(truth=areas.index)
    frame = frame.explode(ignore_index=True).drop(columns="NAMOBJ")
    lakes = frame.iloc[[5, 9]].assign(WADMKK=["Danau Toba", "Waduk Kedungombo"], KDPKAB="", truth="")  # fmt: skip
    frame = pd.concat([frame, lakes], ignore_index=True)
    return frame.drop(columns="truth"), frame["truth"].tolist()


def write_only_names(areas, table) -> Layout:
    """As folders of a map for the web have them: KAB. X, KOTA X, in capitals."""
    names = (
        table.set_index("kode")["nama"][areas.index].str.upper().str.replace("KABUPATEN", "KAB.")
    )
    return gpd.GeoDataFrame({"Name": names.values}, geometry=areas.geometry.values, crs=4326), list(areas.index)  # fmt: skip


@pytest.mark.parametrize(
    ("write", "right"),
    [
        (write_official, 514), (write_old_provinces, 514), (write_codes_of_statistics, 514),
        (write_coarse, 500), (write_shifted, 500), (write_only_names, 514),
        (write_cities_not_cut_out, 500), (write_before_they_were_split, 480),
        (write_islands_apart, 514), (write_kinds_mistaken, 462), (write_kinds_swapped, 462),
        (write_names_one_row_off, 0), (write_codes_one_row_off, 0),
    ],
)  # fmt: skip
def test_every_layout_is_right_or_asked_about(regions, areas, dataset, write: Callable, right: int):
    frame, truth = write(areas, dataset.regions)
    found = match(regions, frame)
    told = weigh(found, [kode[:5] for kode in truth])
    assert told[0] + told[1] == len(frame)
    assert told[2] == [] and told[0] >= right
    # Whatever is asked about can be answered: it says what it lies in, unless it is no area.
    lakes = ("Danau", "Waduk")
    assert all(u.candidates for u in found.unmatched if not u.row.name.startswith(lakes))


# --- other levels ------------------------------------------------------------------------


def name_provinces(dataset, names: list[str] | None = None) -> gpd.GeoDataFrame:
    provinces = dataset.provinsi.join(dataset.regions.set_index("kode")["nama"])
    provinces = provinces if names is None else provinces[provinces["nama"].isin(names)]
    return provinces[["nama", "geometry"]].reset_index(drop=True)


def write_kecamatan(areas, dataset, provinsi: str) -> gpd.GeoDataFrame:
    """The kecamatan of a province, as BIG describes them."""
    kecamatan = read_detail(data_dir() / "boundaries" / "detail" / name_file(provinsi)).kecamatan
    names = dataset.regions.set_index("kode")["nama"]
    columns = {"WADMKC": kecamatan["nama"].tolist(), "WADMKK": names[kecamatan.index.str[:5]].tolist()}  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=kecamatan.geometry.values, crs=4326)


def test_provinces_are_told_by_their_names_or_land(regions, areas, dataset):
    towns = ["Bengkulu", "Jambi", "Gorontalo"]  # a city has each of these names
    numbered = name_provinces(dataset).assign(nama=[f"Wilayah {n}" for n in range(38)])
    by_province = describe_areas(areas, dataset.regions, "big")
    for frame, said in (
        (name_provinces(dataset), {}),
        (name_provinces(dataset, [*towns, "Aceh", "Papua"]), {}),
        (name_provinces(dataset, towns), {}),
        (numbered, {}),
        (by_province.drop(columns="KDPKAB"), {"name": "WADMPR"}),
    ):
        with pytest.raises(ImportRefused) as refused:
            match(regions, frame, **said)
        assert refused.value.sentence == layer_level.PROVINCES


def test_kecamatan_and_villages_are_no_kabkota(regions, areas, dataset):
    kecamatan = write_kecamatan(areas, dataset, "33")
    villages = dataset.villages
    some = np.flatnonzero(np.char.startswith(villages.kode.astype(str), "33"))[:400]
    points = shapely.points(villages.lon[some], villages.lat[some])
    names = [f"Sukamaju {n % 90}" for n in range(len(some))]
    frame = gpd.GeoDataFrame({"nama": names}, geometry=shapely.buffer(points, 0.005), crs=4326)
    for given, said in ((kecamatan, {"name": "WADMKC"}), (frame, {})):
        with pytest.raises(ImportRefused) as refused:
            match(regions, given, **said)
        assert refused.value.sentence == layer_level.PARTS
    # With the column of their kabkota they are joined.
    found = match(regions, kecamatan)
    assert len(found.by_kode()) == 35 and found.unmatched == ()
    inner = match(regions, kecamatan, "kecamatan")
    assert len(inner.by_kode()) == len(kecamatan) and inner.unmatched == ()
    central = areas[areas.index.str.startswith("33")]
    with pytest.raises(ImportRefused) as refused:
        match(regions, describe_areas(central, dataset.regions, "big"), "kecamatan", name="WADMKK")
    assert refused.value.sentence == layer_level.KABKOTA


# --- one area ----------------------------------------------------------------------------


def test_a_city_does_not_get_the_land_of_its_regency(regions, areas):
    """Two features of one name and kind: one is the city, one the regency as it was."""
    old = areas.geometry["61.02"].union(areas.geometry["61.12"])
    frame = gpd.GeoDataFrame(
        {"NAME_2": ["Pontianak"] * 2, "TYPE_2": ["Kota"] * 2, "NAME_1": ["Kalimantan Barat"] * 2},
        geometry=[old, areas.geometry["61.71"]],
        crs=4326,
    )
    found = match(regions, frame)
    [city], [asked] = found.found, found.unmatched
    assert (city.kode, city.row.members) == ("61.71", (1,))
    assert (asked.row.members, asked.kode, asked.reason) == ((0,), "61.71", plausibility.OTHERS)
    assert {c.kode for c in asked.candidates} == {"61.02", "61.12"}


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (lambda own, other: own, ""),
        (lambda own, other: other, plausibility.OTHERS),
        (lambda own, other: own.union(other), plausibility.OTHERS),
        # A part of it alone, and a sea around it, with no village of others.
        (lambda own, other: own.intersection(shapely.box(95.2, 5.7, 95.3, 5.835)), plausibility.OUTSIDE),
        (lambda own, other: own.union(shapely.box(95.1, 5.88, 95.5, 6.05)), plausibility.SIZE),
        (lambda own, other: own.union(shapely.box(94.2, 5.9, 95, 6.5)), plausibility.ELSEWHERE),
        # Land without a village, far out.
        (lambda own, other: shapely.box(93, 6, 93.1, 6.1), plausibility.OUTSIDE),
    ],
)  # fmt: skip
def test_land_that_cannot_be_the_area_is_asked_about(regions, areas, shape, reason):
    own, other = areas.geometry["11.72"], areas.geometry["11.06"]  # Sabang, an island
    frame = gpd.GeoDataFrame({"nama": ["Kota Sabang"]}, geometry=[shape(own, other)], crs=4326)
    found = match(regions, frame)
    assert [u.reason for u in found.unmatched] == ([reason] if reason else [])
    assert [f.kode for f in found.found] == ([] if reason else ["11.72"])
