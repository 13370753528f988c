"""The dashboard: ``streamlit run app.py``."""

import os
import re
from asyncio import create_task, to_thread
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware

from mppgeo.base.language import Language
from mppgeo.base.paths import PAGES
from mppgeo.briefing.bundle import stop_bundles
from mppgeo.briefing.making import stop_making
from mppgeo.live import find_age, watch
from mppgeo.maps.assets import list_wanted, prepare_assets, prepare_details, static_assets
from mppgeo.planning.candidates import solve_with
from mppgeo.planning.solving import solve_apart, stop_solving
from mppgeo.programme.places import keep_spots
from mppgeo.serving.assets import make_route
from mppgeo.serving.complaints import find_complaints, find_refusal
from mppgeo.serving.data_addresses import make_data_routes
from mppgeo.serving.first_page import FirstPage, make_page
from mppgeo.serving.first_picture import prepare_pictures, prepare_provinces
from mppgeo.serving.framework_files import FrameworkFiles, find_files, prepare_in_spare_time
from mppgeo.serving.headers import SecurityHeaders
from mppgeo.serving.health import make_health_routes
from mppgeo.serving.hints import Hints
from mppgeo.serving.logs import log, set_up_logs
from mppgeo.serving.memory import keep_giving_back, share_heaps
from mppgeo.serving.metrics import serve_metrics
from mppgeo.serving.origins import SameOrigin
from mppgeo.serving.previews import make_preview_route
from mppgeo.serving.requests import Requests
from mppgeo.serving.settings import (
    ADDRESS,
    DATA_ORIGINS,
    LOG_FORM,
    LOG_LEVEL,
    METRICS,
    PORTALS,
    list_secret_texts,
    read_setting,
)
from mppgeo.serving.shutdown import PATIENCE, end_cleanly, watch_for_end
from mppgeo.serving.sign_in import SignIn
from mppgeo.serving.sockets import send_at_once
from mppgeo.serving.uploads import Uploads
from mppgeo.ui.downloads import take_turns_at_files
from mppgeo.ui.editor import (
    find_broken_secrets,
    find_sign_in,
    is_signing_in_set,
    list_streamlit_variables,
    read_secrets,
)
from mppgeo.ui.failures import show_failure
from mppgeo.ui.library_logs import join_library_logs
from mppgeo.ui.preparation import prepare_proposals
from mppgeo.ui.reruns import wait_for_reruns
from mppgeo.ui.sessions import count_sessions, describe_session
from mppgeo.ui.uploads import OpenSessions, let_go
from mppgeo.ui.warming import warm_up

secrets = read_secrets()
complaints = [
    *find_broken_secrets(Language()),
    *find_complaints(os.environ, secrets, Language(), list_streamlit_variables()),
    *find_refusal(os.environ, Language()),
]
if complaints:
    raise SystemExit("\n".join(complaints))
set_up_logs(
    read_setting(LOG_FORM),
    read_setting(LOG_LEVEL),
    secrets=list_secret_texts(os.environ, secrets),
    describe=describe_session,
)
join_library_logs()
share_heaps()


@asynccontextmanager
async def start(_):
    watch_for_end()
    send_at_once()
    take_turns_at_files()
    solve_with(solve_apart)
    watch(keep_spots)
    end_metrics = start_metrics()
    # The first visitor need not wait for what is the same for everybody.
    Thread(target=prepare, daemon=True).start()
    Thread(target=prepare_in_spare_time, args=(files, early), daemon=True).start()
    meanwhile = [create_task(warm_up()), create_task(keep_giving_back(let_go))]
    log("started")
    if not is_signing_in_set():
        # For who runs it; visitors are told no more than that it is off.
        log("editing on the web is off: no [auth] and [editors] in secrets.toml (docs/editing.md)")
    yield
    for task in meanwhile:
        task.cancel()
    stop_bundles()
    stop_making()
    stop_solving()
    await to_thread(wait_for_reruns, PATIENCE)
    end_metrics()
    end_cleanly()


def prepare():
    prepare_pictures()
    prepare_assets()
    prepare_provinces()
    prepare_details()
    prepare_proposals()


def start_metrics():
    address = read_setting(METRICS)
    if not address:
        return lambda: None
    return serve_metrics(address, count_sessions=count_sessions, find_age=find_age)


base = st.get_option("server.baseUrlPath") or ""
pages = [path.stem for path in PAGES.glob("*.py")]
index = Path(st.__file__).parent / "static" / "index.html"
files = find_files(
    {
        "/static": index.parent / "static",
        # Imported here, before there is a server, it would not be known to that.
        "/component/streamlit_folium.st_folium": Path(find_spec("streamlit_folium").origin).parent
        / "frontend"
        / "build",
    }
)
early = re.findall(r'[\w.-]+\.(?:js|css)(?=")', index.read_text(encoding="utf-8"))
# Pages with a map; the frame of it asks for the component's own script first.
maps = [path.stem for path in PAGES.glob("*.py") if "show_map" in path.read_text(encoding="utf-8")]
frame = [address[1:] for address in files if re.search(r"/component/.*/main\.\w+\.js$", address)]


def find_wanted():
    return [*frame, *list_wanted()]


app = st.App(
    "mppgeo/ui/main.py",
    routes=[
        make_route(base),
        make_preview_route(base),
        *make_data_routes(base, read_setting(DATA_ORIGINS).split()),
        *make_health_routes(base),
    ],
    middleware=[
        Middleware(
            SecurityHeaders,
            page=make_page(index, Language(), base).decode(),
            base=base,
            portals=read_setting(PORTALS).split(),
        ),
        Middleware(Requests, pages=pages, base=base),
        # The same for everybody, and sixty for each page: nothing below has to look at them.
        Middleware(FrameworkFiles, files=files, base=base),
        Middleware(SignIn, find=find_sign_in, pages=pages, base=base),
        Middleware(SameOrigin, allowed=st.get_option("server.corsAllowedOrigins")),
        Middleware(Uploads, sessions=OpenSessions(), base=base),
        Middleware(Hints, find=find_wanted, pages=["", *maps], base=base),
        Middleware(
            FirstPage,
            page=index,
            base=base,
            style=static_assets()["page.css"].page_url,
            address=read_setting(ADDRESS),
        ),
    ],
    lifespan=start,
    on_script_error=show_failure,
)
