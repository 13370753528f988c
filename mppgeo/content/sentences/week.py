"""The week in words: its days, and names of areas that are many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from mppgeo.base.language import UNKNOWN, Language, mark
from mppgeo.base.names import shorten
from mppgeo.base.said import Few
from mppgeo.content.sentences.days import tell_ago
from mppgeo.programme.operation import STATUSES
from mppgeo.programme.stages import BUILDING, STAGES, TRIAL
from mppgeo.records.dates import tell_partial

_SPAN = mark("{first} – {last}")


def tell_span(first: dt.date, last: dt.date, t: Language) -> str:
    """Two days, such as ``22 November 2026 – 28 November 2026``."""
    return t(_SPAN, first=t.date(first), last=t.date(last))


def name_some(codes: Sequence[str], names: Mapping[str, str], t: Language, *, most: int) -> str:
    """Areas by name; of more than ``most``, those of several provinces by province with numbers.

    Parameters
    ----------
    codes : of areas, in the order in which they are named; one may stand several times.
    names : official name by ``kode``.

    Examples
    --------
    >>> names = {"35": "Jawa Timur", "35.10": "Kabupaten Banyuwangi", "35.73": "Kota Malang",
    ...          "72": "Sulawesi Tengah", "72.71": "Kota Palu"}
    >>> name_some(["35.10", "72.71"], names, Language("en"), most=2)
    'Kab. Banyuwangi and Kota Palu'
    >>> name_some(["35.10", "72.71", "35.73"], names, Language("en"), most=2)
    'Jawa Timur 2 and Sulawesi Tengah 1'
    """
    codes = list(dict.fromkeys(codes))
    provinces = pd.Series([kode[:2] for kode in codes], dtype=object).value_counts(sort=False)
    if len(codes) <= most or len(provinces) == 1:
        return Few(tuple(shorten(names.get(kode, kode)) for kode in codes), most).describe(t)
    provinces = provinces.sort_values(ascending=False, kind="stable")
    told = [f"{shorten(names.get(kode, kode))} {t.number(n)}" for kode, n in provinces.items()]
    if left := len(told) - most if len(told) > most + 1 else 0:
        told = [
            *told[:most], t.plural("{count} other province", "{count} other provinces", left)
        ]  # fmt: skip
    return t.listing(told)


def tell_hindered(
    row: Mapping[str, Any], names: Mapping[str, str], t: Language
) -> tuple[str, str, str]:
    """Of an MPP reported closed, disrupted or moved: area, what was said and how it is now, day.

    Parameters
    ----------
    row : of :func:`mppgeo.programme.week.find_hindered`.
    """
    said, now = t(STATUSES[str(row["said"])]), row["now"]
    if isinstance(now, str) and now != row["said"]:
        said = t("{said}; now {now}", said=said, now=t(STATUSES[now]).lower())
    if row["new"]:
        said = t("{said} (new)", said=said)
    day = tell_partial(row["tanggal"], t) or t("date not known")
    return shorten(names.get(str(row["kode"]), str(row["kode"]))), said, day


def tell_ready(row: Mapping[str, Any], t: Language) -> tuple[str, str, str]:
    """Of an area that could open next: name, stage, and how long ago its last step was."""
    days = row["days"]
    ago = UNKNOWN if pd.isna(days) else tell_ago(int(days), t)
    return shorten(str(row["nama"])), t(STAGES[str(row["stage"])]), ago


def count_ready(ready: pd.DataFrame, t: Language) -> str:
    """How many areas stand at each of the two last stages before an opening."""
    counts = ready["stage"].value_counts()
    told = [
        f"{t.number(counts[stage])} {t(STAGES[stage]).lower()}"
        for stage in (TRIAL, BUILDING)
        if stage in counts
    ]
    return ", ".join(told)


def tell_counts(added: int, changed: int, removed: int, t: Language) -> str:
    """Rows added, changed and removed, without those that are none."""
    told = [
        t.plural("{count} added", "{count} added", added) if added else "",
        t.plural("{count} changed", "{count} changed", changed) if changed else "",
        t.plural("{count} removed", "{count} removed", removed) if removed else "",
    ]
    return ", ".join(filter(None, told))
