"""The records of a database as the files that they would be without one."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from mppgeo import __version__
from mppgeo.base.language import mark
from mppgeo.base.writing import PARTS
from mppgeo.records.schema import RECORDS
from mppgeo.store.file_forms import format_entry, format_rows, name_entry
from mppgeo.store.files import BASE, HISTORY
from mppgeo.store.journal import StoreError
from mppgeo.store.shipped import format_shipped
from mppgeo.store.statements import Contents

VERSION = "VERSION"
IN_THE_WAY = mark("{folder} is there already; name a folder that is not, nothing was written")


def write_contents(contents: Contents, folder: Path) -> None:
    """Write ``records/`` and ``history/`` into a new folder that nobody else may read.

    ``VERSION`` in it names the program and the version of the tables that they are from.

    The folder appears whole or not at all. :class:`mppgeo.store.files.FileStore` reads it.

    Raises
    ------
    StoreError : the folder is there already.
    OSError : it cannot be written.
    """
    if folder.exists():
        raise StoreError(IN_THE_WAY, folder=str(folder))
    before, after = PARTS.split("*")
    # Made with the mode 0700; files that are written in it are closed besides.
    made = Path(tempfile.mkdtemp(dir=folder.absolute().parent, prefix=before, suffix=after))
    try:
        for name, (columns, rows) in contents.tables.items():
            _write(made / RECORDS[name].FILE, format_rows(rows, columns))
        (made / HISTORY).mkdir(mode=0o700)
        for entry in contents.history:
            _write(made / HISTORY / name_entry(entry["number"]), format_entry(entry))
        tables = f"\ntables {contents.version}" if contents.version else ""
        _write(made / VERSION, f"mppgeo {__version__}{tables}\n".encode())
        if contents.base:
            _write(made / BASE, format_shipped(contents.base))
        os.replace(made, folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
