"""The picture that a link shows where it is shared: the map of its view, made once and kept.

Anybody may ask for any view: one is made at a time, beside the server, few may wait, so many are
made in a minute, and so many are kept. Whoever comes beyond that is told to come again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging

from anyio import CapacityLimiter, to_thread
from PIL import Image
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mppgeo.base.budgets import AGAIN, PREVIEWS, Busy, Rate
from mppgeo.base.caching import cached
from mppgeo.base.clock import today
from mppgeo.briefing.making import MakingBroke, make_apart
from mppgeo.dataset import Dataset
from mppgeo.live import current
from mppgeo.maps.sizes import Size
from mppgeo.scene.playlist import find_shown
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View
from mppgeo.serving.first_picture import PREVIEW, read_query, reduce_view
from mppgeo.store.journal import StoreDown

SIZE = (1200, 630)
"""Pixels, as those who show pictures of links want them."""
KEPT = 96
"""Pictures kept, of less than 100 kB each."""
A_MINUTE = 30
_DPI = 144
_LETTERS = 1.35
_COLOURS = 128
_KEEP = "public, max-age=86400"
_log = logging.getLogger(__name__)
_threads = CapacityLimiter(6)
_rate = Rate(A_MINUTE, 60)


def make_preview_route(base: str = "") -> Route:
    """The web server's route for pictures of links, below the path ``base``."""
    path = "/".join(filter(None, (base.strip("/"), PREVIEW)))
    return Route(f"/{path}", _answer, methods=["GET", "HEAD"])


async def _answer(request: Request) -> Response:
    return await to_thread.run_sync(
        _find_answer, request.url.query, request.headers.get("if-none-match", ""), limiter=_threads
    )


def _find_answer(query: str, held: str) -> Response:
    day = today()
    try:
        dataset = current()
        view, _ = read_query(query, dataset, day)
        shown = find_shown(Scene(dataset, view, day)).view
        body = draw_preview(dataset, reduce_view(shown), day)
    except (Busy, StoreDown, MakingBroke, OSError) as error:
        if isinstance(error, MakingBroke | OSError):
            _log.warning("no picture of a link", exc_info=True)
        later = {"Retry-After": str(AGAIN), "Cache-Control": "no-store"}
        return Response("busy", status_code=503, headers=later, media_type="text/plain")
    tag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    headers = {"Cache-Control": _KEEP, "ETag": tag}
    if tag in {one.strip().removeprefix("W/") for one in held.split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="image/png")


@cached(maxsize=KEPT)
def draw_preview(dataset: Dataset, view: View, day: dt.date) -> bytes:
    """The map of a view as a PNG of :data:`SIZE`, in few colours.

    Raises
    ------
    Busy : too many wait, or too many were made in the last minute.
    MakingBroke, OSError : see :func:`mppgeo.briefing.making.make_apart`.
    """
    with PREVIEWS.take():
        _rate.take()
        size = Size(SIZE[0] / _DPI, SIZE[1] / _DPI, _DPI, _LETTERS)
        drawn = make_apart(Scene(dataset, view, day), "png", size)
        file = io.BytesIO()
        with Image.open(io.BytesIO(drawn)) as picture:
            picture.convert("RGB").quantize(_COLOURS).save(file, "PNG", optimize=True)
        return file.getvalue()
