"""Where the project's files lie, and where an office's own.

``MPPGEO_DATA`` names another data folder (same layout as ``data/``), ``MPPGEO_INSTANCE``
the folder for what an office changes. Without either of them that is ``instance/``
beside the data that ship: another version of these never meets the office's.
"""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PAGES = PROJECT / "pages"

DATA = "MPPGEO_DATA"
INSTANCE = "MPPGEO_INSTANCE"


def data_dir() -> Path:
    """Folder that holds ``regions.csv``, ``boundaries/`` and ``records/``."""
    return Path(os.environ.get(DATA) or PROJECT / "data")


def own_dir(data: Path) -> Path:
    """Where what is changed of a data folder is kept; the folder itself, if nowhere else.

    It need not be there: it is made at the first change.
    """
    if data != data_dir():
        return data
    if os.environ.get(INSTANCE):
        return Path(os.environ[INSTANCE])
    return data if os.environ.get(DATA) else PROJECT / "instance"


def find_file(data: Path, name: str) -> Path:
    """A file or folder of a data folder: the office's own, where it has one.

    Parameters
    ----------
    name : below the folder, such as ``regions.csv``.
    """
    own = own_dir(data) / name
    return own if own.exists() else data / name
