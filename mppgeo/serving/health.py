"""Addresses that tell whether the process lives, and whether it has data to show.

They wait for no other work: one is answered at once, and the other asks in a thread of its own.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mppgeo import __version__
from mppgeo.live import Status, find_whole_status
from mppgeo.serving.shutdown import is_ending

LIVE = "healthz"
READY = "readyz"
_NEVER_KEPT = {"Cache-Control": "no-store"}
_PATIENCE = 5.0
"""Seconds, more than a store is waited for while there are data to show."""
NOT_YET = "the data are being read"


def make_health_routes(base: str = "") -> list[Route]:
    """``/healthz`` and ``/readyz``, below the path ``base``."""
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    return [
        Route(f"{prefix}/{LIVE}", answer_live, methods=["GET", "HEAD"]),
        Route(f"{prefix}/{READY}", answer_ready, methods=["GET", "HEAD"]),
    ]


async def answer_live(_: Request) -> JSONResponse:
    """200 as long as the process answers at all, with the version; asks nobody else."""
    return JSONResponse({"status": "ok", "version": __version__}, headers=_NEVER_KEPT)


async def answer_ready(_: Request) -> JSONResponse:
    """200 while there is something to show; 503 with the reason while there is not.

    ``status`` is ``ok``; ``degraded`` where the last good data are shown as the
    store is not to be had, or where the tables of the database lack what this version
    needs; ``unready`` where there are none, or none that are confirmed yet; or
    ``ending``. ``differs`` names what the tables have otherwise than this version.
    ``data_age_seconds`` is how long ago the data were known to be the store's,
    ``data_of`` that time (UTC).
    """
    if is_ending():
        return JSONResponse({"status": "ending"}, 503, headers=_NEVER_KEPT)
    found = await _asking.ask()
    body = {
        "status": found.name,
        "store": found.store,
        "data_of": found.data_of and found.data_of.isoformat(timespec="seconds"),
        "data_age_seconds": None if found.age is None else round(found.age),
    }
    if found.reason:
        body["reason"] = found.reason
    if found.differs:
        body["differs"] = list(found.differs)
    return JSONResponse(body, 200 if found.is_ready else 503, headers=_NEVER_KEPT)


class _Asking:
    """One question at a time, in a thread of its own; whoever asks meanwhile hears that answer."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="readiness")
        self._lock = threading.Lock()
        self._asked: Future[Status] | None = None
        self._last = Status("unready", "files", reason=NOT_YET)

    async def ask(self) -> Status:
        """What there is to show; where that takes too long, what was last known."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = self._thread.submit(find_whole_status)
            asked = self._asked
        try:
            self._last = await asyncio.wait_for(
                asyncio.shield(asyncio.wrap_future(asked)), _PATIENCE
            )
        except TimeoutError:
            pass
        return self._last


_asking = _Asking()
