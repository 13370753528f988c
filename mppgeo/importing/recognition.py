"""Which sheet of a file holds which table; whatever is not clear is refused and asked.

A header is taken only if it tells what its rows are about and says something
of it. Where none does, the refusal says what is wanting of the one that comes
nearest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import PurePath

from mppgeo.base.language import UNKNOWN, mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.columns import describe_columns
from mppgeo.importing.headers import Header, Title, find_identity, list_headers
from mppgeo.importing.rules import NOTES, SOURCES
from mppgeo.importing.sheets import Sheet, clean
from mppgeo.importing.titles import PROVINSI
from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS

UNKNOWN_TABLE = mark("{table}: no such table; there are {tables}")
NO_HEADER = mark(
    "No row with the titles of columns was found. Name the table, one of {tables},"
    " or use the template."
)
NO_HEADER_FOR_TABLE = mark(
    "No row with the titles of columns of the table “{table}” was found; its columns are {columns}."
)
UNCLEAR_TABLE = mark(
    "The titles of the columns fit several tables. Name the one meant, or add a column that decides:"
    " {tables}."
)
UNCLEAR_SHEET = mark("Several sheets hold such a table: {sheets}. Name the one meant.")
UNKNOWN_SHEET = mark(
    "{sheet}: the workbook has no such sheet that can be seen; there are {sheets}."
)
TWICE = mark("The columns {first} and {second} both hold “{column}”. Keep one of them.")
NO_FACTS = mark(
    "Row {row} holds titles of the table “{table}”, but of its columns only {found} were recognised,"
    " which say nothing new. At least one of {facts} is needed."
)
NO_FACTS_UNKNOWN = mark(
    "Row {row} holds titles of the table “{table}”, but of its columns only {found} were recognised,"
    " which say nothing new. Not recognised: {unknown}. At least one of {facts} is needed."
)
NO_FACTS_AT_ALL = mark(
    "Of the titles in row {row} only {found} are known, which say nothing of an area. Not"
    " recognised: {unknown}. Use the template of the table that the file is about."
)
NO_AREA = mark(
    "Row {row} holds the titles {found}, but none that names the area. Add a column with its code"
    " (kode) or its name (kab/kota)."
)
NO_KEY = mark(
    "Row {row} holds the titles {found} of the table “{table}”, but not {missing}, which tells its"
    " rows apart. Add it, or name the table if the file does without."
)
UNSURE = mark(
    "The columns {unknown} are not known; what is left ({found}) fits the table “{table}”. Name the"
    " table if that is what the file is about; the unknown columns are then left out."
)

_NAMES = frozenset({"kode", "kode_kabkota", "kabkota", "nama_mpp", PROVINSI})
_DECIDING = 3
"""Columns that are named for each of several tables."""
_LISTED = 8


def find_header(
    sheets: Sequence[Sheet],
    *,
    table: str | None = None,
    sheet: str | None = None,
    source: str = "",
    given: Collection[str] = (),
) -> Header:
    """The header of the sheet that holds a table of the records.

    Parameters
    ----------
    table : name in :data:`mppgeo.records.schema.RECORDS`; None = told from the titles.
    sheet : name of the sheet; None = the only one that has such a header.
    source : name of the file. Where titles fit several tables, a sheet or file
        that is called as one of them decides.
    given : columns whose value is given once for the whole file.

    Raises
    ------
    ImportRefused : there is none, or it is not clear which is meant.
    """
    if table is not None and table not in RECORDS:
        raise ImportRefused(UNKNOWN_TABLE, table=table, tables=tuple(RECORDS))
    if sheet is not None:
        sheets = _choose_sheet(sheets, sheet)
    tables = [table] if table else list(RECORDS)
    headers = [header for one in sheets for header in list_headers(one, tables)]
    found = _find_best(headers, table is not None, given) or _find_best(
        headers, table is not None, given, without_area=True
    )
    if not found:
        _refuse_nearest(headers, table, given)
    chosen = _choose(found, source)
    _refuse_misfits(chosen)
    _refuse_twice(chosen)
    if table is None and chosen.table not in _list_names(chosen, source):
        _refuse_unsure(chosen)
    return chosen


def find_facts(schema: type[Row]) -> set[str]:
    """The columns of a table that say something about what a row is about."""
    return (
        set(schema.FACTS)
        or set(schema.model_fields) - {*_NAMES, *SOURCES, *NOTES}
        or set(schema.model_fields)
    )


# --- what is enough -----------------------------------------------------------


def _find_best(
    headers: Sequence[Header], named: bool, given: Collection[str], *, without_area: bool = False
) -> list[list[Header]]:
    """For each sheet that has any, the headers that say most, one per table."""
    found = []
    for name in dict.fromkeys(header.sheet.name for header in headers):
        enough = [
            header
            for header in headers
            if header.sheet.name == name
            and (not without_area or "nama_mpp" in header.places)
            and _find_wanting(header, named, given) == (["area"] if without_area else [])
        ]
        most = max(map(_score, enough), default=0)
        best = [header for header in enough if _score(header) == most]
        if best:
            rows = best[0].rows
            found.append([header for header in best if header.rows == rows])
            found[-1] += _list_rivals(headers, best[0], named, given)
    return found


def _list_rivals(
    headers: Sequence[Header], best: Header, named: bool, given: Collection[str]
) -> list[Header]:
    """Tables that fit as well but for a column that each of their rows must have."""
    return [
        header
        for header in headers
        if (header.sheet.name, header.rows) == (best.sheet.name, best.rows)
        and _score(header) >= _score(best)
        and _find_wanting(header, named, given) == ["key"]
        and all(describe_columns(header.schema)[n].required for n in _list_absent(header, given))
    ]


def _score(header: Header) -> int:
    return len(header.places)


def _find_wanting(header: Header, named: bool, given: Collection[str]) -> list[str]:
    """What a header lacks, of "titles", "facts", "area" and "key".

    Parameters
    ----------
    named : the table is given; else every column that tells its rows apart is needed.
    """
    schema, columns = header.schema, header.columns | set(given)
    recognised = set(header.places) | set(given)
    identity = find_identity(schema)
    about = columns & (find_facts(schema) | (NOTES if named else set()))
    lacks = {
        "titles": len(recognised) < 2,
        "facts": not about,
        "area": bool(identity) and not recognised & identity,
        "key": not named and bool(_list_absent(header, given)),
    }
    return [name for name, lacking in lacks.items() if lacking]


def _list_absent(header: Header, given: Collection[str]) -> list[str]:
    """Columns that tell the rows of the table apart and are not there."""
    schema = header.schema
    described = describe_columns(schema)
    if find_identity(schema):
        key = [name for name in schema.KEY if name not in ("kode", "nama_mpp")]
    else:
        key = [name for name in schema.KEY if described[name].required]
    return [name for name in key if name not in header.columns and name not in given]


# --- which is meant -----------------------------------------------------------


def _choose_sheet(sheets: Sequence[Sheet], name: str) -> list[Sheet]:
    chosen = [one for one in sheets if one.name.casefold() == clean(name).casefold()]
    if not chosen:
        raise ImportRefused(UNKNOWN_SHEET, sheet=name, sheets=tuple(s.name for s in sheets))
    return chosen


def _choose(found: list[list[Header]], source: str) -> Header:
    if len(found) > 1:
        # A sheet beside it that explains the columns holds their names as well.
        found = [b for b in found if b[0].sheet.name.casefold() in {h.table for h in b}] or found
    if len(found) > 1:
        raise ImportRefused(UNCLEAR_SHEET, sheets=tuple(best[0].sheet.name for best in found))
    headers = found[0]
    if len(headers) > 1:
        headers = [h for h in headers if h.table in _list_names(h, source)] or headers
    if len(headers) > 1:
        raise ImportRefused(UNCLEAR_TABLE, tables=tuple(_tell_deciding(headers)))
    return headers[0]


def _list_names(header: Header, source: str) -> tuple[str, str]:
    """Names that a sheet and a file bear, which may be that of a table."""
    return header.sheet.name.casefold(), PurePath(source).stem.casefold()


def _tell_deciding(headers: Sequence[Header]) -> list[str]:
    """Each table with columns that none of the others has, those it cannot do without first."""
    told = []
    for header in headers:
        others = {c for h in headers if h is not header for c in h.schema.model_fields}
        described = describe_columns(header.schema)
        own = [name for name in described if name not in others]
        own.sort(key=lambda name: (not described[name].required, name in {*NOTES, *SOURCES}))
        columns = ", ".join(own[:_DECIDING])
        told.append(f"{header.table} ({columns})" if columns else header.table)
    return told


# --- refusals -----------------------------------------------------------------


def _refuse_nearest(headers: Sequence[Header], table: str | None, given: Collection[str]) -> None:
    """Say what is wanting of the header that comes nearest to one."""

    def come_near(header: Header) -> tuple[int, int]:
        return _count_meant(header), -len(_find_wanting(header, table is not None, given))

    nearest = max(headers, key=come_near, default=None)
    if nearest is not None:
        _refuse_misfits(nearest)
        alone = [come_near(header) for header in headers].count(come_near(nearest)) == 1
        for wanting in _find_wanting(nearest, table is not None, given):
            _refuse_wanting(nearest, wanting, given, alone=alone)
    if table:
        columns = tuple(describe_columns(RECORDS[table]))
        raise ImportRefused(NO_HEADER_FOR_TABLE, table=table, columns=columns)
    raise ImportRefused(NO_HEADER, tables=tuple(RECORDS))


def _refuse_wanting(
    header: Header, wanting: str, given: Collection[str], *, alone: bool
) -> None:  # fmt: skip
    fields = {"row": header.rows[0], "table": header.table, "found": tuple(header.places)}
    if wanting == "area":
        raise ImportRefused(NO_AREA, **fields)
    if wanting == "key":
        raise ImportRefused(NO_KEY, **fields, missing=tuple(_list_absent(header, given)))
    if wanting == "facts":
        facts = [name for name in header.schema.model_fields if name in find_facts(header.schema)]
        unknown = _name(header.unknown)
        if not alone:
            raise ImportRefused(NO_FACTS_AT_ALL, **fields, unknown=unknown or (UNKNOWN,))
        sentence = NO_FACTS_UNKNOWN if unknown else NO_FACTS
        raise ImportRefused(sentence, **fields, facts=tuple(facts), unknown=unknown)


def _count_meant(header: Header) -> int:
    return len(header.places) + len(_list_misfits(header))


def _list_misfits(header: Header) -> list[Title]:
    return [title for title in header.titles if title.misfit]


def _refuse_misfits(header: Header) -> None:
    for title in _list_misfits(header):
        examples = ", ".join(text[:40] for text in title.examples)
        raise ImportRefused(title.reason, column=title.named, name=title.misfit, examples=examples)


def _refuse_unsure(header: Header) -> None:
    """Ask where most of what a file says is not known."""
    facts = header.columns & find_facts(header.schema)
    if len(header.unknown) >= max(len(facts), 1):
        raise ImportRefused(
            UNSURE, unknown=_name(header.unknown), found=tuple(header.places), table=header.table
        )


def _name(titles: Sequence[Title]) -> tuple[str, ...]:
    named = [title.named for title in titles[:_LISTED]]
    return (*named, *(("…",) if len(titles) > _LISTED else ()))


def _refuse_twice(header: Header) -> None:
    seen: dict[str, Title] = {}
    for title in header.titles:
        if title.column and title.column in seen:
            first = seen[title.column]
            raise ImportRefused(
                TWICE, first=first.named, second=title.named, column=title.column
            )  # fmt: skip
        if title.column:
            seen[title.column] = title
