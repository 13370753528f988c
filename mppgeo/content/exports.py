"""Files of a table: exactly its rows as CSV, XLSX, JSON, Parquet or HTML, its areas as GeoJSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import shapely

from mppgeo.base.language import Language
from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.content.datatable import DataTable
from mppgeo.content.kinds import KINDS
from mppgeo.content.markup import render_markup
from mppgeo.coverage import Snapshot, join_boundaries

if TYPE_CHECKING:
    from openpyxl import Workbook

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_WIDE = {"nama", "nama_mpp", "alamat", "sumber_url", "daerah", "tetangga", "what", "source"}


def write_csv(table: DataTable, *, keys: bool = False) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read it rightly.

    Days are ``2023-10-31``, as precisely as known; percentages 0..100 with a
    decimal point. Texts that a spreadsheet would run as a formula get an
    apostrophe in front (OWASP, "CSV injection").

    Parameters
    ----------
    keys : the header has the names of the columns, which stay, not their titles.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    header = list(table.frame) if keys else _titles(table)
    writer.writerow([neutralise(title) for title in header])
    for row in _rows(table):
        writer.writerow(["" if value is None else _as_text(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_json(table: DataTable, about: Mapping[str, object]) -> bytes:
    """An object with ``about`` and ``rows``: an object for each row, days as text, unknown = null.

    Parameters
    ----------
    about : what is to be known of the rows, such as their day.
    """
    columns = list(table.frame)
    rows = [dict(zip(columns, map(_tell_day, row), strict=True)) for row in _rows(table)]
    return _encode({**about, "rows": rows})


def write_html(table: DataTable, title: str, about: str, t: Language) -> bytes:
    """A page with the rows in the reader's words and numbers, to be read and printed.

    Parameters
    ----------
    title, about : what it is, and of which places and day.
    """
    page = render_markup(
        "table_page.html", lang=t.code, title=title, about=about, **tell_rows(table, table.shown, t)
    )
    return page.encode()


def tell_rows(table: DataTable, columns: Sequence[str], t: Language) -> dict[str, object]:
    """What the template ``print_table.html`` says of some columns of a table."""
    kinds = [KINDS[table.kinds[key]] for key in columns]
    told = [
        [kind.tell_value(value, t) for value in table.frame[key]]
        for key, kind in zip(columns, kinds, strict=True)
    ]
    return {
        "titles": [table.titles[key] for key in columns],
        "right": [kind.right for kind in kinds],
        "rows": list(zip(*told, strict=True)),
    }


def write_parquet(table: DataTable, shapes: gpd.GeoSeries | None = None) -> bytes:
    """Typed columns of the plain values, titles in the metadata of the fields.

    Parameters
    ----------
    shapes : geometry by ``kode``, for a file with shapes (GeoParquet, EPSG:4326).
    """
    rows = _rows(table)
    kinds = [KINDS[kind] for kind in table.kinds.values()]
    fields = [
        pa.field(key, kind.stored, metadata={"title": table.titles[key]})
        for key, kind in zip(table.kinds, kinds, strict=True)
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    arrays = [pa.array(list(v), f.type) for v, f in zip(columns, fields, strict=True)]
    from pyarrow.parquet import write_table

    packed = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    out = io.BytesIO()
    if shapes is None:
        write_table(packed, out)
    else:
        frame = gpd.GeoDataFrame(
            packed.to_pandas(types_mapper=pd.ArrowDtype),
            geometry=shapes.reindex(packed["kode"].to_pylist()).values,
            crs=shapes.crs,
        )
        frame.to_parquet(out, index=False)
    return out.getvalue()


def write_xlsx(*tables: DataTable, title: str = "") -> bytes:
    """A sheet per table with typed columns, a frozen header and a filter; texts stay texts.

    Parameters
    ----------
    title : what the tables show, with their filters; stands above every printed page and
        among the properties of the file.
    """
    # Briefings need this module for its rules, but no workbook.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.title = title or None
    for table in tables:
        _add_sheet(book, table, title)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_sheet(book: Workbook, table: DataTable, title: str) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    sheet = book.create_sheet(table.name)
    sheet.freeze_panes = "A2"
    # In headers "&" begins an order to the printer.
    sheet.oddHeader.left.text = title.replace("&", "&&") or None
    for place, key in enumerate(table.frame):
        width = 44 if key in _WIDE else 18
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    header = []
    for title in _titles(table):
        cell = WriteOnlyCell(sheet, title)
        cell.font = Font(bold=True)
        header.append(cell)
    sheet.append(header)
    kinds = list(table.kinds.values())
    for row in _rows(table):
        cells = []
        for value, kind in zip(row, kinds, strict=True):
            if isinstance(value, str):
                value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"
            elif KINDS[kind].number_format:
                cell.number_format = KINDS[kind].number_format
            cells.append(cell)
        sheet.append(cells)
    sheet.auto_filter.ref = f"A1:{chr(ord('A') + len(kinds) - 1)}{len(table.frame) + 1}"


def write_geojson(snapshot: Snapshot, level: str, table: DataTable, t: Language) -> bytes:
    """The areas of a table with its columns as properties (RFC 7946, EPSG:4326).

    An area without a polygon is a feature without geometry (RFC 7946, 3.2).

    Parameters
    ----------
    level : "kabkota" or "provinsi": what the rows of the table are.
    table : its ``kode`` column names the areas.
    """
    shapes = join_boundaries(snapshot, level).geometry
    features = []
    columns = list(table.frame)
    for row in _rows(table):
        properties = dict(zip(columns, row, strict=True))
        kode = properties["kode"]
        properties = {key: _tell_day(value) for key, value in properties.items()}
        shape = shapes.get(kode)
        geometry = json.loads(shapely.to_geojson(shape)) if shape is not None else None
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    collection = {
        "type": "FeatureCollection",
        "note": attribute_sources(snapshot.dataset.boundaries, t),
        "as_of": snapshot.day.isoformat(),
        "known_until": snapshot.known_until and snapshot.known_until.isoformat(),
        "features": features,
    }
    return _encode(collection)


def neutralise(text: str) -> str:
    """Keep a spreadsheet from running a text as a formula."""
    return "'" + text if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def _titles(table: DataTable) -> list[str]:
    return [table.titles[key] for key in table.frame]


def _rows(table: DataTable) -> list[list[object]]:
    columns = [
        [KINDS[table.kinds[key]].make_plain(value) for value in table.frame[key]]
        for key in table.frame
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _tell_day(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _as_text(value: object) -> object:
    return neutralise(value) if isinstance(value, str) else value
