"""Tables on the page: rows to select, downloads.

Numbers and dates are sent as such and shown by the browser in its locale:
formatting them here cost ten times as much as all else on the page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pyarrow as pa
import streamlit as st

from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.language import UNKNOWN
from mppgeo.content.datatable import DataTable
from mppgeo.content.exports import write_csv, write_geojson, write_xlsx
from mppgeo.content.headline import make_title, tell_basis
from mppgeo.content.kinds import KINDS
from mppgeo.content.naming import name_download
from mppgeo.content.open_tables import find_address
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context, current_view, go

_MARKED_ROWS = 60
_TURN = "table_turn"
_KEYS = 16
"""Keys that a visitor's tables of one name take turns with."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_table(
    table: DataTable,
    context: Context,
    *,
    height: int | str = "auto",
    selected: str | None = None,
    on_select: Callable[[str], None] | None = None,
) -> None:
    """Draw a table; selecting a row calls ``on_select`` with its ``kode``.

    Parameters
    ----------
    height : pixels, "auto" or "stretch".
    selected : kode of the row to show as selected.
    """
    columns = {key: _describe_column(table, key) for key in table.shown}
    options = {}
    if on_select:
        # A long table is not sent anew just to mark a row.
        rows = _list_codes(table)
        marked = selected if len(rows) <= _MARKED_ROWS else None
        turn = st.session_state.get(_TURN, 0)
        key = _find_key(table.name, hash((rows, marked, turn, context.view.lang)))
        options = {
            "key": key,
            "selection_mode": "single-row",
            "on_select": partial(_on_select, key, rows, on_select),
        }
        if marked in rows:
            options["selection_default"] = {"selection": {"rows": [rows.index(marked)]}}
    st.dataframe(
        _compact(table),
        hide_index=True,
        column_config=columns,
        height=height,
        placeholder=UNKNOWN,
        **options,
    )


def show_downloads(
    table: DataTable, context: Context, level: str | None = None, **chosen: object
) -> None:
    """Buttons that save exactly the rows of ``table``, made when clicked, and their address.

    Parameters
    ----------
    level : "kabkota" or "provinsi", what the rows are, to offer them with their shapes too.
    chosen : what the page chose that the view leaves open, such as ``sejak``.
    """
    t = context.t
    stem = name_download(context, table.name)
    told = f"{make_title(context)}, {tell_basis(context)}"
    formats = [
        ("CSV", "csv", "text/csv", partial(write_csv, table)),
        ("XLSX", "xlsx", _XLSX, partial(write_xlsx, table, title=told)),
    ]
    if level:
        geojson = partial(write_geojson, context.snapshot, level, table, t)
        formats.append(("GeoJSON", "geojson", "application/geo+json", geojson))
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key=f"downloads_{table.name}"
    ):
        for label, ending, mime, make in formats:
            st.download_button(
                label,
                make,
                file_name=f"{stem}.{ending}",
                mime=mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"d_{table.name}_{ending}",
                help=t("Save the rows shown"),
                type="tertiary",
            )
        address = find_address(table.name, context.view, "csv", **chosen)
        if address:
            show_markup(
                "copy_link.html",
                address=address,
                label=t("Copy data address"),
                copied=t("Copied"),
                hint=t(
                    "The address gives these rows as CSV, now and later, to Excel, QGIS or a script."
                ),
            )


def select_area(kode: str) -> None:
    """Make an area the selected one; for tables of areas."""
    go(current_view().select(kode))


def _describe_column(table: DataTable, key: str) -> dict[str, object]:
    title, kind = table.titles[key], KINDS[table.kinds[key]]
    width = kind.find_width(title)
    return {"label": title, **kind.screen, **({"width": width} if width else {})}


def _on_select(key: str, kodes: tuple[str, ...], on_select: Callable[[str], None]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        if len(kodes) > _MARKED_ROWS:
            st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
        on_select(kodes[rows[0]])
    elif current_view().kode:
        go(current_view().select(None))


def _find_key(name: str, content: int) -> str:
    """A key that no other content of the table had in the last reruns.

    With the same key the selection of the old rows would be taken for one of the new.
    Keys come back all the same, as Streamlit remembers each as long as the page is open.
    """
    numbers: dict[int, int] = st.session_state.setdefault(f"table_keys_{name}", {})
    number = numbers.pop(content, None)
    if number is None:
        number = len(numbers) if len(numbers) < _KEYS else numbers.pop(next(iter(numbers)))
    numbers[content] = number
    return f"t_{name}_{number}"


@cached(maxsize=VIEWS)
def _list_codes(table: DataTable) -> tuple[str, ...]:
    return tuple(table.frame["kode"])


@cached(maxsize=VIEWS)
def _compact(table: DataTable) -> pa.Table:
    """The table as it goes over the wire: short types, repeated texts once, no empty columns."""
    columns = {key: KINDS[table.kinds[key]].pack(table.frame[key]) for key in table.shown}
    return pa.table(columns)
