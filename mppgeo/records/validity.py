"""What was true on a day, of rows that each hold from a date on, or were counted on one.

Rule
----
A row holds on a day if its date has certainly come by then: one known as a
month, a year or a span from its last possible day on. One of unknown date holds
on every day, and is older than all that are dated.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from mppgeo.records.values import read_span

_UNIT = "datetime64[s]"
# The same few hundred texts are asked for on every day.
_read_span = lru_cache(maxsize=8192)(read_span)


def find_bounds(dates: pd.Series) -> pd.DataFrame:
    """First and last possible day of each date.

    Parameters
    ----------
    dates : texts as :func:`mppgeo.records.values.read_span` reads them, or days
        (datetime64); missing = not known.

    Returns
    -------
    Index as ``dates``: ``begin, end`` (datetime64[s]), NaT = not known.

    Examples
    --------
    >>> find_bounds(pd.Series(["2023-10", None]))["end"].tolist()
    [Timestamp('2023-10-31 00:00:00'), NaT]
    """
    if pd.api.types.is_datetime64_any_dtype(dates):
        days = dates.astype(_UNIT)
        return pd.DataFrame({"begin": days, "end": days})
    known = {text: _read_span(text) for text in dates.dropna().unique()}
    ends = {
        name: pd.to_datetime(dates.map({text: days[place] for text, days in known.items()}))
        for place, name in enumerate(("begin", "end"))
    }
    return pd.DataFrame({name: days.astype(_UNIT) for name, days in ends.items()})


def is_valid(dates: pd.Series, as_of: dt.date) -> pd.Series:
    """Whether each row holds on a day, by its date (see :func:`find_bounds`)."""
    return ~(find_bounds(dates)["end"] > pd.Timestamp(as_of))


def has_come(end: dt.date | None, as_of: dt.date) -> bool:
    """The same of one row, by the last possible day of its date; None = not known."""
    return end is None or end <= as_of


def _order(bounds: pd.DataFrame) -> pd.Index:
    """Places of the rows from the oldest to the newest."""
    bounds = bounds.reset_index(drop=True).rename_axis("_place")
    return bounds.sort_values(["end", "begin", "_place"], na_position="first").index


@dataclass(frozen=True, eq=False)
class Aged:
    """Rows in the order in which they come to hold: on any day the first so many.

    Attributes
    ----------
    rows : the oldest first: those of unknown date, then by the last possible day, the more exact
        of two that end on one day last, and of equals the one that stands later in the table.
    undated : how many of them are of unknown date.
    ends : last possible days of the others, the earliest first (datetime64[s]).
    """

    rows: pd.DataFrame
    undated: int
    ends: np.ndarray

    def count(self, as_of: dt.date) -> int:
        """How many rows hold on a day; on days of the same number the same ones do."""
        dated = np.searchsorted(self.ends, np.datetime64(as_of, "s"), side="right")
        return self.undated + int(dated)

    def select(self, as_of: dt.date) -> pd.DataFrame:
        """The rows that hold on a day, the oldest first."""
        return self.rows.iloc[: self.count(as_of)]

    def find_latest(self, by: list[str], as_of: dt.date) -> pd.DataFrame:
        """Of the rows that are alike in ``by``, the newest that holds on a day.

        Examples
        --------
        >>> rows = pd.DataFrame({"kode": "35.10", "n": [1, 2, 3], "per": ["2022", "2024", None]})
        >>> age(rows, "per").find_latest(["kode"], dt.date(2023, 5, 1))["n"].tolist()
        [1]
        """
        return self.select(as_of).drop_duplicates(by, keep="last")


def age(rows: pd.DataFrame, date: str) -> Aged:
    """The rows by the age of their date; done once, it is cheap to ask for many days."""
    bounds = find_bounds(rows[date])
    order = _order(bounds)
    ends = bounds["end"].to_numpy()[order]
    undated = int(np.isnat(ends).sum())
    return Aged(rows.iloc[order], undated, ends[undated:])


def fill_latest(rows: pd.DataFrame, by: str, date: str, as_of: dt.date) -> pd.DataFrame:
    """Of each column by itself the newest known value that holds on a day; index ``by``."""
    return age(rows, date).select(as_of).groupby(by).last()
