"""What a rerun sends to the map: classes and words, never geometry."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import shapely

from mppgeo import coverage
from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import Language
from mppgeo.content.classes import (
    CHANGES,
    KABKOTA_CLASSES,
    NO_DATA,
    NOT_APPLICABLE,
    PRESENCE,
    PROVINSI_CLASSES,
    SERVED,
    SERVED_AS_ONE,
    SHARES,
    UPPER_LIMITS,
    WITH_MPP,
    MapClass,
)
from mppgeo.content.sentences import tell_share
from mppgeo.country.regions import JAKARTA
from mppgeo.coverage import Snapshot, by_change
from mppgeo.dataset import Dataset
from mppgeo.growth.changes import LACKS
from mppgeo.maps.detail import list_open
from mppgeo.maps.frame import Bounds, Box
from mppgeo.maps.insets import list_splits
from mppgeo.maps.points import describe_moves, list_extra_points
from mppgeo.maps.themes import Theme, spread_over_provinces
from mppgeo.openings import list_served
from mppgeo.programme.places import PRECISIONS
from mppgeo.scene.selection import Selection
from mppgeo.scene.view import FIRST_DAY, KABKOTA, PROVINSI, View

LEFT_OUT = "-"
"""Code of an area that the filters leave out."""

INDONESIA = ((-11.05, 95.0), (6.1, 141.05))
"""South-west and north-east corner, latitude first as Leaflet has it."""

_HATCH = "mppgeo-hatch"
_WITHOUT_MPP = (PRESENCE[coverage.HAS_NOT], CHANGES[LACKS], SHARES[0])
MOST_SPLIT = 3
"""Provinces together of which far islands are looked for."""
_SHAPES = (0.8, 1.4, 2.6)
"""Width of a window as a multiple of its height."""
_TRIED = 3
_MARGIN = 0.2
"""Share of a kabkota's extent shown around it, so that its neighbours are seen."""
_LEAST_MARGIN = 0.05
"""The same in degrees, for the smallest cities."""


def make_payload(
    snapshot: Snapshot,
    selection: Selection,
    view: View,
    theme: Theme,
    t: Language,
    *,
    last: dt.date | None,
    openings_url: str,
    detail: dict[str, Any] | None = None,
    attribution: str,
    summary: str,
) -> dict[str, Any]:
    """Describe the map for one view, for ``mppgeo.paint`` in ``static/map.js``.

    Parameters
    ----------
    theme : what is coloured (:mod:`mppgeo.maps.themes`).
    last : the last day that the time bar can show, not after the last one known; None = no
        time bar.
    detail : addresses of finer geometry (:func:`mppgeo.maps.assets.find_detail`).

    Returns
    -------
    ``classes``: by level a string with one character per area in order of
    ``kode``: the index of its class or :data:`LEFT_OUT`. ``legend``: the
    classes with label, colour and number of areas. ``figures``: one line per
    province. ``focus``: corners to fly to when they change; ``asked``: the
    provinces in them (none = all) and ``splits``: bounds of the main map and of
    insets that far islands may have, best first. ``points``: MPPs
    whose place does not follow from the classes, with 1 = counted and the day from
    which each is drawn, None = every day. ``day``: that of the classes. ``served``:
    kabkota that have no MPP of their own, but their province's. ``time``:
    what ``static/timebar.js`` needs to work out the classes of any other day;
    None while areas are filtered by status, which changes with the day.
    """
    timed = last if not view.status else None
    asked = list_asked(snapshot.dataset, view, snapshot.day)
    inside = theme.level == KABKOTA and (view.provinsi or view.kode)
    return {
        **_describe_day(snapshot, _describe_areas(snapshot, selection, theme, timed, t), t),
        "selected": view.kode,
        "names": KABKOTA if inside else PROVINSI,
        "named": list(selection.places) if inside else None,
        "focus": find_focus(snapshot.dataset, view, snapshot.day),
        "asked": list(asked),
        "splits": _list_splits(snapshot.dataset, asked) if not view.kode else [],
        "openings": openings_url,
        "detail": detail,
        "summary": summary,
        "texts": _say_texts(theme, attribution, t),
    }


def _describe_day(snapshot: Snapshot, areas: dict[str, Any], t: Language) -> dict[str, Any]:
    """What was said of the areas, with what differs from day to day."""
    day, time = snapshot.day.isoformat(), areas["time"]
    if time:
        date = t.date(snapshot.day)
        aside = t("The table still shows {date}; it follows when time stops.", date=date)
        time = {**time, "at": day, "texts": {**time["texts"], "aside": aside}}
    return {**areas, "day": day, "time": time}


@cached(maxsize=VIEWS, key=by_change)
def _describe_areas(
    snapshot: Snapshot,
    selection: Selection,
    theme: Theme,
    last: dt.date | None,
    t: Language,
) -> dict[str, Any]:
    """What depends neither on the area selected nor on the day: the same for many visitors."""
    level = theme.level
    codes = _code_areas(snapshot.dataset, selection, theme)
    return {
        "level": level,
        "lang": t.code,
        "classes": {level: codes},
        "legend": make_legend(selection, theme, t),
        "figures": _tell_provinces(snapshot, t) if level == PROVINSI else [],
        "points": _list_points(snapshot.dataset, selection, theme) if level == KABKOTA else [],
        "served": list(list_served(snapshot.dataset)) if level == KABKOTA else [],
        "hatches": [
            {"id": _name_hatch(cls), "ground": cls.colour, "line": cls.hatch}
            for cls in {_name_hatch(cls): cls for cls in theme.classes if cls.hatch}.values()
        ],
        "time": last and _describe_time(snapshot, selection, level, codes, last, t),
    }


def _list_points(dataset: Dataset, selection: Selection, theme: Theme) -> list[list[object]]:
    if theme.points is None:
        return []
    points = [[kode, 1, None] for kode in selection.kabkota if kode in theme.points]
    extra = list_extra_points(dataset, selection)
    return points + [
        [
            p.kode, int(p.counted), p.since and p.since.isoformat(), describe_moves(dataset, p.key),
        ]
        for p in extra
    ]  # fmt: skip


@cached(maxsize=64)
def _say_texts(theme: Theme, attribution: str, t: Language) -> dict[str, str]:
    return {
        "legend": t(theme.title),
        "isolate": t("Show this class alone"),
        "point": t("MPP (position approximate)"),
        "not_counted": t("MPP not in the national count"),
        "places": [t("Position: {precision}", precision=t(one)) for one in PRECISIONS.values()],
        "opened": t("opened"),
        "home": t("Back to this view"),
        "kecamatan": t("Kecamatan"),
        "show_kecamatan": t("Show the lines between kecamatan"),
        "zoom_in": t("Zoom in"),
        "zoom_out": t("Zoom out"),
        "loading": t("Loading the map…"),
        "failed": t("The map could not be loaded. Reload the page to try again."),
        "attribution": attribution,
    }


def find_focus(dataset: Dataset, view: View, as_of: dt.date | None = None) -> list[list[float]]:
    """Corners [[south, west], [north, east]] of what the view is about on a day."""
    provinsi = list_open(dataset, view, as_of) if view.provinsi and as_of else view.provinsi
    return _frame_places(dataset, view.kode, provinsi, view.pulau)


def list_asked(dataset: Dataset, view: View, as_of: dt.date) -> tuple[str, ...]:
    """Today's provinces that the view is about; empty = the nation."""
    if view.provinsi:
        return tuple(list_open(dataset, view, as_of))
    if not view.pulau:
        return ()
    regions = dataset.regions
    codes = regions["kode"][regions["pulau"].isin(view.pulau)]
    return tuple(kode for kode in dataset.provinsi.index if kode in set(codes))


@cached(maxsize=256)
def _list_splits(dataset: Dataset, asked: tuple[str, ...]) -> list[dict[str, Any]]:
    """Ways to show far islands of provinces in insets, for windows of any shape."""
    if not 0 < len(asked) <= MOST_SPLIT:
        return []
    shapes = dataset.provinsi.geometry[list(asked)]
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    found: dict[tuple, None] = {}
    for shape in _SHAPES:
        for split in list_splits(parts, Box(0, 0, 300 * shape, 300))[:_TRIED]:
            found[(split.bounds, split.groups)] = None
    return [
        {"main": _round_out(main), "groups": [_round_out(group) for group in groups]}
        for main, groups in found
    ]


def _round_out(bounds: Bounds) -> list[float]:
    west, south, east, north = bounds
    return [
        *(math.floor(1000 * low) / 1000 for low in (west, south)),
        *(math.ceil(1000 * high) / 1000 for high in (east, north)),
    ]


@cached(maxsize=1024)
def _frame_places(
    dataset: Dataset, kode: str | None, provinsi: tuple[str, ...], pulau: tuple[str, ...]
) -> list[list[float]]:
    frame = None
    if kode:
        frame = dataset.kabkota[dataset.kabkota.index == kode]
    elif provinsi:
        frame = dataset.provinsi[dataset.provinsi.index.isin(provinsi)]
    elif pulau:
        regions = dataset.regions
        codes = regions["kode"][regions["pulau"].isin(pulau)]
        frame = dataset.provinsi[dataset.provinsi.index.isin(codes)]
    if frame is None or frame.empty:
        return [list(corner) for corner in INDONESIA]
    west, south, east, north = map(float, frame.total_bounds)
    margin = _LEAST_MARGIN + _MARGIN * max(east - west, north - south) if kode else 0.0
    return [
        [round(south - margin, 3), round(west - margin, 3)],
        [round(north + margin, 3), round(east + margin, 3)],
    ]


def _code_areas(dataset: Dataset, selection: Selection, theme: Theme) -> str:
    provincial = theme.level == PROVINSI
    kept = selection.places if provincial else selection.kabkota
    layer = dataset.provinsi if provincial else dataset.kabkota
    codes = theme.codes.astype(str).where(theme.codes.index.isin(kept), LEFT_OUT)
    return "".join(codes.reindex(layer.index, fill_value=LEFT_OUT).to_numpy(object))


def make_legend(selection: Selection, theme: Theme, t: Language) -> list[dict[str, Any]]:
    """The classes of a theme with the number of areas that a selection keeps of each.

    Returns
    -------
    By class: ``code`` (index into ``theme.classes``, as text), ``name, label,
    fill, css, count, shown`` (the number as written), ``always`` (stands in
    the legend also where the number is 0), ``has`` (its areas hold an MPP),
    ``served`` (their province's MPP serves them), ``missing`` (its areas hold none:
    their names come first).
    """
    areas = theme.counted.index
    kept = areas.isin(selection.provinsi) if theme.level == PROVINSI else selection.keeps(areas)
    counts = theme.counted[kept].value_counts()
    return [
        {
            "code": str(code),
            "name": cls.name,
            "label": t(cls.label),
            "fill": f"url(#{_name_hatch(cls)})" if cls.hatch else cls.colour,
            "css": _swatch(cls),
            "count": int(counts.get(code, 0)),
            "shown": t.number(int(counts.get(code, 0))),
            "always": cls not in (SERVED, SERVED_AS_ONE, NOT_APPLICABLE, NO_DATA),
            "has": cls in WITH_MPP,
            "served": cls in (SERVED, SERVED_AS_ONE),
            "missing": cls in _WITHOUT_MPP,
        }
        for code, cls in enumerate(theme.classes)
    ]


def _name_hatch(cls: MapClass) -> str:
    return f"{_HATCH}-{cls.hatch.lstrip('#')}"


def _swatch(cls: MapClass) -> str:
    if cls.hatch is None:
        return cls.colour
    return f"repeating-linear-gradient(135deg,{cls.hatch} 0 1.5px,{cls.colour} 1.5px 4.5px)"


def _tell_provinces(snapshot: Snapshot, t: Language) -> list[str]:
    rows = spread_over_provinces(snapshot, snapshot.provinsi).reindex(
        snapshot.dataset.provinsi.index
    )
    told = zip(rows["areas_with_mpp"], rows["areas"], rows["coverage_pct"], strict=True)
    return [tell_share(*figures, t) for figures in told]


@cached(maxsize=4)
def _list_parents(dataset: Dataset) -> dict[str, list[str]]:
    """The province that each later one came from, and the day."""
    return {
        row.kode: [row.kode_induk, row.tanggal_peresmian.date().isoformat()]
        for row in dataset.records["province_history"].itertuples()
    }


def _pack(characters: Iterable[str]) -> list[str | int]:
    """Runs of equal characters as character, length, character, length ..."""
    return [part for key, run in groupby(characters) for part in (key, len(list(run)))]


def _describe_time(
    snapshot: Snapshot,
    selection: Selection,
    level: str,
    codes: str,
    last: dt.date,
    t: Language,
) -> dict[str, Any]:
    counted = snapshot.dataset.kabkota.index.isin(snapshot.areas.index)
    shown = PROVINSI_CLASSES if level == PROVINSI else KABKOTA_CLASSES
    fixed = {str(shown.index(NO_DATA)), LEFT_OUT}
    if level == KABKOTA:
        fixed.add(str(shown.index(NOT_APPLICABLE)))
    return {
        "first": FIRST_DAY.isoformat(),
        "last": min(last, snapshot.known_until or last).isoformat(),
        "days_beyond": max((last - (snapshot.known_until or last)).days, 0),
        "base": _pack(code if code in fixed else "." for code in codes),
        "counts": _pack("1" if one else "0" for one in counted.tolist()),
        # Jakarta as one area, where the denominator counts it so.
        "extra": [JAKARTA] if JAKARTA in snapshot.areas.index else [],
        "places": list(selection.places),
        "parents": _list_parents(snapshot.dataset),
        "has": str(KABKOTA_CLASSES.index(PRESENCE[coverage.HAS])),
        "served": str(KABKOTA_CLASSES.index(SERVED)),
        "has_not": str(KABKOTA_CLASSES.index(PRESENCE[coverage.HAS_NOT])),
        "upper": [*UPPER_LIMITS, 100],
        "complete": str(PROVINSI_CLASSES.index(SHARES[-1])),
        "not_applicable": str(PROVINSI_CLASSES.index(NOT_APPLICABLE)),
        "texts": {
            "bar": t("Time"),
            "play": t("Play"),
            "pause": t("Pause"),
            "back": t("A month back"),
            "forth": t("A month on"),
            "speed": t("Speed"),
            "day": t("Day"),
            "count": t("{with_mpp} of {areas} · {share}"),
            "beyond": t("no records yet"),
        },
    }
