"""Where the project's files lie.

``MPPGEO_DATA`` names another data folder (same layout as ``data/``).
"""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PAGES = PROJECT / "pages"


def data_dir() -> Path:
    """Folder that holds ``regions.csv``, ``boundaries/`` and ``records/``."""
    return Path(os.environ.get("MPPGEO_DATA") or PROJECT / "data")
