"""The records that ship with a new version, as a proposal for those of an office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mppgeo.base.faults import Fault
from mppgeo.base.language import UNKNOWN, Language, mark
from mppgeo.base.paths import find_file
from mppgeo.country.regions import read_regions
from mppgeo.importing.telling import tell_differences
from mppgeo.records.crosscheck import check_together
from mppgeo.records.reader import check_rows
from mppgeo.records.schema import RECORDS
from mppgeo.store.choice import Store
from mppgeo.store.file_forms import read_shipped
from mppgeo.store.journal import Change, StoreError, Texts, apply_changes
from mppgeo.store.merging import Parting, Side, Verdict, compare, plan_merge
from mppgeo.store.shipped import Shipped

WOULD_BE_LEFT_OUT = mark(
    "{count} rows that can be used now could not be any more, such as this: {fault}. Nothing was"
    " saved: let the row that stands here hold, or mend the records first"
)


@dataclass(frozen=True)
class Proposal:
    """What ships beside what is here.

    Attributes
    ----------
    shipped : the records that ship.
    own : the office's rows by name of the table.
    partings : the rows that differ.
    """

    shipped: Shipped
    own: Mapping[str, Sequence[Texts]]
    partings: list[Parting]

    def count(self, verdict: Verdict) -> int:
        """How many rows have a verdict."""
        return sum(parting.verdict == verdict for parting in self.partings)


def propose(store: Store, shipped: Path) -> Proposal:
    """Hold the records of a store against those that ship.

    Parameters
    ----------
    shipped : layout of ``data/``.

    Raises
    ------
    StoreError : the records cannot be read.
    """
    ships = read_shipped(shipped)
    own = {name: store.read_rows(name) for name in RECORDS}
    return Proposal(ships, own, compare(store.read_base(), own, ships))


def accept(
    proposal: Proposal,
    data: Path,
    *,
    who: str = "",
    prefer: Side | None = None,
    chosen: Mapping[str, Side] | None = None,
) -> list[Change]:
    """The changes that take over what ships, if no row of the records is lost by them.

    Parameters
    ----------
    data : layout of ``data/``, for the areas.
    who, prefer, chosen : as for :func:`mppgeo.store.merging.plan_merge`.

    Raises
    ------
    StoreError : rows are left in question, or would be left out of the records after it.
    """
    changes = plan_merge(proposal.partings, proposal.shipped, who=who, prefer=prefer, chosen=chosen)
    faults = _find_new_faults(proposal, changes, data)
    if faults:
        raise StoreError(WOULD_BE_LEFT_OUT, count=len(faults), fault=faults[0])
    return changes


def _find_new_faults(proposal: Proposal, changes: Sequence[Change], data: Path) -> list[Fault]:
    """What would be left out of the records after the changes and is not now."""
    after = dict(proposal.own)
    for change in changes:
        after[change.table] = apply_changes(RECORDS[change.table], after[change.table], change.rows)
    known = {_name(fault) for fault in _find_faults(proposal.own, data)}
    return [fault for fault in _find_faults(after, data) if _name(fault) not in known]


def _find_faults(tables: Mapping[str, Sequence[Texts]], data: Path) -> list[Fault]:
    regions, _ = read_regions(find_file(data, "regions.csv"))
    areas = dict(zip(regions["kode"], regions["nama"], strict=True))
    read = {
        name: check_rows(enumerate(map(dict, rows), start=2), RECORDS[name], areas=areas)
        for name, rows in tables.items()
    }
    _, offences = check_together(
        {name: table.frame for name, table in read.items()},
        regions,
        left_out={fault.kode for fault in read["mpp"].faults if fault.kode},
        mpp_readable=read["mpp"].readable,
    )
    return [*(fault for table in read.values() for fault in table.faults), *offences]


def _name(fault: Fault) -> tuple:
    """A fault whatever row it stands in."""
    return fault.file, fault.column, fault.value, fault.kode, fault.reason


def tell_headings(proposal: Proposal, t: Language) -> dict[Verdict, str]:
    """What becomes of the rows that differ, with their numbers; of verdicts that occur."""
    numbers = {verdict: t.number(proposal.count(verdict)) for verdict in ("take", "keep", "ask")}
    told = {
        "take": t("Changed in the new version only; taken: {count}", count=numbers["take"]),
        "keep": t("Changed here only; kept: {count}", count=numbers["keep"]),
        "ask": t("Changed here and in the new version; to be decided: {count}", count=numbers["ask"]),
    }  # fmt: skip
    return {verdict: text for verdict, text in told.items() if proposal.count(verdict)}


def tell_parting(parting: Parting, t: Language) -> str:
    """A row that differs: its table, what it is called, and how the two sides differ."""
    sides = []
    if parting.verdict != "take":
        sides.append((t("here"), parting.own))
    if parting.verdict != "keep":
        sides.append((t("new version"), parting.shipped))
    # Where it is not known from what both began, one is told from the other.
    base = parting.base
    if base is None and parting.verdict == "ask":
        base, sides = parting.own, sides[1:]
    told = "; ".join(f"{side}: {_tell_change(base, row, t)}" for side, row in sides)
    return f"{parting.table}, {parting.row}: {told}"


def _tell_change(base: Texts | None, row: Texts | None, t: Language) -> str:
    if row is None:
        return t("removed") if base is not None else UNKNOWN
    before = base or {}
    names = [name for name in row if (before.get(name) or "") != (row[name] or "")]
    differences = {name: (before.get(name) or "", row[name] or "") for name in names}
    told = tell_differences(differences, t, only_new=base is None)
    return f"{t('added')}, {told}" if base is None else told
