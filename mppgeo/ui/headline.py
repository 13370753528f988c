"""The head of every page: one line with what is shown, where and of which day."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from mppgeo.base.told import Told
from mppgeo.content.headline import make_figures, make_title, tell_page_basis
from mppgeo.content.links import link_names
from mppgeo.content.sentences import name_place
from mppgeo.content.trend import make_trends
from mppgeo.ui.markup import show_markup
from mppgeo.ui.state import Context


def show_title(
    context: Context,
    title: str,
    told: Told | str = "",
    *,
    place: bool = True,
    basis: bool = True,
) -> None:
    """Draw the head of a page without figures.

    Parameters
    ----------
    told : the finding in a sentence, below the title.
    place, basis : whether the page follows the filters by place, and day and denominator.
    """
    where = name_place(context.dataset, context.view, context.t)
    show_markup(
        "title.html",
        title=f"{title}: {where}" if place else title,
        basis=tell_page_basis(context, context.page) if basis else "",
        old=basis and context.known.is_old,
        finding=link_names(told, context.view),
    )


def show_headline(
    context: Context,
    told: Told,
    show_tools: Callable[[], None] | None = None,
    *,
    title: str = "",
) -> None:
    """Draw title, day, denominator, the finding in a sentence, and the figures of the view.

    Parameters
    ----------
    told : the sentence.
    show_tools : draws what stands at the end of the title's line.
    title : of the page; "" = what the view is about.
    """
    with st.container(horizontal=True, key="heading", gap="small", vertical_alignment="center"):
        show_markup(
            "title.html",
            title=title or make_title(context),
            basis=tell_page_basis(context, context.page),
            old=context.known.is_old,
        )
        if show_tools:
            show_tools()
    show_markup(
        "headline.html",
        told=link_names(told, context.view),
        figures=make_figures(context),
        trends=make_trends(context),
    )
