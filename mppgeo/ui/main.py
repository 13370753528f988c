"""The main script: page list, filters, and the chosen page, or a presentation."""

from pathlib import Path

import streamlit as st

from mppgeo.base.language import LANGUAGES, Language
from mppgeo.content.pages import name_tab
from mppgeo.store.journal import StoreDown
from mppgeo.ui.embedding import is_embedded, show_embedded
from mppgeo.ui.filters import show_filters, show_language
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.menu import list_pages
from mppgeo.ui.outage import show_no_data, show_outage
from mppgeo.ui.presentation import is_presented, show_presentation
from mppgeo.ui.reruns import measure_rerun, take_turn
from mppgeo.ui.state import current_view, open_context
from mppgeo.ui.uploads import watch_boxes

FAVICON = Path(__file__).with_name("favicon.svg")

lang = st.query_params.get("lang")
t = Language(lang if lang in LANGUAGES else current_view().lang)
# Until the view is read, the tab says what it said.
st.set_page_config(
    page_title=st.session_state.get("tab", t("MPP coverage")), page_icon=FAVICON, layout="wide",
    initial_sidebar_state="auto",
)  # fmt: skip
sections = list_pages(t)
page = st.navigation(sections, position="hidden" if is_presented() or is_embedded() else "top")
section = next(n for n, pages in enumerate(sections.values()) if page in pages)
with measure_rerun(page.url_path), watch_boxes():
    try:
        context = open_context(page.url_path)
    except StoreDown as down:
        show_no_data(down, t)
        st.stop()
    st.session_state["context"] = context
    with take_turn():
        st.session_state["tab"] = name_tab(context, page.url_path)
        st.set_page_config(page_title=st.session_state["tab"])
        if context.view.mode:
            show_presentation(context)
        elif is_embedded() and not page.url_path:
            show_embedded(context)
        else:
            # The style sheet marks the open section of the menu by this name.
            with st.container(key=f"menu_{section}", width="content"):
                show_language(context)
            show_filters(context)
            show_outage(context)
            for notice in context.notices:
                st.warning(escape_markdown(notice.explain(context.t)), icon=":material/link_off:")
            page.run()
