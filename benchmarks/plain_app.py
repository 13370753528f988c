"""The same dashboard as a tutorial would write it: streamlit-folium, nothing tuned.

The polygons stand on the map as ``folium.GeoJson``, so every rerun renders and
sends all of them; ``st_folium`` returns everything it can, as by default.
"""

from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

DATA = Path(__file__).resolve().parent.parent / "data"

st.set_page_config(page_title="MPP coverage", layout="wide")


@st.cache_data
def load_areas() -> gpd.GeoDataFrame:
    """The 514 kabkota with name, province, population and whether they have an MPP."""
    areas = gpd.read_file(DATA / "boundaries" / "kabkota.geojson")
    regions = pd.read_csv(DATA / "regions.csv", dtype={"kode": str, "kode_provinsi": str})
    names = regions.set_index("kode")["nama"]
    mpp = pd.read_csv(DATA / "records" / "mpp.csv", dtype=str)
    counted = mpp[mpp["hitungan_nasional"] == "ya"]
    areas = areas.merge(regions[["kode", "nama", "population"]], on="kode")
    areas["provinsi"] = areas["kode"].str[:2].map(names)
    areas["mpp"] = areas["kode"].isin(counted["kode_kabkota"]).map({True: "yes", False: "no"})
    return areas


def style(feature: dict) -> dict:
    """Dark where there is an MPP, light where there is none."""
    has = feature["properties"]["mpp"] == "yes"
    return {
        "fillColor": "#0b6b5d" if has else "#f3dfc1",
        "color": "white",
        "weight": 0.6,
        "fillOpacity": 0.9,
    }


areas = load_areas()
with st.sidebar:
    chosen = st.multiselect("Province", sorted(areas["provinsi"].unique()))
    status = st.segmented_control("MPP", ["yes", "no"])
if chosen:
    areas = areas[areas["provinsi"].isin(chosen)]
if status:
    areas = areas[areas["mpp"] == status]

st.title("Public service malls (MPP)")
with_mpp = areas[areas["mpp"] == "yes"]
columns = st.columns(4)
columns[0].metric("Areas", len(areas))
columns[1].metric("Areas with an MPP", len(with_mpp))
columns[2].metric("Coverage", f"{len(with_mpp) / max(len(areas), 1):.1%}")
columns[3].metric("People covered", f"{with_mpp['population'].sum() / 1e6:.1f} million")

left, right = st.columns([63, 37])
with left:
    m = folium.Map(location=[-2.5, 118.0], zoom_start=5)
    folium.GeoJson(
        areas,
        style_function=style,
        tooltip=folium.GeoJsonTooltip(["nama", "provinsi", "mpp"], ["Area", "Province", "MPP"]),
    ).add_to(m)
    result = st_folium(m, height=470, use_container_width=True)
with right:
    clicked = result.get("last_active_drawing")
    if clicked:
        properties = clicked["properties"]
        st.markdown(
            f"### {properties['nama']}\n\nProvince: {properties['provinsi']}\n\n"
            f"Population: {properties['population']:,}\n\nMPP: {properties['mpp']}"
        )
    st.dataframe(areas[["nama", "provinsi", "mpp", "population"]], hide_index=True)
