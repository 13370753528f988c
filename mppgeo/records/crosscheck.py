"""What rows that are valid each by itself may not say beside others.

A row about an MPP must be about one on record, two MPPs may not be the same, and
no area without a government of its own runs one that counts. What offends is
left out and named. Here every row gets the key of its MPP
(:mod:`mppgeo.records.identity`), by which alone rows are brought together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pandas as pd
from rapidfuzz import fuzz, process

from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.records.identity import KEY, make_key, make_keys
from mppgeo.records.mpp import Mpp, MppRow
from mppgeo.records.schema import RECORDS

NOT_AUTONOMOUS_COUNTED = mark(
    "cannot be “ya” for {kode} {nama}, which has no government of its own: such an MPP is run by"
    " the province; write {provinsi} as kode and leave kode_kabkota empty"
)
UNKNOWN_MPP = mark(
    "is the name of no MPP of {kode} in mpp.csv; the nearest is “{nearest}”: write that, or add"
    " this name to its nama_lain"
)
NO_MPP = mark(
    "is the name of no MPP in mpp.csv, where {kode} has none; the nearest is “{nearest}” of"
    " {other}: mend the code, or add the MPP"
)
NO_MPP_AT_ALL = mark("is the name of no MPP in mpp.csv, where there is none yet")
MPP_LEFT_OUT = mark(
    "is the name of no MPP of {kode} that could be read; mend the row of that MPP in mpp.csv first"
)
SAME_MPP = mark("is the same MPP as row {row}; only the first is kept")
NAME_TAKEN = mark("is a name of the MPP in row {row} too; it is taken for that one")

_COUNTED = "hitungan_nasional"
_ABOUT_MPP = tuple(name for name, schema in RECORDS.items() if issubclass(schema, MppRow))


def check_together(
    frames: Mapping[str, pd.DataFrame],
    regions: pd.DataFrame,
    *,
    left_out: Collection[str] = (),
    mpp_readable: bool = True,
) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Hold the tables of the records against one another.

    Parameters
    ----------
    frames : by name of the table, as read.
    regions : frame of :func:`mppgeo.country.regions.read_regions`.
    left_out : areas of which a row of ``mpp`` was not valid.
    mpp_readable : False where the list of MPPs could not be used at all: whether an
        MPP is on record can then not be told.

    Returns
    -------
    The frames without the rows that offend, those about MPPs with the column
    ``key``; and a fault for each of those rows.
    """
    mpp, faults = _check_autonomy(frames["mpp"], regions)
    left_out = {*left_out, *(fault.kode for fault in faults if fault.kode)}
    mpp, same = _check_doubles(mpp)
    names, taken = _collect_names(mpp)
    checked = {**frames, "mpp": mpp}
    faults = faults + same + taken
    for table in _ABOUT_MPP:
        rows = frames[table]
        keys = make_keys(rows)
        rows = rows.assign(**{KEY: keys.map(names).where(keys.isin(names), keys).astype("str")})
        if mpp_readable:
            known = keys.isin(names)
            faults += _tell_unknown(RECORDS[table].FILE, rows[~known], mpp, left_out)
            rows = rows[known].reset_index(drop=True)
        checked[table] = rows
    return checked, faults


def list_not_autonomous(regions: pd.DataFrame) -> dict[str, str]:
    """Official names of the areas without a government of their own, by ``kode``."""
    rows = regions[~regions["otonom"].astype(bool)]
    return dict(zip(rows["kode"], rows["nama"], strict=True))


def find_not_autonomous(
    row: Mapping[str, object], not_autonomous: Mapping[str, str]
) -> dict[str, str] | None:
    """What :data:`NOT_AUTONOMOUS_COUNTED` says of a row of ``mpp``; None = nothing.

    Parameters
    ----------
    row : with ``kode``, ``kode_kabkota`` and ``hitungan_nasional``.
    not_autonomous : see :func:`list_not_autonomous`.
    """
    if row.get(_COUNTED) != "ya":
        return None
    codes = (row.get("kode"), row.get("kode_kabkota"))
    found = next((kode for kode in codes if kode in not_autonomous), None)
    if not isinstance(found, str):
        return None
    return {"kode": found, "nama": not_autonomous[found], "provinsi": found[:2]}


def _check_autonomy(mpp: pd.DataFrame, regions: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    not_autonomous = list_not_autonomous(regions)
    faults, offending = [], []
    suspects = mpp[mpp["kode"].isin(not_autonomous) | mpp["kode_kabkota"].isin(not_autonomous)]
    for index, row in suspects.iterrows():
        if fields := find_not_autonomous(row, not_autonomous):
            offending.append(index)
            # Of an MPP of the province, nothing can be said of the province.
            faults.append(
                Fault(Mpp.FILE, NOT_AUTONOMOUS_COUNTED, int(row["row"]), _COUNTED, "ya",
                      kode=row["kode"], fields=fields)
            )  # fmt: skip
    return mpp.drop(index=offending).reset_index(drop=True), faults


def _check_doubles(mpp: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    mpp = mpp.assign(**{KEY: make_keys(mpp)})
    first = mpp.drop_duplicates(KEY).set_index(KEY)["row"]
    double = mpp[KEY].duplicated()
    faults = [
        Fault(Mpp.FILE, SAME_MPP, int(row.row), "nama_mpp", row.nama_mpp, kode=row.kode,
              fields={"row": int(first[row.key])})
        for row in mpp[double].itertuples()
    ]  # fmt: skip
    return mpp[~double].reset_index(drop=True), faults


def _collect_names(mpp: pd.DataFrame) -> tuple[dict[str, str], list[Fault]]:
    """The key of an MPP by the key of each of its names, the others included."""
    names = {key: key for key in mpp[KEY]}
    rows = dict(zip(mpp[KEY], mpp["row"], strict=True))
    faults = []
    for row in mpp[mpp["nama_lain"].notna()].itertuples():
        for other in row.nama_lain.split("|"):
            key = make_key(row.kode, other)
            if other.strip() and names.setdefault(key, row.key) != row.key:
                fields = {"row": int(rows[names[key]])}
                faults.append(
                    Fault(Mpp.FILE, NAME_TAKEN, int(row.row), "nama_lain", other.strip(),
                          fields=fields)
                )  # fmt: skip
    return names, faults


def _tell_unknown(
    file: str, rows: pd.DataFrame, mpp: pd.DataFrame, left_out: Collection[str]
) -> Iterable[Fault]:
    every = dict(zip(mpp.index, mpp["nama_mpp"], strict=True))
    for row in rows.itertuples():
        own = list(mpp["nama_mpp"][mpp["kode"] == row.kode])
        fields: dict[str, object] = {"kode": row.kode}
        if own:
            reason = UNKNOWN_MPP
            fields["nearest"] = process.extractOne(row.nama_mpp, own, scorer=fuzz.ratio)[0]
        elif row.kode in left_out:
            reason = MPP_LEFT_OUT
        elif every:
            reason = NO_MPP
            nearest, _, index = process.extractOne(row.nama_mpp, every, scorer=fuzz.ratio)
            fields |= {"nearest": nearest, "other": mpp["kode"][index]}
        else:
            reason = NO_MPP_AT_ALL
        yield Fault(file, reason, int(row.row), "nama_mpp", row.nama_mpp, kode=row.kode,
                    fields=fields)  # fmt: skip
