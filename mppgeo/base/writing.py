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

    It is written under another name beside its place first, then renamed. A link
    is followed, and the file keeps its mode.

    Raises
    ------
    OSError : the folder is missing or cannot be written, or the disk is full;
        nothing is left behind, and a file of that name stays as it was.
    """
    path = path.resolve()
    try:
        mode = path.stat().st_mode & 0o777
    except OSError:
        mode = 0o666 & ~_UMASK
    handle, name = _open_part(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
        _sync_folder(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _open_part(path: Path) -> tuple[int, str]:
    before, after = PARTS.split("*")
    try:
        return tempfile.mkstemp(dir=path.parent, prefix=before, suffix=after)
    except OSError as error:
        # The name that is told is the one asked for.
        raise type(error)(error.errno, error.strerror, str(path)) from None


def _find_umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


_UMASK = _find_umask()
"""Asked once: asking sets it for all threads for a moment."""


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a loss of power, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
