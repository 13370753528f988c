"""The addresses of the data behind every view: ``/api/coverage.csv?tanggal=2025-12-15`` and others.

They take the parameters of a page's address and give the rows of its downloads, from the same
functions (:mod:`mppgeo.content.open_tables`). What is wrong is said in a sentence, as JSON.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from mppgeo.base.budgets import BUSY, Busy
from mppgeo.base.caching import cached, peek
from mppgeo.base.clock import today
from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.base.packing import Packed
from mppgeo.content.headline import make_title, tell_basis
from mppgeo.content.markup import render_markup
from mppgeo.content.metadata import METADATA, NO_LICENCE
from mppgeo.content.open_tables import ADDRESS, TABLES, make_address
from mppgeo.dataset import Dataset
from mppgeo.live import DOWN, current
from mppgeo.scene.scene import Scene
from mppgeo.serving.answers import ASK_FIRST, LATER, answer_packed
from mppgeo.serving.data_files import MEDIA_TYPES, DataFile, NoRows, make_file
from mppgeo.serving.data_requests import (
    PACKAGE,
    TAKES,
    Asked,
    Refusal,
    list_parameters,
    read_request,
    read_view,
    reduce_all,
)
from mppgeo.store.journal import StoreDown

_NEVER_KEPT = {"Cache-Control": "no-store"}
_QUICK, _SLOW = CapacityLimiter(4), CapacityLimiter(8)
"""Threads for what is made already, and for those who wait for what is not."""
_MOST_WAITING = 100
"""Requests that may wait for a thread."""


def make_data_routes(base: str = "", origins: Sequence[str] = ()) -> list[BaseRoute]:
    """The web server's routes for the addresses, below the path ``base``.

    Parameters
    ----------
    origins : sites whose pages may read them, ``*`` = all; () = only our own.
    """
    prefix = "/" + "/".join(filter(None, (base.strip("/"), ADDRESS)))
    middleware = []
    if origins:
        cors = Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET"],
            allow_headers=["If-None-Match"],
            expose_headers=["ETag", "Link"],
        )
        middleware.append(cors)
    routes = [Route("/", _answer_index), Route("/{file}", _answer_file)]
    return [
        Route(prefix, _lead_to_index),
        Mount(prefix, routes=routes, middleware=middleware),
    ]


async def _lead_to_index(request: Request) -> Response:
    query = request.url.query
    # Relative: the server does not know how it is reached from outside.
    return RedirectResponse(f"{ADDRESS}/" + (f"?{query}" if query else ""), 308)


async def _answer_file(request: Request) -> Response:
    if _QUICK.statistics().tasks_waiting > _MOST_WAITING:
        return _refuse_busy(request)
    answer = await to_thread.run_sync(_find_made, request, limiter=_QUICK)
    if answer is not None:
        return answer
    if _SLOW.statistics().tasks_waiting > _MOST_WAITING:
        return _refuse_busy(request)
    return await to_thread.run_sync(_make_answer, request, limiter=_SLOW)


def _find_made(request: Request) -> Response | None:
    """The answer, where it need not be made first."""
    found = _read(request)
    if isinstance(found, Response):
        return found
    dataset, asked, day = found
    made = peek(make_file, dataset, asked, day)
    return _answer(request, asked, made) if made else None


def _make_answer(request: Request) -> Response:
    found = _read(request)
    if isinstance(found, Response):
        return found
    dataset, asked, day = found
    try:
        return _answer(request, asked, make_file(dataset, asked, day))
    except NoRows as reason:
        return _refuse(503, [str(reason)])
    except Busy:
        return _refuse_busy(request)


def _read(request: Request) -> tuple[Dataset, Asked, dt.date] | Response:
    try:
        dataset = current()
    except StoreDown:
        return _refuse_down(request)
    day = today()
    asked = read_request(dataset, request.path_params["file"], request.url.query, day)
    if isinstance(asked, Refusal):
        return _refuse(asked.status, asked.sentences)
    return dataset, asked, day


def _answer(request: Request, asked: Asked, file: DataFile) -> Response:
    headers = {"Cache-Control": ASK_FIRST, **file.headers}
    return answer_packed(request, file, MEDIA_TYPES[asked.form], headers)


async def _answer_index(request: Request) -> Response:
    return await to_thread.run_sync(_find_index, request, limiter=_QUICK)


def _find_index(request: Request) -> Response:
    try:
        dataset = current()
    except StoreDown:
        return _refuse_down(request)
    day = today()
    view, refusal = read_view(dataset, request.url.query, day)
    if refusal:
        return _refuse(refusal.status, refusal.sentences)
    page = _make_index(Scene(dataset, reduce_all(view), day))
    return answer_packed(request, page, "text/html; charset=utf-8", {"Cache-Control": ASK_FIRST})


@cached(maxsize=64)
def _make_index(scene: Scene) -> Packed:
    t, view = scene.t, scene.view
    listed = [
        {
            "title": t(table.title),
            "row": t(table.row),
            "name": table.name,
            "links": [(form, _below(table, scene, form)) for form in (*table.forms, METADATA)],
            "parameters": ", ".join(list_parameters(table)),
        }
        for table in TABLES.values()
    ]
    query = urlencode(view.to_query(), doseq=True)
    text = render_markup(
        "data_index.html",
        lang=t.code,
        said={
            "heading": t("Data addresses"),
            "app": t("MPP coverage"),
            "purpose": t(
                "Each address gives the rows that the page of the same view shows, at any time as they stand then. It can be opened in a spreadsheet, a map program or a script."
            ),
            "tables": t("Tables"),
            "table": t("Table"),
            "addresses": t("Addresses"),
            "follows": t("Follows"),
            "row": t("One row"),
            "package": t("all tables as one Data Package (Frictionless)"),
            "parameters": t("Parameters"),
            "defaults": t(
                "The same as in the address of a page; what is left out is at its default."
            ),
            "sources": t("Sources and licences"),
            "rest": t("What else the figures rest on stands in metadata.json."),
            "map": t("To the map"),
        },
        about=f"{make_title(scene)}, {tell_basis(scene)}",
        tables=listed,
        parameters=[(name, t(takes)) for name, takes in TAKES.items()],
        package=PACKAGE + (f"?{query}" if query else ""),
        licence=t(NO_LICENCE),
        query=f"?{query}" if query else "",
    )
    return Packed("index.html", text.encode())


def _below(table, scene: Scene, form: str) -> str:
    return make_address(table, scene.view, form).removeprefix(f"{ADDRESS}/")


def _find_language(request: Request) -> Language:
    lang = request.query_params.get("lang", DEFAULT_LANGUAGE)
    return Language(lang if lang in LANGUAGES else DEFAULT_LANGUAGE)


def _refuse_down(request: Request) -> Response:
    told = _find_language(request)(DOWN)
    return _refuse(503, [told[0].upper() + told[1:] + "."], LATER)


def _refuse_busy(request: Request) -> Response:
    return _refuse(503, [_find_language(request)(BUSY)], LATER)


def _refuse(
    status: int, sentences: Sequence[str], headers: Mapping[str, str] = _NEVER_KEPT
) -> Response:
    return JSONResponse({"error": " ".join(sentences)}, status, headers=dict(headers))
