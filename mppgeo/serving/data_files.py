"""The files behind the addresses of data: made once for all who ask, and kept within a bound."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mppgeo.base.budgets import DATA, DATA_KEPT
from mppgeo.base.caching import cached
from mppgeo.base.clock import Known
from mppgeo.base.packing import Packed
from mppgeo.content.datatable import DataTable
from mppgeo.content.exports import (
    write_csv,
    write_geojson,
    write_html,
    write_json,
    write_parquet,
)
from mppgeo.content.headline import make_title, tell_basis
from mppgeo.content.metadata import METADATA, describe_package, describe_scene, describe_table
from mppgeo.content.open_tables import ADDRESS, GEOJSON, HTML, TABLES, OpenTable, make_address
from mppgeo.content.provenance import refuse_unreadable
from mppgeo.content.reach_tables import explain_missing_villages
from mppgeo.content.sentences import tell_own_clock
from mppgeo.coverage import join_boundaries
from mppgeo.dataset import Dataset
from mppgeo.programme.clocks import find_clock, find_latest_fact
from mppgeo.scene.scene import Scene
from mppgeo.serving.data_requests import PACKAGE, Asked

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    GEOJSON: "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    HTML: "text/html; charset=utf-8",
    METADATA: "application/json",
    PACKAGE: "application/json",
}
"""By form."""
_DENSE = "parquet"
"""A form that compression makes no shorter."""
_OVERHEAD = 2048


class NoRows(Exception):
    """There are no rows that could be believed; the message says why, in the reader's language."""


@dataclass(frozen=True)
class DataFile(Packed):
    """A file of data; ``name`` is the one under which it is saved.

    Attributes
    ----------
    headers : that tell of it.
    """

    headers: Mapping[str, str] = field(default_factory=dict, compare=False)

    def choose_coding(self, accepted: Sequence[str]) -> str | None:
        """Brotli or gzip; a form that is dense already goes as it is."""
        return None if self.name.endswith(_DENSE) else super().choose_coding(accepted)


def _measure(file: DataFile) -> int:
    # Both compressed forms together are shorter than what they are of.
    return 2 * len(file.body) + _OVERHEAD


@cached(maxsize=DATA_KEPT, measure=_measure)
def make_file(dataset: Dataset, asked: Asked, today: dt.date) -> DataFile:
    """The file that is asked for, whole and compressed.

    Raises
    ------
    NoRows : see there.
    mppgeo.base.budgets.Busy : too many wait for others.
    """
    with DATA.take():
        scene = Scene(dataset, asked.view, today)
        if asked.table is None:
            file = DataFile(PACKAGE, _write_package(scene), headers=_make_headers(PACKAGE))
        else:
            table = _make_table(asked.table, scene)
            name = f"mpp-{table.name}-{scene.day.isoformat()}.{asked.form}"
            headers = _make_headers(name, asked)
            file = DataFile(name, _write(asked, table, scene), headers=headers)
        if not file.name.endswith(_DENSE):
            file.pack("br")
        return file


def _make_headers(name: str, asked: Asked | None = None) -> dict[str, str]:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    if asked and asked.table and asked.form != METADATA:
        place = make_address(asked.table, asked.view, METADATA).removeprefix(f"{ADDRESS}/")
        headers["Link"] = f'<{place}>; rel="describedby"; type="application/json"'
    return headers


def _write(asked: Asked, table: DataTable, scene: Scene) -> bytes:
    open_table, form = asked.table, asked.form
    level = open_table.find_level(scene.view)
    if form == "csv":
        return write_csv(table, keys=True)
    if form == "json":
        about = {"table": open_table.name, "title": scene.t(open_table.title)}
        return write_json(table, about | describe_scene(scene))
    if form == "parquet":
        shaped = open_table.name == "boundaries"
        shapes = join_boundaries(scene.snapshot, level).geometry if shaped else None
        return write_parquet(table, shapes)
    if form == HTML:
        return write_html(table, scene.t(open_table.title), _tell_about(open_table, scene), scene.t)
    if form == GEOJSON:
        return write_geojson(scene.snapshot, level, table, scene.t)
    return _encode(describe_table(open_table, table, scene))


def _tell_about(open_table: OpenTable, scene: Scene) -> str:
    """Of which places and day a table is, and up to which day what it tells is known."""
    about = f"{make_title(scene)}, {tell_basis(scene)}"
    clock = find_clock(open_table.needs)
    if clock is None:
        return about
    known = Known(scene.as_of, find_latest_fact(scene.dataset, clock, scene.as_of), scene.today)
    return f"{about} · {tell_own_clock(clock, known, scene.t)}"


def _make_table(open_table: OpenTable, scene: Scene) -> DataTable:
    dataset, t = scene.dataset, scene.t
    refusal = refuse_unreadable(open_table.needs, dataset, t)
    if not refusal and open_table.name == "reach":
        refusal = explain_missing_villages(dataset.villages, t)
    if refusal:
        raise NoRows(refusal)
    return open_table.make(scene)


def _write_package(scene: Scene) -> bytes:
    tables = []
    for open_table in TABLES.values():
        view = open_table.reduce(scene.view)
        try:
            made = _make_table(open_table, Scene(scene.dataset, view, scene.today))
        except NoRows:
            # What cannot be believed is not offered.
            continue
        tables.append((open_table, made))
    return _encode(describe_package(tables, scene))


def _encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
