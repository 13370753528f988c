"""Writes a planned set into its folder, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from mppgeo.base.refusal import ImportRefused
from mppgeo.base.writing import PARTS
from mppgeo.boundaries.detail import FOLDER, write_detail
from mppgeo.boundaries.importing.kecamatan import Kecamatan
from mppgeo.boundaries.importing.levels import Level
from mppgeo.boundaries.importing.plan import EXISTS, NO_KABKOTA, BoundaryPlan
from mppgeo.boundaries.importing.report import count_all
from mppgeo.boundaries.layers import CRS
from mppgeo.boundaries.sets import (
    LAYERS,
    RECORD,
    BoundarySet,
    lock_sets,
    place_set,
    read_set,
    replace_set,
)
from mppgeo.geometry.geojson import format_areas


def install(plan: BoundaryPlan, boundaries: Path) -> BoundarySet:
    """Install a set that is ready, or add a level to one; it is not put to use.

    Raises
    ------
    ImportRefused : another process was quicker.
    OSError : the files cannot be written; nothing is changed then.
    """
    name, is_new = plan.made.name, plan.level == "kabkota"
    with lock_sets(boundaries) as folder:
        place = place_set(boundaries, name)
        if place.exists() == is_new:
            raise ImportRefused(EXISTS if is_new else NO_KABKOTA, name=name)
        before, after = PARTS.split("*")
        work = Path(tempfile.mkdtemp(dir=folder, prefix=before, suffix=after))
        try:
            _write(plan, work, place)
            # As readable as other folders are; a temporary one is its maker's alone.
            work.chmod(folder.stat().st_mode & 0o777)
            replace_set(boundaries, name, work)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        return read_set(boundaries, name)


def _write(plan: BoundaryPlan, work: Path, place: Path) -> None:
    counts: Mapping[str, float] = count_all(plan)
    made = replace(plan.made, counts={**plan.made.counts, **counts})
    result = plan.result
    if isinstance(result, Kecamatan):
        for layer in LAYERS:
            shutil.copy2(place / layer, work / layer)
        kecamatan = _frame(result.fine).assign(nama=[plan.names[k] for k in result.fine.kode])
        write_detail(work / FOLDER, _frame(result.kabkota), kecamatan)
    else:
        for layer, level in zip(LAYERS, (result.light, result.provinces), strict=True):
            text = format_areas(_frame(level).geometry)
            (work / layer).write_text(text, encoding="utf-8", newline="")
        write_detail(work / FOLDER, _frame(result.fine))
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        made = replace(made, installed_on=now)
    (work / RECORD).write_text(made.to_json(), encoding="utf-8", newline="")
    for path in work.rglob("*"):
        if path.is_file():
            _sync(path)


def _frame(level: Level) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(index=list(level.kode), geometry=level.geometry, crs=CRS)


def _sync(path: Path) -> None:
    """Wait until a file is on the disk, so that a rename never outruns it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
