"""What an import would install: the file read, matched, mended and simplified. Nothing is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.detail import FOLDER, name_file, read_detail
from mppgeo.boundaries.importing.choosing import choose_layer
from mppgeo.boundaries.importing.comparison import Difference, compare_areas
from mppgeo.boundaries.importing.features import Features, read_features
from mppgeo.boundaries.importing.fields import Fields
from mppgeo.boundaries.importing.gazetteer import KabkotaGazetteer, KecamatanGazetteer
from mppgeo.boundaries.importing.kabkota import Kabkota, make_kabkota, merge_members
from mppgeo.boundaries.importing.kecamatan import Kecamatan, make_kecamatan
from mppgeo.boundaries.importing.limits import Limits
from mppgeo.boundaries.importing.matching import Found, Matcher, Matching, Unmatched
from mppgeo.boundaries.importing.positions import Positions
from mppgeo.boundaries.importing.projection import Placed, place
from mppgeo.boundaries.importing.repair import HEIGHTS, UNCLOSED, repair
from mppgeo.boundaries.importing.rows import Context, gather_kecamatan, gather_rows
from mppgeo.boundaries.importing.sources import Part, open_source
from mppgeo.boundaries.layers import read_layer
from mppgeo.boundaries.sets import BoundarySet, check_name, list_names, read_set
from mppgeo.country.villages import Villages
from mppgeo.importing.places import Places

EXISTS = mark("A set “{name}” is installed already. Give another --name, or remove it first.")
NO_KABKOTA = mark("Kecamatan are added to an installed set, and no set “{name}” is. Import its kabkota first, and give its --name.")  # fmt: skip
NO_NAMES = mark("The names of the kecamatan are not there: the folder detail of the derived boundaries is missing. Build the boundaries again.")  # fmt: skip
BAD_DATE = mark("“{date}” is not a date. Write it as 2024, 2024-05 or 2024-05-31.")
NOT_MENDED = mark("The geometry of the file is so damaged that it cannot be mended. Repair it in a map program first.")  # fmt: skip
TOO_LITTLE_MEMORY = mark("There is not enough memory for this file. Simplify it first.")
NO_ROW = mark("There is no feature {row} that could be chosen; the layer has {count}.")
NO_AREA = mark("{kode} is not the code of an area of this level.")


@dataclass(frozen=True)
class Request:
    """What is asked for; empty texts are what was not said.

    Attributes
    ----------
    level : of :data:`mppgeo.boundaries.sets.LEVELS`.
    layer, code_field, name_field, province_field, crs : None = found out.
    date : of the boundaries, ISO, also a year or month alone.
    choices : area of a feature by its number from 1, where it was in question.
    """

    path: Path
    level: str = "kabkota"
    layer: str | None = None
    code_field: str | None = None
    name_field: str | None = None
    province_field: str | None = None
    crs: str | None = None
    swap_axes: bool = False
    name: str = ""
    source: str = ""
    licence: str = ""
    date: str = ""
    allow_missing: bool = False
    limits: Limits = field(default_factory=Limits)
    choices: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Surroundings:
    """What an import is compared with.

    Attributes
    ----------
    boundaries : the folder ``data/boundaries``.
    regions : :func:`mppgeo.country.regions.read_regions`.
    parents : province that another was set up from, by ``kode``.
    """

    boundaries: Path
    regions: pd.DataFrame
    villages: Villages
    parents: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """How the file was read: which layer and columns, how many features and vertices.

    ``unknown`` are written provinces that are none.
    """

    file: str
    part: Part
    fields: Fields
    features: int
    vertices: int
    placed: Placed
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class BoundaryPlan:
    """What would be installed, and all that is to be said of it.

    Attributes
    ----------
    made : the set as it would be recorded.
    names : official name of each area of the level by ``kode``.
    repairs : what was mended, counted by kind, see :mod:`.repair`.
    differences : of each imported area with the derived one.
    missing : areas that the file does not have, or not with a geometry.
    allowed : they may keep the derived polygon.
    result : geometry of the level.
    """

    made: BoundarySet
    level: str
    names: Mapping[str, str]
    reading: Reading
    matching: Matching
    repairs: Mapping[str, int]
    differences: tuple[Difference, ...]
    missing: tuple[str, ...]
    allowed: bool
    result: Kabkota | Kecamatan

    @property
    def ready(self) -> bool:
        """Whether it may be installed."""
        return not self.result.coverage.lost and (self.allowed or not self.missing)


def plan_import(request: Request, around: Surroundings) -> BoundaryPlan:
    """Read a file and make a set of it, in memory.

    Raises
    ------
    ImportRefused : it cannot be read, or it cannot be told what is meant.
    OSError : the file cannot be read.
    """
    try:
        return _plan(request, around)
    except shapely.GEOSException:
        raise ImportRefused(NOT_MENDED) from None
    except MemoryError:
        raise ImportRefused(TOO_LITTLE_MEMORY) from None


def _plan(request: Request, around: Surroundings) -> BoundaryPlan:
    name = request.name or suggest_name(request.path)
    target = _check_target(name, request.level, around.boundaries)
    _check_date(request.date)
    with open_source(request.path, request.limits) as opened:
        part, fields = choose_layer(
            opened, request.level, layer=request.layer, code=request.code_field,
            name=request.name_field, provinsi=request.province_field,
        )  # fmt: skip
        features = read_features(part, opened.name, request.limits)
        file_name, checksum = opened.name, opened.checksum
    heights = int(shapely.has_z(features.geometry).sum())
    vertices = int(shapely.get_num_coordinates(features.geometry).sum())
    placed = place(features.geometry, features.crs, said=request.crs, swap=request.swap_axes)
    mended = repair(placed.geometry, wound=features.kind == "GeoJSON")
    counts = {**mended.counts, HEIGHTS: heights, UNCLOSED: features.unclosed}
    regions = Regions(around)
    unknown = regions.list_unknown(features, fields)
    reading = Reading(
        file_name, part, fields, len(features.frame), vertices, placed, unknown
    )  # fmt: skip
    if request.level == "kabkota":
        matching = regions.match_kabkota(features, fields, mended.geometry, request.choices)
        given = merge_members(mended.geometry, matching)
        lacking = [kode for kode in regions.kabkota.names if kode not in given]
        result = make_kabkota(
            given, regions.read_derived(lacking), *regions.locate_villages()
        )  # fmt: skip
        areas, names = result.fine, regions.kabkota.names
        derived = regions.light
    else:
        matching, names, derived = regions.match_kecamatan(
            features, fields, mended.geometry, request.choices
        )
        given = merge_members(mended.geometry, matching)
        result = make_kecamatan(given, derived, read_kabkota(target.detail))
        areas = result.fine
    own = np.array([kode in given for kode in areas.kode], dtype=bool)
    differences = compare_areas(areas.geometry[own], areas.kode[own], derived)
    made = _record(request, target, name, file_name, checksum, result)
    return BoundaryPlan(
        made=made,
        level=request.level,
        names=names,
        reading=replace(reading, placed=replace(placed, geometry=np.empty(0, dtype=object))),
        matching=matching,
        repairs={kind: count for kind, count in counts.items() if count},
        differences=tuple(differences),
        missing=tuple(kode for kode in sorted(names) if kode not in given),
        allowed=request.allow_missing,
        result=result,
    )


def suggest_name(path: Path) -> str:
    """A name for a set, from that of its file; one that may be used, or "peta"."""
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.casefold()).strip("-")[:40].strip("-")
    return name or "peta"


def read_kabkota(detail: Path) -> gpd.GeoDataFrame:
    """The finer kabkota of all provinces of a set."""
    frames = [read_detail(path).kabkota for path in sorted(detail.glob(name_file("*")))]
    return pd.concat(frames).sort_index()


class Regions:
    """The areas of the project, and the derived boundaries, as an import needs them."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        places = Places(around.regions)
        self.kabkota = KabkotaGazetteer(places, around.regions)
        self._context = Context(places, around.parents)
        layer = read_layer(around.boundaries / "kabkota.geojson", set(self.kabkota.names))
        self.light = dict(zip(layer.frame.index, layer.frame.geometry.values, strict=True))

    def list_unknown(self, features: Features, fields: Fields) -> tuple[str, ...]:
        """Texts of the column of provinces that are the name of none."""
        return self._context.list_unknown(features.frame, fields)

    def match_kabkota(
        self, features: Features, fields: Fields, geometry: np.ndarray, choices: Mapping[int, str]
    ) -> Matching:
        """The kabkota of every row of a layer."""
        rows = gather_rows(features.frame, fields, self._context)
        matcher = Matcher(self.kabkota, _positions(geometry, self.light))
        matching = matcher.match(rows, _titles(fields))
        return _choose(matching, choices, len(features.frame), self.kabkota.names)

    def match_kecamatan(
        self, features: Features, fields: Fields, geometry: np.ndarray, choices: Mapping[int, str]
    ) -> tuple[Matching, dict[str, str], dict[str, shapely.Geometry]]:
        """The kecamatan of every row, names and derived polygons of all by ``kode``."""
        paths = sorted((self._around.boundaries / FOLDER).glob(name_file("*")))
        frames = [read_detail(path).kecamatan for path in paths]
        frames = [frame for frame in frames if len(frame)]
        if not frames:
            raise ImportRefused(NO_NAMES)
        known = pd.concat(frames).sort_index()
        names = dict(zip(known.index, known["nama"], strict=True))
        derived = dict(zip(known.index, known.geometry.values, strict=True))
        kabkota = Matcher(self.kabkota, _positions(geometry, self.light))
        rows = gather_kecamatan(features.frame, fields, self._context, kabkota)
        matcher = Matcher(
            KecamatanGazetteer(names, self.kabkota.names), _positions(geometry, derived)
        )
        matching = matcher.match(rows, _titles(fields))
        return _choose(matching, choices, len(features.frame), names), names, derived

    def read_derived(self, codes: list[str]) -> dict[str, shapely.Geometry]:
        """Derived polygons of some kabkota, the finer ones where there are any."""
        found = {kode: self.light[kode] for kode in codes if kode in self.light}
        for provinsi in {kode[:2] for kode in codes}:
            fine = read_detail(self._around.boundaries / FOLDER / name_file(provinsi)).kabkota
            found |= {kode: fine.geometry[kode] for kode in codes if kode in fine.index}
        return dict(sorted(found.items()))

    def locate_villages(self) -> tuple[np.ndarray, np.ndarray]:
        """Village points and their kabkota."""
        villages = self._around.villages
        return shapely.points(villages.lon, villages.lat), villages.kode


def _positions(geometry: np.ndarray, areas: Mapping[str, shapely.Geometry]) -> Positions | None:
    if not areas:
        return None
    return Positions(geometry, np.array(list(areas.values()), dtype=object), list(areas))


def _titles(fields: Fields) -> list[str]:
    return [" + ".join(columns) for columns in fields.codes]


def _choose(
    matching: Matching, choices: Mapping[int, str], features: int, names: Mapping[str, str]
) -> Matching:
    """Put what was chosen in place of what was found or not."""
    if not choices:
        return matching
    rows = [*(f.row for f in matching.found), *(u.row for u in matching.unmatched)]
    chosen = {}
    for number, kode in choices.items():
        if kode not in names:
            raise ImportRefused(NO_AREA, kode=kode)
        row = next((row for row in rows if number - 1 in row.members), None)
        if row is None:
            raise ImportRefused(NO_ROW, row=number, count=features)
        chosen[row] = Found(row, kode)
    found = [f for f in matching.found if f.row not in chosen] + list(chosen.values())
    unmatched: list[Unmatched] = [u for u in matching.unmatched if u.row not in chosen]
    taken = {f.kode for f in found}
    missing = tuple(kode for kode in sorted(names) if kode not in taken)
    return replace(matching, found=tuple(found), unmatched=tuple(unmatched), missing=missing)


def _check_target(name: str, level: str, boundaries: Path) -> BoundarySet | None:
    check_name(name)
    if level == "kabkota":
        if name in list_names(boundaries):
            raise ImportRefused(EXISTS, name=name)
        return None
    target = read_set(boundaries, name) if name in list_names(boundaries) else None
    if target is None:
        raise ImportRefused(NO_KABKOTA, name=name)
    return target


def _check_date(date: str) -> None:
    try:
        if date:
            dt.date.fromisoformat((date + "-01-01")[:10] if len(date) < 7 else (date + "-01")[:10])
            if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", date):
                raise ValueError
    except ValueError:
        raise ImportRefused(BAD_DATE, date=date) from None


def _record(
    request: Request,
    target: BoundarySet | None,
    name: str,
    file_name: str,
    checksum: str,
    result: Kabkota | Kecamatan,
) -> BoundarySet:
    if target is None:
        return BoundarySet(
            name=name, folder=Path(), source=request.source, licence=request.licence,
            date=request.date, file_name=file_name, checksum=checksum,
            kept_derived=result.kept_derived,
        )  # fmt: skip
    kept = tuple(sorted({k for k in target.kept_derived if len(k) == 5} | set(result.kept_derived)))
    return replace(
        target,
        levels=("kabkota", "kecamatan"),
        kept_derived=kept,
        file_name=f"{target.file_name}, {file_name}",
        checksum=f"{target.checksum}, {checksum}",
        source="; ".join(dict.fromkeys(filter(None, (target.source, request.source)))),
        licence="; ".join(dict.fromkeys(filter(None, (target.licence, request.licence)))),
    )
