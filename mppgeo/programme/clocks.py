"""Up to which day something is known of stages, of how MPPs work, and of their services.

Each has a clock of its own, apart from that of the openings: the latest event, report or figure
on record up to the day asked for. It does not say that everything until then is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from mppgeo.dataset import Dataset
from mppgeo.records.validity import find_bounds

STAGES = "stages"
REPORTS = "reports"
FIGURES = "figures"
_DATES = {
    STAGES: {"stage_events": "tanggal"},
    REPORTS: {"status_reports": "tanggal"},
    FIGURES: {
        "mpp_details": "tanggal_data",
        "presence": "tanggal_data",
        "ecosystems": "tanggal_data",
        "mpp_digital": "tanggal",
    },
}


def find_clock(tables: Sequence[str]) -> str | None:
    """The kind of what the last of some tables of the records tells; None = it has no clock.

    Examples
    --------
    >>> find_clock(["mpp", "stage_events", "status_reports"])
    'reports'
    """
    kinds = [kind for table in tables for kind, dates in _DATES.items() if table in dates]
    return kinds[-1] if kinds else None


def find_latest_fact(dataset: Dataset, kind: str, as_of: dt.date) -> dt.date | None:
    """The day of the latest fact of a kind that has certainly come by a day.

    Parameters
    ----------
    kind : :data:`STAGES` (events), :data:`REPORTS` or :data:`FIGURES` (dated ones of services).

    Returns
    -------
    The last possible day of its date; None = there is none with a date.

    Examples
    --------
    >>> from mppgeo.dataset import read
    >>> find_latest_fact(read(), STAGES, dt.date(2017, 10, 27))
    datetime.date(2017, 10, 27)
    """
    ends = pd.concat(
        [find_bounds(dataset.records[name][date])["end"] for name, date in _DATES[kind].items()]
    )
    latest = ends[ends <= pd.Timestamp(as_of)].max()
    return None if pd.isna(latest) else latest.date()
