"""The last good state of a database, kept on this machine for when it is down."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mppgeo.base.writing import write_whole
from mppgeo.records.reader import Table, check_rows
from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS

CACHE = "MPPGEO_CACHE"


@dataclass(frozen=True)
class Keepsake:
    """Rows of all tables as they were at ``read_at`` (UTC); a store that can only be read."""

    rows: dict[str, list[dict[str, str]]]
    read_at: dt.datetime

    def read_table(self, schema: type[Row], areas: dict[str, str]) -> Table:
        """The valid rows of a table and what was left out."""
        name = next(key for key, value in RECORDS.items() if value is schema)
        return check_rows(enumerate(self.rows.get(name, []), start=1), schema, areas=areas)

    def fingerprint(self) -> str:
        """The time at which it was read."""
        return f"kept:{self.read_at.isoformat()}"


def write_keepsake(store) -> None:
    """Keep what a database holds now; where that cannot be, go without."""
    rows = {name: store.read_rows(name) for name in RECORDS}
    stored = {"read_at": dt.datetime.now(dt.UTC).isoformat(), "rows": rows}
    try:
        path = _place(store.url)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_own(path.parent):
            write_whole(path, json.dumps(stored, ensure_ascii=False).encode())
    except OSError:
        return


def read_keepsake(store) -> Keepsake | None:
    """What was kept of a database; None where nothing was, or it cannot be read."""
    try:
        path = _place(store.url)
        if not is_own(path.parent):
            return None
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Keepsake(stored["rows"], dt.datetime.fromisoformat(stored["read_at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_own(folder: Path) -> bool:
    """Whether a folder is this user's alone, and no link to another."""
    if not hasattr(os, "getuid"):
        return True
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def find_folder() -> Path:
    """The folder for what is kept on this machine; it need not be there."""
    own = f"mppgeo-{os.getuid() if hasattr(os, 'getuid') else 0}"
    return Path(os.environ.get(CACHE) or Path(tempfile.gettempdir()) / own)


def _place(url: str) -> Path:
    digest = hashlib.blake2b(url.encode(), digest_size=8).hexdigest()
    return find_folder() / f"{digest}.json"
