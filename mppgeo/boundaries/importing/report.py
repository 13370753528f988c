"""A planned import in sentences, for a terminal or a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mppgeo.base.language import UNKNOWN, Language, mark_plural
from mppgeo.boundaries.importing.choosing import list_titles
from mppgeo.boundaries.importing.comparison import MUCH, Difference
from mppgeo.boundaries.importing.decisions import Empty
from mppgeo.boundaries.importing.kabkota import Kabkota
from mppgeo.boundaries.importing.matching import Column, Found, Unmatched
from mppgeo.boundaries.importing.plan import BoundaryPlan
from mppgeo.boundaries.importing.repair import KINDS
from mppgeo.boundaries.importing.sources import title_kind
from mppgeo.importing.places import Candidate

LISTED = 40
"""Lines of one kind that are told; the others are counted."""

_SHOWN = 60
_OTHERS = mark_plural("(and {count} other)", "(and {count} others)")


def tell_plan(plan: BoundaryPlan, t: Language) -> list[str]:
    """Everything that is to be said of an import, in order of the work."""
    return [
        *tell_reading(plan, t),
        *_tell_codes(plan.matching.columns, t),
        tell_counts(plan, t),
        *_section(t("Please check:"), _tell_remarks(plan, t), t),
        *_section(
            t("Features that are no area of this level, or not clear (feature number first):"),
            [_tell_unmatched(unmatched, plan, t) for unmatched in plan.matching.unmatched],
            t,
        ),
        *_section(
            t("Features without an area of their own (no geometry, or points and lines only); they are left out:"),
            [_tell_empty(empty, plan) for empty in plan.aside],
            t,
        ),
        *_section(t("Areas that the file does not have:"), _tell_missing(plan, t), t),
        *_section(t("Merged, as several features are one area:"), _tell_merged(plan, t), t),
        *_section(t("Mended:"), _tell_repairs(plan, t), t),
        *_section(t("Areas that overlapped; the smaller one keeps its land:"), _tell_overlaps(plan, t), t),
        *_section(
            t("Likely mistaken, as they lie elsewhere than the derived area:"),
            [_tell_place(d, plan, t) for d in plan.differences if d.elsewhere],
            t,
        ),
        *_section(
            t("Areas that differ by more than {share} from the derived ones:", share=t.percent(100 * MUCH, 0)),
            [_tell_difference(d, plan, t) for d in _rank(plan.differences)],
            t,
        ),
        *_tell_lost(plan, t),
        *_tell_levels(plan, t),
    ]  # fmt: skip


def tell_reading(plan: BoundaryPlan, t: Language) -> list[str]:
    """What the file was taken for."""
    reading = plan.reading
    fields = reading.fields
    columns = (
        (t("code"), ", ".join(" + ".join(part) for part in fields.codes)),
        (t("name"), fields.name),
        (t("kind"), fields.kind),
        (t("kabkota"), fields.kabkota),
        (t("province"), fields.provinsi),
    )
    told = "; ".join(f"{what} = {column}" for what, column in columns if column)
    lines = [
        t(
            "{file}: {kind}, layer {layer}, {features} features, {vertices} vertices",
            file=reading.file,
            kind=title_kind(reading.parts[0].kind), layer=list_titles(reading.parts).describe(t),
            features=t.number(reading.features), vertices=t.number(reading.vertices),
        ),
        t("columns: {columns}", columns=told),
    ]  # fmt: skip
    placed = reading.placed
    lines.append(t("coordinate reference system: {crs}", crs=placed.crs))
    if placed.guessed:
        lines.append(
            t("The file does not say its coordinate reference system; the coordinates are degrees within Indonesia and are read as longitude and latitude.")
        )  # fmt: skip
    if placed.swapped:
        lines.append(t("Longitude and latitude were swapped in the file; they are put right."))
    if reading.unknown:
        provinces = t.listing([f"“{_cut(name)}”" for name in reading.unknown[:LISTED]])
        lines.append(
            t(
                "Not known as provinces, so names are looked for in all of them: {names}",
                names=provinces,
            )
        )
    return lines


def tell_counts(plan: BoundaryPlan, t: Language) -> str:
    """How many areas were matched, how many are missing, how many features are left over."""
    left = sum(len(unmatched.row.members) for unmatched in plan.matching.unmatched)
    empty = len(plan.missing) - len(plan.absent)
    told = [
        t("{found} of {all} areas matched", found=t.number(len(plan.names) - len(plan.missing)), all=t.number(len(plan.names))),
        t.plural("{count} missing", "{count} missing", len(plan.absent)),
        t.plural("{count} feature not matched", "{count} features not matched", left),
    ]  # fmt: skip
    if empty:
        told.insert(2, t.plural("{count} without geometry", "{count} without geometry", empty))
    return "; ".join(told)


def count_all(plan: BoundaryPlan) -> dict[str, int]:
    """Figures of an import for the record of the set.

    ``areas``, ``missing``, ``features``, ``unmatched`` (features), ``merged``
    (areas made of several features), ``repairs``, ``gaps``, ``slivers``,
    ``overlaps``, ``elsewhere``, ``differing``, ``vertices_given``,
    ``vertices_fine`` and, of kabkota, ``vertices_light``; those of kecamatan
    begin with ``kecamatan_``.
    """
    coverage = plan.result.coverage
    counts = {
        "areas": len(plan.names),
        "missing": len(plan.missing),
        "features": plan.reading.features,
        "unmatched": sum(len(u.row.members) for u in plan.matching.unmatched),
        "merged": len(_list_merged(plan)),
        "repairs": sum(plan.repairs.values()),
        "gaps": coverage.gaps,
        "slivers": coverage.slivers,
        "overlaps": len(coverage.overlaps),
        "elsewhere": sum(d.elsewhere for d in plan.differences),
        "differing": sum(d.much for d in plan.differences),
        "vertices_given": plan.reading.vertices,
        "vertices_fine": plan.result.fine.vertices,
    }
    if isinstance(plan.result, Kabkota):
        return {**counts, "vertices_light": plan.result.light.vertices}
    return {f"kecamatan_{name}": count for name, count in counts.items()}


def _section(title: str, lines: Sequence[str], t: Language) -> list[str]:
    if not lines:
        return []
    told = [title, *(f"  {line}" for line in lines[:LISTED])]
    if len(lines) > LISTED:
        told.append("  " + t.plural(*_OTHERS, len(lines) - LISTED))
    return told


def _tell_codes(columns: Iterable[Column], t: Language) -> list[str]:
    lines = []
    for column in columns:
        counted = {"column": column.title, "agreed": t.number(column.agreed), "checked": t.number(column.checked)}  # fmt: skip
        if column.used:
            lines.append(t("Codes of {column} are those of the Home Ministry: {agreed} of {checked} agree.", **counted))  # fmt: skip
        elif column.checked and column.agreed < column.checked:
            lines.append(t("Codes of {column} are of another system or time: only {agreed} of {checked} agree. They are not used.", **counted))  # fmt: skip
    return lines


def _tell_remarks(plan: BoundaryPlan, t: Language) -> list[str]:
    return [_tell_found(found, plan, t) for found in plan.matching.found if found.remark]


def _tell_found(found: Found, plan: BoundaryPlan, t: Language) -> str:
    told = t(found.remark, nama=plan.names[found.kode], kode=found.kode, code=found.code)
    return f"{_number(found.row.members)} “{_cut(found.row.written)}” {told}"


def _tell_unmatched(unmatched: Unmatched, plan: BoundaryPlan, t: Language) -> str:
    row = unmatched.row
    reason = t(unmatched.reason, nama=plan.names.get(unmatched.kode, ""), kode=unmatched.kode)
    told = f"{_number(row.members)} “{_cut(row.written)}” {reason}"
    offered = "; ".join(_tell_candidate(candidate, t) for candidate in unmatched.candidates)
    return f"{told}: {offered}" if offered else told


def _tell_empty(empty: Empty, plan: BoundaryPlan) -> str:
    told = f"{_number(empty.row.members)} “{_cut(empty.row.written)}”"
    return f"{told}: {empty.kode} {plan.names[empty.kode]}" if empty.kode else told


def _tell_candidate(candidate: Candidate, t: Language) -> str:
    return f"{candidate.kode} {candidate.nama} ({t.percent(candidate.score, 0)})"


def _tell_missing(plan: BoundaryPlan, t: Language) -> list[str]:
    near: dict[str, list[str]] = {}
    for unmatched in plan.matching.unmatched:
        for candidate in unmatched.candidates:
            near.setdefault(candidate.kode, []).append(
                f"{_number(unmatched.row.members)} “{_cut(unmatched.row.written)}”"
            )
    lines = []
    # Those that a feature may be come first: there something can be done.
    for kode in sorted(plan.absent, key=lambda kode: kode not in near):
        line = f"{kode} {plan.names[kode]}"
        if kode in near:
            line += " " + t("(perhaps {features})", features="; ".join(near[kode][:3]))
        lines.append(line)
    return lines


def _list_merged(plan: BoundaryPlan) -> list[tuple[str, int]]:
    counted = {
        kode: sum(len(found.row.members) for found in rows)
        for kode, rows in plan.matching.by_kode().items()
    }
    return [(kode, count) for kode, count in counted.items() if count > 1]


def _tell_merged(plan: BoundaryPlan, t: Language) -> list[str]:
    return [
        f"{kode} {plan.names[kode]}: " + t.plural("{count} feature", "{count} features", count)
        for kode, count in _list_merged(plan)
    ]


def _tell_repairs(plan: BoundaryPlan, t: Language) -> list[str]:
    lines = [t.plural(*KINDS[kind], count) for kind, count in plan.repairs.items()]
    coverage = plan.result.coverage
    for count, forms in (
        (coverage.gaps, mark_plural("{count} narrow gap between neighbours was closed", "{count} narrow gaps between neighbours were closed")),
        (coverage.slivers, mark_plural("{count} sliver went to one of the neighbours", "{count} slivers went to one of the neighbours")),
    ):  # fmt: skip
        if count:
            lines.append(t.plural(*forms, count))
    return lines


def _tell_overlaps(plan: BoundaryPlan, t: Language) -> list[str]:
    return [
        t(
            "{first} on {second}: {area} km²", first=f"{first} {plan.names[first]}",
            second=f"{second} {plan.names[second]}", area=t.number(area * 111.2**2, 1),
        )
        for first, second, area in plan.result.coverage.overlaps
    ]  # fmt: skip


def _tell_place(difference: Difference, plan: BoundaryPlan, t: Language) -> str:
    return t(
        "{area}: {distance} km away, {share} in common",
        area=f"{difference.kode} {plan.names[difference.kode]}",
        distance=t.number(difference.distance_km),
        share=t.percent(100 * difference.overlap, 0),
    )


def _rank(differences: Iterable[Difference]) -> list[Difference]:
    return sorted((d for d in differences if d.much), key=lambda d: (-abs(d.share), d.kode))


def _tell_difference(difference: Difference, plan: BoundaryPlan, t: Language) -> str:
    sign = "+" if difference.share > 0 else "−"
    return t(
        "{area}: {km2} km², derived {derived} km² ({share})",
        area=f"{difference.kode} {plan.names[difference.kode]}",
        km2=t.number(difference.km2, 1),
        derived=t.number(difference.derived_km2, 1),
        share=sign + t.percent(100 * abs(difference.share), 0),
    )


def _tell_lost(plan: BoundaryPlan, t: Language) -> list[str]:
    lost = [f"{kode} {plan.names[kode]}" for kode in plan.result.coverage.lost]
    title = t("Nothing is left of these areas, as others lie upon all of them; mend the file:")
    return _section(title, lost, t)


def _tell_levels(plan: BoundaryPlan, t: Language) -> list[str]:
    result = plan.result
    fine = t("finer level: {count} vertices", count=t.number(result.fine.vertices))
    if not isinstance(result, Kabkota):
        return [fine]
    light = t("light level: {count} vertices", count=t.number(result.light.vertices))
    islets = result.fine.islets
    lines = [f"{fine}; {light}"]
    if islets:
        lines.append(
            t.plural(
                "{count} islet of less than a hectare without a village was left out",
                "{count} islets of less than a hectare without a village were left out",
                islets,
            )
        )
    return lines


def _number(members: Sequence[int]) -> str:
    told = ", ".join(str(member + 1) for member in members[:3])
    return told + (", …" if len(members) > 3 else "")


def _cut(text: str) -> str:
    text = text or UNKNOWN
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
