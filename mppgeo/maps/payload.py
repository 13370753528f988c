"""What a rerun sends to the map: classes and words, never geometry."""

from __future__ import annotations

from typing import Any

import pandas as pd

from mppgeo import coverage
from mppgeo.coverage import Snapshot
from mppgeo.dataset import Dataset
from mppgeo.language import Language
from mppgeo.maps.classes import (
    KABKOTA_CLASSES,
    NO_DATA,
    NOT_APPLICABLE,
    PRESENCE,
    PROVINSI_CLASSES,
    MapClass,
    classify_kabkota,
    classify_provinsi,
)
from mppgeo.selection import Selection
from mppgeo.view import KABKOTA, PROVINSI, View

LEFT_OUT = "-"
"""Code of an area that the filters leave out."""

INDONESIA = ((-11.05, 95.0), (6.1, 141.05))
"""South-west and north-east corner, latitude first as Leaflet has it."""

_HATCH = "mppgeo-hatch"
_MARGIN = 0.35
"""Share of a kabkota's extent shown around it, so that its neighbours are seen."""
_LEAST_MARGIN = 0.05
"""The same in degrees, for the smallest cities."""


def make_payload(
    dataset: Dataset,
    snapshot: Snapshot,
    selection: Selection,
    view: View,
    t: Language,
    *,
    openings_url: str,
    attribution: str,
    summary: str,
) -> dict[str, Any]:
    """Describe the map for one view, for ``mppgeo.paint`` in ``static/map.js``.

    Returns
    -------
    ``classes``: by level a string with one character per area in order of
    ``kode``: the index of its class or :data:`LEFT_OUT`. ``legend``: the
    classes with label, colour and number of areas. ``figures``: one line per
    province. ``focus``: corners to fly to when they change. ``points``: MPPs
    whose place does not follow from the classes, with 1 = counted.
    """
    level = view.level
    classes = _code_areas(dataset, snapshot, selection, level)
    return {
        "level": level,
        "lang": view.lang,
        "classes": {level: classes},
        "legend": _make_legend(level, classes, t),
        "figures": _tell_provinces(dataset, snapshot, t) if level == PROVINSI else [],
        "points": _place_points(snapshot, selection) if level == KABKOTA else [],
        "selected": view.kode,
        "names": KABKOTA if level == KABKOTA and view.provinsi else PROVINSI,
        "named": list(view.provinsi) if level == KABKOTA and view.provinsi else None,
        "focus": find_focus(dataset, view),
        "openings": openings_url,
        "hatch": {"id": _HATCH, "ground": NO_DATA.colour, "line": NO_DATA.hatch},
        "summary": summary,
        "texts": {
            "legend": t("Coverage by province") if level == PROVINSI else t("Kabupaten and kota"),
            "isolate": t("Show this class alone"),
            "point": t("MPP (position approximate)"),
            "not_counted": t("MPP not in the national count"),
            "approximate": t("Position approximate: the capital"),
            "opened": t("opened"),
            "home": t("Back to this view"),
            "zoom_in": t("Zoom in"),
            "zoom_out": t("Zoom out"),
            "loading": t("Loading the map…"),
            "failed": t("The map could not be loaded. Reload the page to try again."),
            "attribution": attribution,
        },
    }


def find_focus(dataset: Dataset, view: View) -> list[list[float]]:
    """Corners [[south, west], [north, east]] of what the view is about."""
    frame = None
    if view.kode:
        frame = dataset.kabkota[dataset.kabkota.index == view.kode]
    elif view.provinsi:
        frame = dataset.provinsi[dataset.provinsi.index.isin(view.provinsi)]
    elif view.pulau:
        regions = dataset.regions
        codes = regions["kode"][regions["pulau"].isin(view.pulau)]
        frame = dataset.provinsi[dataset.provinsi.index.isin(codes)]
    if frame is None or frame.empty:
        return [list(corner) for corner in INDONESIA]
    west, south, east, north = map(float, frame.total_bounds)
    margin = _LEAST_MARGIN + _MARGIN * max(east - west, north - south) if view.kode else 0.0
    return [
        [round(south - margin, 3), round(west - margin, 3)],
        [round(north + margin, 3), round(east + margin, 3)],
    ]


def _code_areas(dataset: Dataset, snapshot: Snapshot, selection: Selection, level: str) -> str:
    if level == PROVINSI:
        codes, kept, layer = (
            classify_provinsi(snapshot.provinsi),
            selection.provinsi,
            dataset.provinsi,
        )
    else:
        codes, kept, layer = classify_kabkota(snapshot.kabkota), selection.kabkota, dataset.kabkota
    codes = codes.astype(str).where(codes.index.isin(kept), LEFT_OUT)
    return "".join(codes.reindex(layer.index, fill_value=LEFT_OUT))


def _make_legend(level: str, classes: str, t: Language) -> list[dict[str, Any]]:
    shown = PROVINSI_CLASSES if level == PROVINSI else KABKOTA_CLASSES
    counts = pd.Series(list(classes)).value_counts()
    return [
        {
            "code": str(code),
            "name": cls.name,
            "label": t(cls.label),
            "fill": f"url(#{_HATCH})" if cls.hatch else cls.colour,
            "css": _swatch(cls),
            "count": int(counts.get(str(code), 0)),
            "shown": t.number(int(counts.get(str(code), 0))),
            "always": cls not in (NOT_APPLICABLE, NO_DATA),
            "has": cls is PRESENCE[coverage.HAS],
        }
        for code, cls in enumerate(shown)
    ]


def _swatch(cls: MapClass) -> str:
    if cls.hatch is None:
        return cls.colour
    return f"repeating-linear-gradient(135deg,{cls.hatch} 0 1.5px,{cls.colour} 1.5px 4.5px)"


def _tell_provinces(dataset: Dataset, snapshot: Snapshot, t: Language) -> list[str]:
    rows = snapshot.provinsi.reindex(dataset.provinsi.index)
    return [
        tell_share(row.areas_with_mpp, row.areas, row.coverage_pct, t) for row in rows.itertuples()
    ]


def tell_share(with_mpp: int, areas: int, coverage_pct: float, t: Language) -> str:
    """Such as "35 of 38 areas have an MPP (92.1%)"."""
    if not areas:
        return t("Not counted under this denominator")
    return t.plural(
        "{with_mpp} of {count} area has an MPP ({share})",
        "{with_mpp} of {count} areas have an MPP ({share})",
        int(areas),
        with_mpp=t.number(with_mpp),
        share=t.percent(coverage_pct),
    )


def _place_points(snapshot: Snapshot, selection: Selection) -> list[list[Any]]:
    """MPPs that the class of a kabkota does not show: run by provinces, or not counted."""
    runs = snapshot.mpp[snapshot.mpp["kode_kabkota"].isna()]
    points = [[kode, 1] for kode in runs["kode"]]
    others = snapshot.not_counted
    points += [[kode, 0] for kode in others["kode_kabkota"].fillna(others["kode"])]
    return [
        point for point in points if point[0] in selection.kabkota or point[0] in selection.provinsi
    ]
