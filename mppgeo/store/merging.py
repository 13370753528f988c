"""What a new version ships, brought together with what an office made of the version before.

Row by row, three ways: what one side alone has changed since they were one is taken, or
stays; what both have changed is asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mppgeo.base.language import mark
from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS
from mppgeo.store.journal import (
    MERGE,
    Change,
    RowChange,
    StoreError,
    Texts,
    find_key,
    name_row,
    normalise_row,
)
from mppgeo.store.shipped import Shipped

Side = Literal["shipped", "own"]
Verdict = Literal["take", "keep", "ask"]

SIDES: tuple[Side, ...] = ("shipped", "own")

UNDECIDED = mark(
    "{count} rows were changed here and in the new version, such as “{row}”; nothing was saved."
    " Say which of the two holds"
)
UNKNOWN_ROW = mark("{number} is none of the rows that differ; nothing was saved")


@dataclass(frozen=True)
class Parting:
    """A row in which the records differ from those that ship.

    Attributes
    ----------
    table : in :data:`mppgeo.records.schema.RECORDS`.
    base, own, shipped : the row as both began from, as it is here, as it ships; None = not there.
    verdict : take = only the shipped one has changed; keep = only the own one; ask = both,
        or it is not known from what they began.
    """

    table: str
    base: Texts | None
    own: Texts | None
    shipped: Texts | None
    verdict: Verdict

    @property
    def row(self) -> str:
        """What the row is called."""
        return name_row(self.own or self.shipped or {})

    @property
    def number(self) -> str:
        """Names this difference, as long as neither side changes."""
        body = json.dumps([self.table, self.own, self.shipped], ensure_ascii=False, sort_keys=True)
        return hashlib.blake2b(body.encode(), digest_size=4).hexdigest()


def compare(
    base: Shipped | None, own: Mapping[str, Sequence[Texts]], shipped: Shipped
) -> list[Parting]:
    """All rows that differ, table by table, in the order of the own rows.

    Parameters
    ----------
    base : the shipped records that the own ones began from; None = not known.
    own : rows of texts by name of the table.
    shipped : a table that is missing in it is not compared.
    """
    began = base.tables if base else {}
    return [
        parting
        for table, schema in RECORDS.items()
        if table in shipped.tables
        for parting in _compare_table(
            table, schema, began.get(table), own.get(table, ()), shipped.tables[table]
        )
    ]


def _compare_table(
    table: str,
    schema: type[Row],
    base: Sequence[Texts] | None,
    own: Sequence[Texts],
    shipped: Sequence[Texts],
) -> Iterator[Parting]:
    if own == shipped:
        return
    before, here, there = (_find_rows(schema, rows) for rows in (base or (), own, shipped))
    for key in dict.fromkeys([*here, *there]):
        forms = [
            normalise_row(schema, row) for row in (before.get(key), here.get(key), there.get(key))
        ]
        if forms[1] == forms[2]:
            continue
        verdict: Verdict = "ask"
        if base is None:
            # Only a row that is on one side alone can be judged: it was added there.
            verdict = "take" if forms[1] is None else "keep" if forms[2] is None else "ask"
        elif forms[0] == forms[1]:
            verdict = "take"
        elif forms[0] == forms[2]:
            verdict = "keep"
        yield Parting(table, before.get(key), here.get(key), there.get(key), verdict)


def _find_rows(schema: type[Row], rows: Sequence[Texts]) -> dict[tuple, Texts]:
    """Rows by key; of those that repeat one, the first."""
    found: dict[tuple, Texts] = {}
    for row in rows:
        found.setdefault(find_key(schema, row), row)
    return found


def plan_merge(
    partings: Sequence[Parting],
    shipped: Shipped,
    *,
    who: str = "",
    prefer: Side | None = None,
    chosen: Mapping[str, Side] | None = None,
) -> list[Change]:
    """The changes that take over what ships, one for each table concerned.

    Parameters
    ----------
    partings : what :func:`compare` found.
    prefer : which side holds where both have changed a row; None = it must be chosen.
    chosen : the side that holds by :attr:`Parting.number`, of any row that differs.

    Raises
    ------
    StoreError : rows are left in question, or one is chosen that does not differ.
    """
    chosen = chosen or {}
    for number in set(chosen) - {parting.number for parting in partings}:
        raise StoreError(UNKNOWN_ROW, number=number)
    rows: dict[str, list[RowChange]] = {}
    open_rows = []
    for parting in partings:
        decided = {"take": "shipped", "keep": "own", "ask": prefer}[parting.verdict]
        side = chosen.get(parting.number, decided)
        if side is None:
            open_rows.append(parting.row)
        elif side == "shipped":
            rows.setdefault(parting.table, []).append(RowChange(parting.own, parting.shipped))
    if open_rows:
        raise StoreError(UNDECIDED, count=len(open_rows), row=open_rows[0])
    return [Change(table, tuple(made), who, MERGE, shipped.name) for table, made in rows.items()]
