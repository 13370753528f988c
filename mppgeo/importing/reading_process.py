"""The process in which files of strangers are read: one fork for each, within limits.

Started by :mod:`mppgeo.importing.guard` (see :mod:`mppgeo.base.forks`). It ends when the server is
gone, or after a while without work.
"""

from __future__ import annotations

import traceback
from dataclasses import replace
from multiprocessing.connection import Connection

from mppgeo.base.forks import limit, serve_forks
from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.files import read_sheets
from mppgeo.importing.guard import TOO_HEAVY, Broken, Job, ReadingLimits, Rows
from mppgeo.importing.plan import ImportPlan, plan_import
from mppgeo.importing.recognition import find_header

_IDLE = 600
_ANY_FILE = b"kode;jumlah layanan\n35.10;1\n"
_NICENESS = 5
"""Pages go before files."""


def _prepare() -> None:
    """Titles, columns, patterns."""
    find_header(read_sheets(_ANY_FILE))


def _work(channel: Connection) -> None:
    """Read one file and say what came of it."""
    _limit(ReadingLimits())
    channel.send(_answer(channel))


def _limit(limits: ReadingLimits) -> None:
    limit(
        seconds=limits.seconds,
        processor_seconds=limits.processor_seconds,
        megabytes=limits.megabytes,
    )


def _answer(channel: Connection) -> ImportPlan | ImportRefused | Broken:
    job: Job = channel.recv()
    refused = ImportRefused(TOO_HEAVY, seconds=job.limits.seconds, megabytes=job.limits.megabytes)
    try:
        _limit(job.limits)
        plan = plan_import(job.body, store=_Store(channel), **job.asked)
    except ImportRefused as told:
        return told
    except MemoryError:
        return refused
    except Exception:
        return Broken(traceback.format_exc())
    # The cells are many, and nobody looks at them again.
    return replace(plan, header=replace(plan.header, sheet=replace(plan.header.sheet, rows=())))


class _Store:
    """The rows that the records hold, asked for over the channel."""

    def __init__(self, channel: Connection) -> None:
        self._channel = channel

    def read_rows(self, table: str) -> list[dict[str, str]]:
        self._channel.send(Rows(table))
        return self._channel.recv()


if __name__ == "__main__":
    serve_forks(_work, idle=_IDLE, nice=_NICENESS, prepare=_prepare)
