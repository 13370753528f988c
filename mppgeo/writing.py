"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

PARTS = ".mppgeo-*.part"
"""Names of files that are not whole yet, or never became so."""


def write_whole(path: Path, body: bytes) -> None:
    """Write a file so that others see the old or the new one, never a part.

    It is written under another name beside its place first, then renamed.

    Raises
    ------
    OSError : the folder is missing or cannot be written, or the disk is full;
        nothing is left behind, and a file of that name stays as it was.
    """
    handle, name = tempfile.mkstemp(
        dir=path.parent, prefix=PARTS.split("*")[0], suffix=PARTS.split("*")[1]
    )
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
        _sync_folder(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a loss of power, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
