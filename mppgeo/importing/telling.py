"""A plan in sentences, for a terminal or a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from mppgeo.base.faults import Fault
from mppgeo.base.language import UNKNOWN, Language
from mppgeo.importing.areas import UNDOTTED, UncertainArea
from mppgeo.importing.headers import PROVINSI
from mppgeo.importing.plan import NEEDED, ImportPlan, PlannedRow

_SHOWN = 60


def tell_reading(plan: ImportPlan, t: Language) -> list[str]:
    """What the file was taken for: table, titles, columns left out, rows that hold no data."""
    rows = ", ".join(map(str, plan.header.rows))
    lines = [
        t("{source}: table {table}, titles in row {rows}", source=plan.source, table=plan.table, rows=rows)
    ]  # fmt: skip
    if plan.header.sheet.name:
        lines.append(t("sheet: {sheet}", sheet=plan.header.sheet.name))
    place = t("province, to tell names apart")
    taken = [
        f"“{title.text}” → {place if title.column == PROVINSI else title.column}"
        for title in plan.header.titles
        if title.column
    ]
    lines.append(t("columns: {columns}", columns="; ".join(taken)))
    if plan.unused:
        unused = "; ".join(
            f"{title.letters} “{title.text}”" if title.text else title.letters
            for title in plan.unused
        )
        lines.append(t("columns not recognised, left out: {columns}", columns=unused))
    if plan.other_sheets:
        others = "; ".join(plan.other_sheets)
        lines.append(t("sheets not looked at: {sheets}", sheets=others))
    lines += [
        t(
            "row {row} left out, {reason}: “{text}”",
            row=s.row,
            reason=t(s.reason),
            text=_cut(s.text),
        )
        for s in plan.skipped
    ]
    return lines


def tell_counts(plan: ImportPlan, t: Language) -> str:
    """How many rows are added, changed, unchanged, rejected, in question."""
    rejected = {fault.row for fault in plan.rejected}
    return "; ".join(
        (
            t.plural("{count} row added", "{count} rows added", len(plan.added)),
            t.plural("{count} changed", "{count} changed", len(plan.changed)),
            t.plural("{count} unchanged", "{count} unchanged", len(plan.unchanged)),
            t.plural("{count} rejected", "{count} rejected", len(rejected)),
            t.plural("{count} in question", "{count} in question", len(plan.uncertain)),
        )
    )


def tell_row(row: PlannedRow, t: Language) -> str:
    """A row that is added or changed, with what it holds or held."""
    name = ", ".join(filter(None, (row.kode, row.name)))
    head = t("row {row}", row=row.number) + f", {name}: "
    new = row.change is not None and row.change.before is None
    return head + tell_differences(row.differences, t, only_new=new)


def tell_differences(
    differences: Mapping[str, tuple[str, str]], t: Language, *, only_new: bool = False
) -> str:
    """Columns with their old and new texts; of a new row, the new ones."""
    if only_new:
        return "; ".join(f"{name} {_cut(new)}" for name, (_, new) in differences.items() if new)
    emptied = t("(emptied)")
    return "; ".join(
        f"{name} {_cut(old) or UNKNOWN} → {_cut(new) or emptied}"
        for name, (old, new) in differences.items()
    )


def tell_faults(faults: Iterable[Fault], t: Language) -> list[str]:
    """Faults a line each; what is the same for all rows of a column, once."""
    lines, missing = [], defaultdict(list)
    for fault in faults:
        if fault.reason in (NEEDED, UNDOTTED):
            missing[fault.reason, fault.column].append(fault)
        else:
            lines.append(fault.describe(t))
    for found in missing.values():
        line = found[0].describe(t)
        others = len(found) - 1
        if others:
            line += " " + t.plural(
                "(and {count} other row)", "(and {count} other rows)", others
            )  # fmt: skip
        lines.append(line)
    return lines


def tell_uncertain(area: UncertainArea, t: Language) -> str:
    """A row whose area must be chosen, with what may be meant."""
    place = t("row {row}", row=area.row)
    written = ", ".join(filter(None, (area.written, area.provinsi)))
    offered = "; ".join(
        f"{c.kode} {c.nama}, {c.provinsi} ({t.percent(c.score, 0)})" for c in area.candidates
    )
    told = f"{place}, “{_cut(written)}”: {t(area.reason)}"
    return f"{told}: {offered}" if offered else told


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
