"""Tables of the records by the age of their rows: sorted once, whatever days are asked for."""

from __future__ import annotations

from mppgeo.base.caching import cached
from mppgeo.dataset import Dataset
from mppgeo.records.validity import Aged, age


@cached(maxsize=16)
def age_records(dataset: Dataset, table: str, date: str, filled: str | None = None) -> Aged:
    """The rows of a table, the oldest first (:class:`mppgeo.records.validity.Aged`).

    Parameters
    ----------
    date : name of the column of dates.
    filled : name of a column; only rows that have a value in it.

    Examples
    --------
    >>> import datetime as dt
    >>> from mppgeo.live import current
    >>> aged = age_records(current(), "official_totals", "tanggal", "jumlah_digital")
    >>> len(aged.select(dt.date(2017, 1, 1)))
    0
    """
    rows = dataset.records[table]
    return age(rows if filled is None else rows[rows[filled].notna()], date)
