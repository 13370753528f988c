"""The dashboard: ``streamlit run app.py``."""

import streamlit as st

from mppgeo.maps.assets import make_route

app = st.App("mppgeo/ui/main.py", routes=[make_route()])
