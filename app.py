"""The dashboard: ``streamlit run app.py``."""

from contextlib import asynccontextmanager
from threading import Thread

import streamlit as st

from mppgeo.maps.assets import make_route, prepare_assets


@asynccontextmanager
async def start(_):
    # The first visitor need not wait for what is the same for everybody.
    Thread(target=prepare_assets, daemon=True).start()
    yield


app = st.App("mppgeo/ui/main.py", routes=[make_route()], lifespan=start)
