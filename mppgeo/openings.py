"""When did each area open: one list for the snapshot, the curve, the time bar and the stages.

Rules
-----
* Only MPPs of the national count (``hitungan_nasional`` = ``ya``) open an area, on
  their ``tanggal_akhir``, the last possible day; where an area has several, the first.
* An MPP opens the autonomous kabkota that its ``kode_kabkota`` names, whoever runs it.
* An MPP run by the province of Jakarta opens Jakarta, and with it the
  administrative areas that it serves, on the same day.
* Any other MPP opens none: that of a province for no kabkota in particular, and
  what is recorded as an administrative area's own.

Until when the list is known to be complete (``known_until``) follows from the
records too: no figure of coverage bears a later day.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from mppgeo.base.caching import cached
from mppgeo.country.regions import JAKARTA, select_kabkota
from mppgeo.dataset import Dataset
from mppgeo.records.identity import KEY


def select_national(mpp: pd.DataFrame) -> pd.DataFrame:
    """The MPPs of the national count, whatever the day."""
    return mpp[mpp["hitungan_nasional"].eq("ya")]


def select_served(regions: pd.DataFrame) -> pd.Index:
    """Codes of the kabkota without a government of their own: their province's MPP serves them."""
    kabkota = select_kabkota(regions)
    return pd.Index(kabkota["kode"][~kabkota["otonom"]], name="kode")


@cached(maxsize=4)
def list_served(dataset: Dataset) -> pd.Index:
    """:func:`select_served` of a dataset, looked up once."""
    return select_served(dataset.regions)


def assign_areas(regions: pd.DataFrame, mpp: pd.DataFrame) -> pd.Series:
    """The area that each MPP opens.

    Returns
    -------
    Index as in ``mpp``: kode of an autonomous kabkota, that of Jakarta, or NaN = none.

    Examples
    --------
    >>> from mppgeo.dataset import read
    >>> dataset = read()
    >>> mpp = dataset.mpp[dataset.mpp["kode"].isin(["31", "35.10"])]
    >>> assign_areas(dataset.regions, mpp).tolist()
    ['31', '35.10']
    """
    kabkota = select_kabkota(regions)
    own = mpp["kode_kabkota"].where(mpp["kode_kabkota"].isin(kabkota["kode"][kabkota["otonom"]]))
    served = mpp["kode_kabkota"].isna() | mpp["kode_kabkota"].isin(select_served(regions))
    return own.mask(mpp["kode"].eq(JAKARTA) & served, JAKARTA).astype(object)


@cached(maxsize=4)
def list_openings(dataset: Dataset) -> pd.DataFrame:
    """When each area got its first MPP that counts, on whatever day.

    Returns
    -------
    One row per area that has one, index ``kode``, sorted: kabkota, Jakarta as one
    area, and each administrative area that Jakarta's MPP serves. ``key, nama_mpp,
    tanggal_peresmian`` (as precisely as known, NaN = not known) and ``presisi`` of
    the first; ``certain`` (datetime64, the day it counts from) and ``possible`` (the
    first day on which it may have been open, NaT = nothing bounds it).

    Examples
    --------
    >>> from mppgeo.dataset import read
    >>> openings = list_openings(read())
    >>> openings.loc["31.71", "nama_mpp"], openings.loc["31", "certain"].date()
    ('MPP DKI Jakarta', datetime.date(2017, 10, 12))
    """
    mpp = select_national(dataset.mpp)
    mpp = mpp.assign(area=assign_areas(dataset.regions, mpp)).dropna(subset=["area"])
    mpp = mpp.sort_values(["tanggal_akhir", "kode"], kind="stable")
    first = mpp.drop_duplicates("area").set_index("area")
    columns = [KEY, "nama_mpp", "tanggal_peresmian", "presisi"]
    unbounded = mpp["area"][mpp["tanggal_awal"].isna()]
    possible = mpp.groupby("area")["tanggal_awal"].min()
    frame = first[columns].assign(
        certain=first["tanggal_akhir"],
        possible=possible.mask(possible.index.isin(unbounded)),
    )
    served = list_served(dataset)
    if JAKARTA in frame.index:
        shared = frame.loc[[JAKARTA] * len(served)].set_axis(served)
        frame = pd.concat([frame, shared])
    return frame.rename_axis("kode").sort_index()


@cached(maxsize=4)
def find_known_until(dataset: Dataset) -> dt.date | None:
    """The last day up to which the list of openings is known to be complete.

    The latest of an opening that counts (its last possible day), an official national
    total (a number, dated to the day, not a region's) and an office's attestation.
    None where there is nothing of the kind: then it is not known.

    Examples
    --------
    >>> from mppgeo.dataset import read
    >>> find_known_until(read())
    datetime.date(2025, 12, 15)
    """
    totals = dataset.records["official_totals"]
    exact = totals["tanggal"].str.len().eq(10) & totals["jumlah_mpp"].notna()
    quoted = totals["tanggal"][exact & totals["lingkup"].ne("daerah")]
    latest = [
        select_national(dataset.mpp)["tanggal_akhir"].max(),
        dataset.records["attestations"]["tanggal"].max(),
        pd.Timestamp(quoted.max()) if len(quoted) else pd.NaT,
    ]
    days = [day.date() for day in latest if not pd.isna(day)]
    return max(days, default=None)
