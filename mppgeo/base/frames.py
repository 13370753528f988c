"""Rows of a table picked by what they hold."""

from __future__ import annotations

import numpy as np
import pandas as pd


def select_rows(frame: pd.DataFrame, value: str, *columns: str) -> pd.DataFrame:
    """The rows that hold a text in one of some columns, by default in ``kode``.

    As ``frame[frame["kode"] == value]``, but compared as Python does, which takes a fraction of the
    time on tables of hundreds of rows.

    Examples
    --------
    >>> table = pd.DataFrame({"kode": ["35.10", None, "33.02"], "key": ["a", "35.10", "b"]})
    >>> select_rows(table, "35.10").index.tolist()
    [0]
    >>> select_rows(table, "35.10", "kode", "key").index.tolist()
    [0, 1]
    """
    found = [frame[column].to_numpy(object) == value for column in columns or ("kode",)]
    return frame.take(np.flatnonzero(np.logical_or.reduce(found)))
