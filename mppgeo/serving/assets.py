"""The addresses of the files for the map (:mod:`mppgeo.maps.assets`)."""

from __future__ import annotations

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mppgeo.base.budgets import Busy
from mppgeo.maps.assets import PREFIX, find_asset
from mppgeo.maps.page_fonts import MEDIA_TYPE, find_font
from mppgeo.serving.answers import FOREVER, LATER, answer_packed

_threads = CapacityLimiter(16)
"""More than may wait for geometry; not those that the rest of the server uses."""


def make_route(base: str = "") -> Route:
    """The web server's route for all assets, below the path ``base``."""
    prefix = "/".join(filter(None, ("", base.strip("/"), PREFIX)))
    return Route(f"/{prefix}/{{digest}}/{{name}}", _answer, methods=["GET", "HEAD"])


async def _answer(request: Request) -> Response:
    return await to_thread.run_sync(_find_answer, request, limiter=_threads)


def _find_answer(request: Request) -> Response:
    digest, name = request.path_params["digest"], request.path_params["name"]
    font = find_font(digest, name)
    if font:
        caching = FOREVER if font.is_cut else "no-store"
        return Response(font.body, headers={"Cache-Control": caching}, media_type=MEDIA_TYPE)
    try:
        asset = find_asset(digest, name)
    except Busy:
        return Response("busy", status_code=503, headers=LATER, media_type="text/plain")
    if asset is None:
        return Response("not found", status_code=404, media_type="text/plain")
    return answer_packed(request, asset, asset.media_type, {"Cache-Control": FOREVER})
