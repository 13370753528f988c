"""Who an MPP is: the government that runs it and its name, however the name is written."""

from __future__ import annotations

import unicodedata

import pandas as pd

KEY = "key"
"""Column of all frames of rows about MPPs, made when they are read."""


def make_key(kode: str, nama_mpp: str) -> str:
    """What tells an MPP from others; case, spaces and forms of letters do not.

    Examples
    --------
    >>> make_key("35.78", "MPP  Siola") == make_key("35.78", "mpp siola")
    True
    """
    plain = unicodedata.normalize("NFKC", nama_mpp)
    return f"{kode} {' '.join(plain.split()).casefold()}"


def make_keys(rows: pd.DataFrame) -> pd.Series:
    """The key of each row of a frame with ``kode`` and ``nama_mpp``."""
    pairs = zip(rows["kode"], rows["nama_mpp"], strict=True)
    return pd.Series([make_key(*pair) for pair in pairs], rows.index, dtype="str")
