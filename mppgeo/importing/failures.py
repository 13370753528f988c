"""What went wrong, in one sentence of the reader's language."""

from __future__ import annotations

import errno

from mppgeo.base.language import Language, mark
from mppgeo.base.said import Refusal

_REASONS = {
    errno.ENOENT: mark("it does not exist"),
    errno.ENOTDIR: mark("it does not exist"),
    errno.EISDIR: mark("it is a folder"),
    errno.EACCES: mark("that is not allowed"),
    errno.EPERM: mark("that is not allowed"),
    errno.EROFS: mark("that is not allowed"),
    errno.ENOSPC: mark("the disk is full"),
    errno.EDQUOT: mark("the disk is full"),
    errno.EFBIG: mark("the file is too large for this place"),
    errno.EEXIST: mark("a file of that name is in the way"),
}
NOT_POSSIBLE = mark("{path} cannot be read or written: {reason}.")
BUSY = mark("Another change of the records is under way. Try again.")


def explain_reason(error: OSError, t: Language) -> str:
    """Why a file could not be read or written."""
    reason = _REASONS.get(error.errno or 0)
    return t(reason) if reason else error.strerror or str(error)


def explain_failure(error: Exception, t: Language) -> str:
    """The sentence for a :class:`mppgeo.base.said.Refusal` or an ``OSError``."""
    if isinstance(error, Refusal):
        return error.explain(t)
    if isinstance(error, TimeoutError):
        return t(BUSY)
    return t(
        NOT_POSSIBLE,
        path=getattr(error, "filename", None) or "",
        reason=explain_reason(error, t) if isinstance(error, OSError) else str(error),
    )
