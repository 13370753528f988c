"""What is known of every MPP on a day, from all sources that say something of it.

Rules
-----
* Sources are the MPP's own record (dated by its source), its details (dated by
  their count) and its sites (from the day on which it is there).
* Of several sources, the newest dated one that is not after the day wins, for each
  fact by itself; one known as a month, a year or a span is of its last possible day.
* What is undated counts only where nothing is dated. Of equals, a site comes before a
  count, and a count before the record.
* A move to an address or a position not on record leaves them not known; older ones are of
  another place.
* What loses is kept as another source.

Facts of an area (MPP Digital, evaluations) follow the same rule for the day.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from cachetools.keys import hashkey

from mppgeo.base.caching import cached
from mppgeo.base.language import Language
from mppgeo.coverage import select_counted
from mppgeo.dataset import Dataset
from mppgeo.programme.ages import age_records
from mppgeo.records.dates import tell_partial
from mppgeo.records.identity import KEY
from mppgeo.records.validity import find_bounds, has_come

ADDRESS, BUILDING, SERVICES, AGENCIES, HOURS, WEBSITE, STATED = (
    "alamat", "gedung", "jumlah_layanan", "jumlah_instansi", "jam_layanan", "situs", "status",
)  # fmt: skip
"""Facts, by the column of the records."""
POSITION = "posisi"
"""Latitude and longitude together."""

# The later comes first where two are of one day.
_DATES = {"mpp": "sumber_tanggal", "mpp_details": "tanggal_data", "mpp_sites": "berlaku_sejak"}
_SITES = "mpp_sites"
_DETAILS = "mpp_details"


@dataclass(frozen=True)
class Known:
    """A value with the day it was true on, as precisely as known, and its sources."""

    value: str | int | tuple | None
    date: str | None = None
    sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class Answers:
    """What is known of one MPP on some subjects: names of those with yes and with no.

    ``unknown`` counts the others; ``sources`` are those of the answers, ``days`` their first and
    last day, as precisely as known, or the one that is both; empty where none is known.
    """

    present: tuple[str, ...]
    absent: tuple[str, ...]
    unknown: int
    sources: tuple[str, ...]
    days: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What is known of one MPP on a day; a :class:`Known` without value is not known.

    Attributes
    ----------
    services, agencies : numbers.
    building : "baru" (new) or "alih fungsi" (reused).
    website : addresses.
    stated : operation as the record's own source said.
    notes : what the sources of the facts shown add.
    earlier : addresses of the sites before the last, the latest first; one without a
        value is not on record.
    others : facts that other sources say otherwise: the name of the fact and the value,
        the newest of each fact first.
    """

    address: Known = Known(None)
    building: Known = Known(None)
    services: Known = Known(None)
    agencies: Known = Known(None)
    hours: Known = Known(None)
    website: Known = Known(None)
    stated: Known = Known(None)
    notes: tuple[str, ...] = ()
    earlier: tuple[Known, ...] = ()
    others: tuple[tuple[str, Known], ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of what tables show: figures, address and building."""
        shown = (self.services, self.agencies, self.address, self.building)
        return tuple(dict.fromkeys(url for known in shown if known for url in known.sources))


_FIELDS = {
    "address": ADDRESS, "building": BUILDING, "services": SERVICES, "agencies": AGENCIES,
    "hours": HOURS, "website": WEBSITE, "stated": STATED,
}  # fmt: skip


def by_facts(dataset: Dataset, as_of: dt.date) -> tuple:
    """Key of a cache whose results hold from one day on which a fact may change to the next."""
    changes = _list_changes(dataset)
    return hashkey(dataset, bisect_right(changes, as_of))


@cached(maxsize=4)
def _list_changes(dataset: Dataset) -> list[dt.date]:
    ends = {
        claim.end for fact in (*_FIELDS.values(), POSITION) for claim in _list_claims(dataset, fact)
    }
    return sorted(end for end in ends if end)


@cached(maxsize=128, key=by_facts)
def gather_facts(dataset: Dataset, as_of: dt.date) -> Mapping[str, Facts]:
    """What is known of every MPP on record on a day, by ``key``.

    Examples
    --------
    >>> from mppgeo.live import current
    >>> data = current()
    >>> key = data.mpp.set_index("kode").loc["35.10", "key"]
    >>> gather_facts(data, dt.date(2022, 6, 1))[key].services.value
    233
    >>> gather_facts(data, dt.date(2017, 1, 1))[key].services.value is None
    True
    """
    made: dict[str, dict[str, Known]] = {key: {} for key in dataset.mpp[KEY]}
    notes: dict[str, list[str]] = {}
    others: dict[str, list[tuple[str, Known]]] = {}
    earlier = _find_earlier(dataset, as_of)
    for field, fact in _FIELDS.items():
        said: dict[str, set[object]] = {}
        # The newest comes first and wins; the others are told once for each value.
        for claim in _select_claims(dataset, fact, as_of):
            if claim.key not in made:
                continue
            values = said.setdefault(claim.key, set())
            if field not in made[claim.key]:
                made[claim.key][field] = claim.known
                if claim.known and claim.note:
                    notes.setdefault(claim.key, []).append(claim.note)
            elif claim.known and claim.plain not in values:
                if claim.site is None or claim.site not in earlier.get(claim.key, {}):
                    others.setdefault(claim.key, []).append((fact, claim.known))
            values.add(claim.plain)
    return {
        key: Facts(
            **fields,
            notes=tuple(dict.fromkeys(notes.get(key, ()))),
            earlier=tuple(earlier.get(key, {}).values()),
            others=tuple(others.get(key, ())),
        )
        for key, fields in made.items()
    }


@cached(maxsize=512, key=by_facts)
def find_positions(dataset: Dataset, as_of: dt.date) -> Mapping[str, tuple[float, float]]:
    """Longitude and latitude of the MPPs whose position is on record, by ``key``; degrees,
    EPSG:4326."""
    newest: dict[str, tuple[float, float] | None] = {}
    for claim in _select_claims(dataset, POSITION, as_of):
        place = claim.known.value
        newest.setdefault(claim.key, place if isinstance(place, tuple) else None)
    return {key: place for key, place in newest.items() if place is not None}


@cached(maxsize=512, key=by_facts)
def find_addresses(dataset: Dataset, as_of: dt.date) -> Mapping[str, str]:
    """Addresses of the MPPs whose address is on record, by ``key``."""
    newest: dict[str, str | None] = {}
    for claim in _select_claims(dataset, ADDRESS, as_of):
        value = claim.known.value
        newest.setdefault(claim.key, value if isinstance(value, str) else None)
    return {key: address for key, address in newest.items() if address is not None}


def list_addresses(dataset: Dataset) -> set[tuple[str, str]]:
    """All addresses that were ever on record, each with the ``key`` of its MPP."""
    claims = ((claim.key, claim.known.value) for claim in _list_claims(dataset, ADDRESS))
    return {(key, value) for key, value in claims if isinstance(value, str)}


def list_days(dataset: Dataset) -> list[dt.date]:
    """The days on which an address or a position may change, the earliest first."""
    claims = (*_list_claims(dataset, ADDRESS), *_list_claims(dataset, POSITION))
    return sorted({claim.end for claim in claims if claim.end})


def _by_rows(table: str, date: str) -> Callable[[Dataset, dt.date], tuple]:
    """Key of a cache whose results hold from one date of a table's rows to the next."""
    return lambda dataset, as_of: hashkey(dataset, age_records(dataset, table, date).count(as_of))


def _by_answers(dataset: Dataset, table: str, as_of: dt.date) -> tuple:
    return hashkey(dataset, table, age_records(dataset, table, "tanggal_data").count(as_of))


@cached(maxsize=128, key=_by_answers)
def find_answers(dataset: Dataset, table: str, as_of: dt.date) -> pd.DataFrame:
    """The latest answer of each MPP on each subject.

    Parameters
    ----------
    table : ``presence`` or ``ecosystems``.

    Returns
    -------
    ``key, subject, answer`` ("ya" or "tidak"), ``tanggal_data, sources``.
    """
    subject, answer = {"presence": ("singkatan", "hadir"), "ecosystems": ("ekosistem", "ada")}[
        table
    ]
    rows = age_records(dataset, table, "tanggal_data").find_latest([KEY, subject], as_of)
    names = {subject: "subject", answer: "answer", "sumber_url": "sources"}
    return rows[[KEY, "tanggal_data", *names]].rename(columns=names)


@cached(maxsize=128, key=_by_rows("status_reports", "tanggal"))
def find_last_reports(dataset: Dataset, as_of: dt.date) -> Mapping[str, Any]:
    """The latest report of each MPP, by ``key``: rows of the table ``status_reports``."""
    rows = age_records(dataset, "status_reports", "tanggal").find_latest([KEY], as_of)
    return {row.key: row for row in rows.itertuples()}


@cached(maxsize=128, key=_by_rows("visitors", "tanggal_data"))
def list_visitors(dataset: Dataset, as_of: dt.date) -> pd.DataFrame:
    """How many people and requests MPPs served, as told by a day, the newest figure first:
    rows of the table ``visitors``."""
    return age_records(dataset, "visitors", "tanggal_data").select(as_of).iloc[::-1]


@cached(maxsize=128, key=_by_rows("mpp_digital", "tanggal"))
def list_digital(dataset: Dataset, as_of: dt.date) -> pd.DataFrame:
    """Steps with MPP Digital by a day, the oldest first: rows of the table ``mpp_digital``;
    an area may have several."""
    return age_records(dataset, "mpp_digital", "tanggal").select(as_of)


@cached(maxsize=128)
def list_evaluations(dataset: Dataset, as_of: dt.date) -> pd.DataFrame:
    """Results of evaluations up to the year of a day: rows of the table ``evaluations``, the
    latest year first and those of unknown year last; these are there once the area has an MPP."""
    rows, known_from = _sort_evaluations(dataset)
    return rows[known_from <= np.datetime64(as_of, "s")]


@cached(maxsize=4)
def _sort_evaluations(dataset: Dataset) -> tuple[pd.DataFrame, np.ndarray]:
    """All results in their order, and from which day on each is there; NaT = never."""
    rows = dataset.records["evaluations"]
    rows = rows.sort_values(["tahun", "kode"], ascending=[False, True], na_position="last")
    mpp = select_counted(dataset.mpp, dt.date.max)
    opened: dict[str, pd.Timestamp] = {}
    for row in mpp.itertuples():
        for kode in (row.kode, row.kode_kabkota):
            opened.setdefault(kode, row.tanggal_akhir)
    years = pd.to_datetime(rows["tahun"].astype("Int64").astype("string"), format="%Y")
    known_from = years.fillna(pd.to_datetime(rows["kode"].map(opened)))
    return rows, known_from.to_numpy("datetime64[s]")


def tell_count(known: Known, t: Language, *, short: bool = False) -> str:
    """A number with its day, such as ``233 (24 Jan 2022)``; empty where not known."""
    if not isinstance(known.value, int):
        return ""
    when = tell_date(known, t)
    number = t.number(known.value)
    if short:
        return f"{number} ({when})"
    return t("{number} (as of {date})", number=number, date=when)


def tell_date(known: Known, t: Language) -> str:
    """The day of a value as precisely as known."""
    return tell_partial(known.date, t) or t("date not known")


# --- claims -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one source says of one MPP; ``known`` without value = no longer known.

    Attributes
    ----------
    end : last possible day of its date; None = not dated.
    plain : the value as it is compared.
    site : row of ``mpp_sites``; None = another table.
    """

    key: str
    known: Known
    end: dt.date | None
    plain: object
    note: str | None
    site: int | None


def _select_claims(dataset: Dataset, fact: str, as_of: dt.date) -> Iterator[_Claim]:
    return (claim for claim in _list_claims(dataset, fact) if has_come(claim.end, as_of))


@cached(maxsize=16)
def _list_claims(dataset: Dataset, fact: str) -> tuple[_Claim, ...]:
    """All that sources say of one fact on any day, the one that wins first."""
    columns = ("lintang", "bujur") if fact == POSITION else (fact,)
    claims: list[tuple[tuple[dt.date, dt.date, int], _Claim]] = []
    for table in _DATES:
        said = _list_rows(dataset, table)
        if not set(columns) <= said.columns:
            continue
        for row, (begin, end) in zip(said.rows, said.bounds, strict=True):
            known = all(row[column] is not None for column in columns)
            # Whoever moved to an unknown place is no longer where it was.
            moved = table == _SITES and fact in (ADDRESS, POSITION) and end is not None
            if known or moved:
                # Of two of one day the more exact is the newer, of equals the one told later.
                age = (end or dt.date.min, begin or dt.date.min, len(claims))
                claims.append((age, _make_claim(row, fact, table, end)))
    return tuple(claim for _, claim in sorted(claims, key=lambda one: one[0], reverse=True))


@dataclass(frozen=True)
class _Rows:
    """A table row by row, None = not known, with the first and last possible day of each."""

    columns: frozenset[str]
    rows: list[dict[str, Any]]
    bounds: list[tuple[dt.date | None, dt.date | None]]


@cached(maxsize=16)
def _list_rows(dataset: Dataset, table: str) -> _Rows:
    frame = dataset.records[table]
    bounds = find_bounds(frame[_DATES[table]])
    days = [[None if pd.isna(day) else day.date() for day in bounds[end]] for end in bounds]
    plain = [
        column.astype(object).where(column.notna(), None).tolist() for _, column in frame.items()
    ]
    rows = [dict(zip(frame.columns, values, strict=True)) for values in zip(*plain, strict=True)]
    return _Rows(frozenset(frame.columns), rows, list(zip(*days, strict=True)))


def _make_claim(row: Mapping[str, Any], fact: str, table: str, end: dt.date | None) -> _Claim:
    value = row.get(fact)
    if fact == POSITION and row["lintang"] is not None and row["bujur"] is not None:
        value = (float(row["bujur"]), float(row["lintang"]))
    elif isinstance(value, int | float):
        value = int(value)
    return _Claim(
        key=row[KEY],
        known=Known(value, row[_DATES[table]], row["sumber_url"]),
        end=end,
        plain=" ".join(value.split()).casefold() if isinstance(value, str) else value,
        note=row["catatan"] if table == _DETAILS else None,
        site=row["row"] if table == _SITES else None,
    )


def _find_earlier(dataset: Dataset, as_of: dt.date) -> dict[str, dict[int, Known]]:
    """The sites of each MPP before its last one, by their row, the latest first."""
    found: dict[str, dict[int, Known]] = {}
    sites = age_records(dataset, _SITES, _DATES[_SITES]).select(as_of)
    for row in sites.iloc[::-1].itertuples():
        date = row.berlaku_sejak if isinstance(row.berlaku_sejak, str) else None
        address = row.alamat if isinstance(row.alamat, str) else None
        found.setdefault(row.key, {})[row.row] = Known(address, date, row.sumber_url)
    return {key: dict(list(rows.items())[1:]) for key, rows in found.items() if len(rows) > 1}
