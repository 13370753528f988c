"""What is known of an MPP beyond its opening: site, services, agencies, hours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from mppgeo.base.language import Language
from mppgeo.dataset import Dataset
from mppgeo.records.dates import tell_partial
from mppgeo.records.values import span


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
    the numbers adds. ``building``: "baru" (new) or "alih fungsi" (reused).
    """

    address: Known
    services: Known
    agencies: Known
    hours: Known
    website: tuple[str, ...]
    note: str | None
    building: Known = Known(None)


def find_details(dataset: Dataset, mpp: pd.Series, as_of: dt.date | None = None) -> Details:
    """Facts of an MPP (row of the records): those of its own detail row first.

    Where one government runs several MPPs, a detail row belongs to the MPP of
    the same name. The address is that of the site valid on the day; of an MPP
    that moved to an address not on record, it is not known.

    Parameters
    ----------
    as_of : the day; None = the latest on record.
    """
    detail = _find_row(dataset, mpp)
    own = (mpp["sumber_tanggal"], mpp["sumber_url"])

    def known(column: str) -> Known:
        if detail is not None and not pd.isna(detail[column]):
            return _know(detail[column], detail["tanggal_data"], detail["sumber_url"])
        return _know(mpp[column], *own) if column in mpp.index else Known(None)

    empty = detail is None
    sites = list_sites(dataset, mpp, as_of)
    site = sites.iloc[-1] if len(sites) else None
    moved = site is not None and (_is_text(site["alamat"]) or _is_text(site["berlaku_sejak"]))
    return Details(
        address=_know_site(site, "alamat") if moved else known("alamat"),
        services=known("jumlah_layanan"),
        agencies=known("jumlah_instansi"),
        hours=known("jam_layanan"),
        website=() if empty or not isinstance(detail["situs"], tuple) else detail["situs"],
        note=None if empty or not isinstance(detail["catatan"], str) else detail["catatan"],
        building=_know_site(site, "gedung"),
    )


def list_sites(dataset: Dataset, mpp: pd.Series, as_of: dt.date | None = None) -> pd.DataFrame:
    """Where an MPP has been by a day, the present site last.

    Returns
    -------
    Rows of the table ``mpp_sites``; one whose begin is not known stands first,
    one known as a month or a year is valid from its last possible day on.
    """
    sites = dataset.records["mpp_sites"]
    if sites.empty:
        return sites
    own = sites[
        sites["kode"].eq(mpp["kode"])
        & sites["nama_mpp"].str.casefold().eq(mpp["nama_mpp"].casefold())
    ]
    begins = [span(day)[1] if _is_text(day) else dt.date.min for day in own["berlaku_sejak"]]
    valid = [as_of is None or day <= as_of for day in begins]
    own = own.assign(_begin=begins)[pd.Series(valid, own.index, dtype=bool)]
    return own.sort_values("_begin", kind="stable").drop(columns="_begin")


def tell_count(known: Known, t: Language, *, short: bool = False) -> str:
    """A number with its day, such as ``233 (24 Jan 2022)``; empty where not known."""
    if not known:
        return ""
    when = tell_partial(known.date, t) or t("date not known")
    number = t.number(known.value)
    if short:
        return f"{number} ({when})"
    return t("{number} (as of {date})", number=number, date=when)


def _find_row(dataset: Dataset, mpp: pd.Series) -> pd.Series | None:
    details = dataset.records["mpp_details"]
    own = details[details["kode"] == mpp["kode"]]
    if (dataset.mpp["kode"] == mpp["kode"]).sum() > 1:
        own = own[own["nama_mpp"] == mpp["nama_mpp"]]
    return own.iloc[0] if len(own) else None


def _know_site(site: pd.Series | None, column: str) -> Known:
    if site is None:
        return Known(None)
    return _know(site[column], site["berlaku_sejak"], site["sumber_url"])


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _know(value: object, date: object, sources: tuple[str, ...]) -> Known:
    if pd.isna(value):
        return Known(None)
    plain = value if isinstance(value, str) else int(value)
    return Known(plain, date if isinstance(date, str) else None, sources)
