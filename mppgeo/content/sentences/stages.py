"""How far areas without an MPP are on their way to one."""

from __future__ import annotations

import pandas as pd

from mppgeo.base.language import Language
from mppgeo.base.told import Told
from mppgeo.content.sentences.days import tell_ago
from mppgeo.content.sentences.wording import list_areas, tell_areas
from mppgeo.coverage import Snapshot
from mppgeo.programme.stages import (
    NOT_KNOWN,
    STAGES,
    WAY,
    find_last_step,
    find_ready,
    find_waiting,
    keep_areas,
)
from mppgeo.records.dates import tell_partial
from mppgeo.scene.selection import Selection


def tell_way(snapshot: Snapshot, selection: Selection, jenis: str | None, t: Language) -> Told:
    """At which stages the areas without an MPP stand, and which of them could open next.

    Parameters
    ----------
    jenis : kind of the areas kept; None = both.

    Examples
    --------
    "Dari 3 daerah tanpa MPP: 1 pembangunan; tahap 2 daerah tidak diketahui. Berikutnya dapat
    dibuka: Kota Madiun (pembangunan)."
    """
    kept = keep_areas(snapshot, selection)
    if not len(kept):
        return Told.read(t("No area counts under this denominator."))
    waiting = find_waiting(snapshot, selection)
    if snapshot.areas.loc[kept, "unknown"].all():
        return Told.read(t("Whether there is an MPP is not known, as no record could be used."))
    if waiting.empty and not snapshot.areas.loc[kept, "unknown"].any():
        return Told.read(t("No area in this view is on the way to an MPP: all have one."))
    if waiting.empty:
        return Told.read(t("No area in this view is known to be without an MPP."))
    counts = waiting["stage"].value_counts()
    steps = [f"{t.number(counts[one])} {t(STAGES[one]).lower()}" for one in reversed(WAY) if one in counts]  # fmt: skip
    unknown = int(counts.get(NOT_KNOWN, 0))
    of = tell_areas(len(waiting), jenis, t)
    if unknown == len(waiting):
        return Told.read(t("Of {areas} without an MPP no stage is known.", areas=of))
    told = t("Of {areas} without an MPP: {stages}.", areas=of, stages=", ".join(steps))
    if unknown:
        told += " " + t.plural(
            "Of {count} the stage is not known.", "Of {count} the stage is not known.", unknown
        )
    return Told.read(told, _tell_ready(find_ready(snapshot, selection), t))


def tell_last_step(snapshot: Snapshot, kode: str, t: Language) -> str:
    """The last event on the way of an area without an MPP, with its day and age."""
    last = find_last_step(snapshot, kode)
    if last is None:
        return t("No step on the way is on record.")
    label = t(STAGES[last.step]).lower()
    when = tell_partial(last.tanggal, t) if last.tanggal else ""
    if not when or last.days is None:
        return t("Last step on record: {step}, date not known.", step=label)
    ago = tell_ago(last.days, t)
    return t("Last step on record: {step}, {date} ({ago}).", step=label, date=when, ago=ago)


def _tell_ready(ready: pd.DataFrame, t: Language) -> str:
    if ready.empty:
        return t("None is known to be under construction or in soft launching.")
    notes = {kode: t(STAGES[stage]).lower() for kode, stage in ready["stage"].items()}
    names = list_areas(ready["nama"].to_dict(), t, most=3, notes=notes)
    return t("Could open next: {names}.", names=names)
