"""What takes seconds to make for the browser, kept on this machine from one start to the next."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from mppgeo.base.packing import BROTLI, GZIP, compress
from mppgeo.base.writing import write_whole
from mppgeo.store.keepsake import find_folder, is_own

_DIGEST = 16
_ENDING = ".br"
_LARGE = 100_000
"""Bytes from which compressing takes so long that the result is kept."""
MOST_FILES = 400
MOST_BYTES = 64 << 20
"""Files of earlier data and boundaries are kept within these; what was used last stays."""


def keep(name: str, make: Callable[[], bytes]) -> bytes:
    """What ``make`` returns, or what it returned when it was called for ``name`` before.

    Parameters
    ----------
    name : of a file, ending in ``.br``; says all that the result depends on.

    Notes
    -----
    A file that is damaged or somebody else's is not used. Where nothing can be
    written it is made anew each time.
    """
    path = find_folder() / name
    try:
        if is_own(path.parent):
            digest, body = (whole := path.read_bytes())[:_DIGEST], whole[_DIGEST:]
            if digest == _digest(body):
                os.utime(path)
                return body
    except OSError:
        pass
    body = make()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_own(path.parent):
            write_whole(path, _digest(body) + body)
            _prune(path.parent)
    except OSError:
        pass
    return body


class Shelved:
    """A body that is packed as short as it gets: large ones are kept from start to start.

    Attributes
    ----------
    name, body, digest, packed : as those of :class:`mppgeo.base.packing.Packed`.
    """

    name: str
    body: bytes
    digest: str
    packed: dict[str, bytes]

    def pack(self, coding: str) -> bytes:
        """The body in a content coding of HTTP (``gzip`` or ``br``), as short as it gets."""
        if coding not in self.packed:
            body = self.body
            pack = partial(compress, body, coding)
            large = coding == BROTLI and len(body) > _LARGE
            self.packed[coding] = keep(f"{self.digest}-{self.name}.br", pack) if large else pack()
        return self.packed[coding]

    def choose_coding(self, accepted: Sequence[str]) -> str | None:
        """The shortest coding that a browser accepts and that need not be waited for.

        Brotli takes seconds for what is large, so it is used once it is made.
        """
        if BROTLI in accepted and BROTLI in self.packed:
            return BROTLI
        return GZIP if GZIP in accepted else None


def _prune(folder: Path) -> None:
    """Remove the files not used for longest, until both limits hold."""
    found = [(entry.stat(), entry.path) for entry in os.scandir(folder) if _is_ours(entry)]
    found.sort(key=lambda one: one[0].st_mtime_ns, reverse=True)
    total = 0
    for number, (state, path) in enumerate(found):
        total += state.st_size
        if number >= MOST_FILES or total > MOST_BYTES:
            Path(path).unlink(missing_ok=True)


def _is_ours(entry: os.DirEntry) -> bool:
    return entry.name.endswith(_ENDING) and entry.is_file(follow_symlinks=False)


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST).digest()
