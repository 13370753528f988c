"""A plan in sentences, for a terminal or a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from mppgeo.base.faults import Fault
from mppgeo.base.language import UNKNOWN, Language
from mppgeo.base.said import list_some
from mppgeo.importing.areas import UNDOTTED, UncertainArea
from mppgeo.importing.plan import ImportPlan
from mppgeo.importing.planner import NEEDED, PlannedRow
from mppgeo.importing.titles import PRESISI, PROVINSI

MOST_LINES = 40
"""Lines of a list that are told."""
_SHOWN = 60
_ROWS = 8
_AREA = frozenset({"kode", "kode_kabkota", "kabkota", "nama_mpp"})


def tell_reading(plan: ImportPlan, t: Language) -> list[str]:
    """What the file was taken for: table, titles, columns left out, rows that hold no data."""
    rows = ", ".join(map(str, plan.header.rows))
    lines = [
        t("{source}: table {table}, titles in row {rows}", source=plan.source, table=plan.table, rows=rows)
    ]  # fmt: skip
    if plan.header.sheet.name:
        lines.append(t("sheet: {sheet}", sheet=plan.header.sheet.name))
    roles = {PROVINSI: t("province, to tell names apart")}
    if PRESISI not in plan.header.columns:
        roles[PRESISI] = t("precision of the date")
    taken = [
        f"“{title.text}” → {roles.get(title.column, title.column)}"
        for title in plan.header.titles
        if title.column
    ]
    lines.append(t("columns: {columns}", columns="; ".join(taken)))
    if plan.given:
        given = "; ".join(f"{name} = {text}" for name, text in plan.given.items())
        lines.append(t("given for the whole file: {values}", values=given))
    if plan.other_sheets:
        others = list_some(plan.other_sheets, t)
        lines.append(t("sheets not looked at: {sheets}", sheets=others))
    skipped = [
        t(
            "row {row} left out, {reason}: “{text}”",
            row=s.row,
            reason=t(s.reason),
            text=_cut(s.text),
        )
        for s in plan.skipped
    ]
    return [*lines, *cap_lines(skipped, t)]


def tell_unused(plan: ImportPlan, t: Language) -> str:
    """The columns that are left out; "" = none are."""
    if not plan.unused:
        return ""
    columns = list_some([title.named for title in plan.unused], t)
    return t("columns not recognised, left out: {columns}", columns=columns)


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
    """A row that is added or changed: its area first, then what it holds, or held before."""
    new = row.change is not None and row.change.before is None
    return f"{name_row(row, t)}: {tell_differences(list_facts(row), t, only_new=new)}"


def list_facts(row: PlannedRow) -> dict[str, tuple[str, str]]:
    """What a row changes, old and new by column; of a new row without what names it."""
    new = row.change is not None and row.change.before is None
    return {n: texts for n, texts in row.differences.items() if not (new and n in _AREA)}


def name_row(row: PlannedRow, t: Language) -> str:
    """Area, code, what the row is called, and its number."""
    area = f"{row.area} ({row.kode})" if row.kode else ""
    return ", ".join(filter(None, (area, row.name, t("row {row}", row=row.number))))


def tell_differences(
    differences: Mapping[str, tuple[str, str]], t: Language, *, only_new: bool = False
) -> str:
    """Columns with their old and new texts; of a new row, the new ones."""
    if only_new:
        return "; ".join(f"{name} {_cut(new)}" for name, (_, new) in differences.items() if new)
    emptied = t("(emptied)")
    return "; ".join(
        # Of a list that only grows, what is added.
        f"{name} + {_cut(new[len(old) + 3 :])}"
        if old and new.startswith(f"{old} | ")
        else f"{name} {_cut(old) or UNKNOWN} → {_cut(new) or emptied}"
        for name, (old, new) in differences.items()
    )


def tell_faults(faults: Iterable[Fault], t: Language, most: int = MOST_LINES) -> list[str]:
    """Faults a line each, what is said of several rows once, the most frequent first."""
    groups: dict[tuple, list[Fault]] = defaultdict(list)
    for fault in faults:
        if fault.reason in (NEEDED, UNDOTTED):
            key = (fault.reason, fault.column)
        else:
            fields = tuple((name, str(value)) for name, value in fault.fields.items())
            key = (fault.reason, fault.column, fault.value, fields)
        groups[key].append(fault)
    ordered = sorted(groups.values(), key=lambda found: -len({fault.row for fault in found}))
    return cap_lines([_tell_group(found, t) for found in ordered], t, most)


def _tell_group(found: list[Fault], t: Language) -> str:
    line = found[0].describe(t)
    others = list(dict.fromkeys(fault.row for fault in found))[1:]
    if not others:
        return line
    some = ", ".join(map(str, others[:_ROWS])) + (", …" if len(others) > _ROWS else "")
    told = t("also rows {rows}", rows=some)
    return f"{t.number(len(others) + 1)} × {line} ({told})"


def cap_lines(lines: list[str], t: Language, most: int = MOST_LINES) -> list[str]:
    """The first lines, and how many others there are; one more is not worth leaving out."""
    if len(lines) <= most + 1:
        return lines
    rest = len(lines) - most
    return [*lines[:most], t.plural("… and {count} other", "… and {count} others", rest)]


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
