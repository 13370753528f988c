"""What takes seconds to make for the browser, kept on this machine from one start to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from mppgeo.base.writing import write_whole
from mppgeo.store.keepsake import find_folder, is_own

_DIGEST = 16


def keep(name: str, make: Callable[[], bytes]) -> bytes:
    """What ``make`` returns, or what it returned when it was called for ``name`` before.

    Parameters
    ----------
    name : of a file; says all that the result depends on.

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
                return body
    except OSError:
        pass
    body = make()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_own(path.parent):
            write_whole(path, _digest(body) + body)
    except OSError:
        pass
    return body


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST).digest()
