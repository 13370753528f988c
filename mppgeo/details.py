"""What is known of an MPP beyond its opening: address, services, agencies, hours."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from mppgeo.dataset import Dataset
from mppgeo.language import Language
from mppgeo.openings import tell_opening


@dataclass(frozen=True)
class Known:
    """A value with the day it was true on, as precisely as known, and its sources."""

    value: str | int | None
    date: str | None = None
    sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class Details:
    """Facts of one MPP; a :class:`Known` without value is not known.

    ``services`` and ``agencies`` are numbers. ``note`` is what the source of
    the numbers adds.
    """

    address: Known
    services: Known
    agencies: Known
    hours: Known
    website: tuple[str, ...]
    note: str | None


def find_details(dataset: Dataset, mpp: pd.Series) -> Details:
    """Facts of an MPP (row of the records): those of its own detail row first.

    Where one government runs several MPPs, a detail row belongs to the MPP of
    the same name.
    """
    detail = _find_row(dataset, mpp)
    own = (mpp["sumber_tanggal"], mpp["sumber_url"])

    def known(column: str) -> Known:
        if detail is not None and not pd.isna(detail[column]):
            return _know(detail[column], detail["tanggal_data"], detail["sumber_url"])
        return _know(mpp[column], *own) if column in mpp.index else Known(None)

    empty = detail is None
    return Details(
        address=known("alamat"),
        services=known("jumlah_layanan"),
        agencies=known("jumlah_instansi"),
        hours=known("jam_layanan"),
        website=() if empty or not isinstance(detail["situs"], tuple) else detail["situs"],
        note=None if empty or not isinstance(detail["catatan"], str) else detail["catatan"],
    )


def tell_count(known: Known, t: Language, *, short: bool = False) -> str:
    """A number with its day, such as ``233 (24 Jan 2022)``; empty where not known."""
    if not known:
        return ""
    when = tell_partial(known.date, t) or t("date not known")
    number = t.number(known.value)
    if short:
        return f"{number} ({when})"
    return t("{number} (as of {date})", number=number, date=when)


def tell_partial(partial: object, t: Language) -> str:
    """A date as precisely as known, short; texts that are no date as they are."""
    if not isinstance(partial, str):
        return ""
    try:
        return tell_opening(partial, None, t, short=True)
    except (ValueError, KeyError):
        return partial


def _find_row(dataset: Dataset, mpp: pd.Series) -> pd.Series | None:
    details = dataset.records["mpp_details"]
    own = details[details["kode"] == mpp["kode"]]
    if (dataset.mpp["kode"] == mpp["kode"]).sum() > 1:
        own = own[own["nama_mpp"] == mpp["nama_mpp"]]
    return own.iloc[0] if len(own) else None


def _know(value: object, date: object, sources: tuple[str, ...]) -> Known:
    if pd.isna(value):
        return Known(None)
    plain = value if isinstance(value, str) else int(value)
    return Known(plain, date if isinstance(date, str) else None, sources)
