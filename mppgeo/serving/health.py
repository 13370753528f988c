"""Addresses that tell whether the process lives, and whether it has data to show."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mppgeo.live import find_whole_status
from mppgeo.serving.shutdown import is_ending

LIVE = "healthz"
READY = "readyz"
_NEVER_KEPT = {"Cache-Control": "no-store"}


def make_health_routes(base: str = "") -> list[Route]:
    """``/healthz`` and ``/readyz``, below the path ``base``."""
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    return [
        Route(f"{prefix}/{LIVE}", answer_live, methods=["GET", "HEAD"]),
        Route(f"{prefix}/{READY}", answer_ready, methods=["GET", "HEAD"]),
    ]


async def answer_live(_: Request) -> JSONResponse:
    """200 as long as the process answers at all; asks nobody else."""
    return JSONResponse({"status": "ok"}, headers=_NEVER_KEPT)


def answer_ready(_: Request) -> JSONResponse:
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
    found = find_whole_status()
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
