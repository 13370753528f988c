"""The areas of the project, as features of a file are matched with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.detail import FOLDER, name_file, read_detail
from mppgeo.boundaries.importing.decisions import Empty, choose_areas, set_aside
from mppgeo.boundaries.importing.features import Features
from mppgeo.boundaries.importing.fields import Fields
from mppgeo.boundaries.importing.gazetteer import Gazetteer, KabkotaGazetteer, KecamatanGazetteer
from mppgeo.boundaries.importing.layer_level import check_level, require_words
from mppgeo.boundaries.importing.matching import Matcher, Matching, Row
from mppgeo.boundaries.importing.plausibility import Known, judge
from mppgeo.boundaries.importing.positions import Positions
from mppgeo.boundaries.importing.rows import Context, gather_kecamatan, gather_rows
from mppgeo.boundaries.importing.surroundings import Surroundings
from mppgeo.boundaries.importing.villages_inside import VillagesInside
from mppgeo.boundaries.layers import read_layer
from mppgeo.importing.places import Places

NO_NAMES = mark("The names of the kecamatan are not there: the folder detail of the derived boundaries is missing. Build the boundaries again.")  # fmt: skip


@dataclass(frozen=True)
class LevelAreas:
    """The areas of one level, with which a file is matched.

    Attributes
    ----------
    level : of :data:`mppgeo.boundaries.sets.LEVELS`.
    derived : polygons by ``kode``, degrees.
    """

    level: str
    gazetteer: Gazetteer
    derived: dict[str, shapely.Geometry]
    regions: Regions

    @property
    def names(self) -> Mapping[str, str]:
        """Official name by ``kode``."""
        return self.gazetteer.names

    def require_words(self, features: Features, fields: Fields, name: str) -> None:
        """Refuse features none of which says which area it is; ``name`` is that of the file."""
        rows = gather_rows(features.frame, fields, self.regions.context)
        require_words(rows, self.gazetteer, name, fields.columns)

    def match(
        self,
        features: Features,
        fields: Fields,
        geometry: np.ndarray,
        choices: Mapping[int, str],
        *,
        name: str,
    ) -> tuple[Matching, tuple[Empty, ...]]:
        """The areas of all features with a geometry, and the rows without.

        Parameters
        ----------
        geometry : of the features, mended; None where there is none.
        choices : ``kode`` by number of the feature, from 1; these are taken as they are.
        name : of the file.

        Raises
        ------
        ImportRefused : the features are of another level, or a choice makes no sense.
        """
        rows = self._gather(features, fields, geometry)
        inside = VillagesInside(geometry, *self.regions.locate_villages())
        check_level(
            rows, inside, self.gazetteer, self.regions.context, level=self.level, name=name
        )  # fmt: skip
        titles = [" + ".join(columns) for columns in fields.codes]
        matcher = Matcher(self.gazetteer, _positions(geometry, self.derived))
        matching, aside = set_aside(matcher.match(rows, titles), shapely.is_missing(geometry))
        matching = judge(matching, inside, Known(self.names, self.regions.official, self.derived))
        return choose_areas(matching, choices, len(features.frame), self.names, aside), aside

    def _gather(self, features: Features, fields: Fields, geometry: np.ndarray) -> list[Row]:
        if self.level == "kabkota":
            return gather_rows(features.frame, fields, self.regions.context)
        kabkota = Matcher(self.regions.kabkota, _positions(geometry, self.regions.light))
        return gather_kecamatan(features.frame, fields, self.regions.context, kabkota)


class Regions:
    """The areas of the project, and the derived boundaries, as an import needs them.

    Attributes
    ----------
    official : area of each kabkota in km², where it is known.
    light : derived polygons of the kabkota.
    """

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        places = Places(around.regions)
        self.kabkota = KabkotaGazetteer(places, around.regions)
        self.context = Context(places, around.parents)
        sizes = around.regions.set_index("kode")["area_km2"].dropna()
        self.official: dict[str, float] = sizes[sizes > 0].to_dict()
        layer = read_layer(around.boundaries / "kabkota.geojson", set(self.kabkota.names))
        self.light = dict(zip(layer.frame.index, layer.frame.geometry.values, strict=True))

    def read_level(self, level: str) -> LevelAreas:
        """The areas of a level.

        Raises
        ------
        ImportRefused : nothing is known of the kecamatan.
        """
        if level == "kabkota":
            return LevelAreas(level, self.kabkota, self.light, self)
        paths = sorted((self._around.boundaries / FOLDER).glob(name_file("*")))
        frames = [read_detail(path).kecamatan for path in paths]
        frames = [frame for frame in frames if len(frame)]
        if not frames:
            raise ImportRefused(NO_NAMES)
        known = pd.concat(frames).sort_index()
        names = dict(zip(known.index, known["nama"], strict=True))
        derived = dict(zip(known.index, known.geometry.values, strict=True))
        return LevelAreas(level, KecamatanGazetteer(names, self.kabkota.names), derived, self)

    def list_unknown(self, features: Features, fields: Fields) -> tuple[str, ...]:
        """Texts of the column of provinces that are the name of none."""
        return self.context.list_unknown(features.frame, fields)

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
