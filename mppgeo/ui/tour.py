"""What can be done here: a line on the first visit, and a tour of four steps behind "?".

The line is dismissed in the browser, which remembers it (``ui/links.js``); nothing of it waits for
the server.
"""

from __future__ import annotations

import streamlit as st

from mppgeo.base.language import Language, mark
from mppgeo.ui.markup import escape_markdown, show_markup
from mppgeo.ui.state import Context

STEPS = (
    (
        mark("Click a province"),
        mark("Click a province on the map to open it, then a kabupaten or kota for its card; or type its name into “Find an area”. “Back” leads out again."),
    ),
    (
        mark("Filter"),
        mark("The row above the map keeps provinces, kabupaten or kota, and areas with or without an MPP; “More filters” has the day and the island groups."),
    ),
    (
        mark("Present"),
        mark("“Present” shows the map on the whole screen: arrow keys lead from province to province, P plays the years, Esc leads back."),
    ),
    (
        mark("Download"),
        mark("Below each table it can be saved for Excel; the button of slides makes a deck of what is on the screen, “More” a sheet of paper, pictures and all tables."),
    ),
)  # fmt: skip
"""Name and sentence of each step."""


def show_help(context: Context) -> None:
    """Draw the button that copies the link of the view, and the "?" with the tour."""
    t = context.t
    show_markup(
        "copy.html",
        label=t("Link"),
        help=t("Copy the link of what is on the screen"),
        done=t("Copied"),
    )
    with st.popover("?", type="tertiary", key="help", help=t("What can be done here")):
        for place, (name, sentence) in enumerate(STEPS, 1):
            st.markdown(f"**{place}. {escape_markdown(t(name))}** {escape_markdown(t(sentence))}")
        st.caption(escape_markdown(t("Guides stand on the page About.")))


def show_first_steps(t: Language, *, shown: bool) -> None:
    """Draw the four steps in a line, until somebody has put it away once.

    Parameters
    ----------
    shown : where not, its place stays: what follows would move up by one, and the framework
        would draw the map anew.
    """
    with st.container(key="first_steps"):
        if not shown:
            return
        show_markup(
            "first_steps.html",
            steps=[t(name) for name, _ in STEPS],
            more=t("more behind “?”"),
            done=t("Put away"),
        )
