"""The sidebar: language, search and filters, the same on every page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from mppgeo.base.caching import cached
from mppgeo.base.language import LANGUAGES, Language
from mppgeo.base.names import search, shorten
from mppgeo.content.classes import PRESENCE
from mppgeo.country.regions import PULAU_NAMES, pulau_of
from mppgeo.coverage import DENOMINATORS, HAS, HAS_NOT
from mppgeo.dataset import Dataset
from mppgeo.growth.curve import list_milestones
from mppgeo.scene.view import FIRST_DAY, JENIS, KABKOTA, PROVINSI, View
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context, bind, current_view, go

_SEARCH = "w_search"


def show_sidebar(context: Context) -> None:
    """Draw all filters; every change goes through the view."""
    with st.sidebar:
        _show_language(context)
        _show_search(context)
        _show_places(context)
        _show_kinds(context)
        _show_day(context)
        if context.view.home() != context.view:
            st.button(
                context.t("Clear all filters"),
                on_click=lambda: go(current_view().home()),
                icon=":material/close:",
                width="stretch",
                key="w_clear",
            )


def _show_language(context: Context) -> None:
    t = context.t
    st.segmented_control(
        t("Language"),
        list(LANGUAGES),
        format_func=LANGUAGES.get,
        required=True,
        label_visibility="collapsed",
        width="stretch",
        **bind(
            "w_lang", context.view.lang, lambda view, lang: replace(view, lang=lang or view.lang)
        ),
    )


def _show_search(context: Context) -> None:
    t, regions = context.t, context.dataset.regions

    def on_search() -> None:
        matches = search(st.session_state[_SEARCH], regions)
        exact = [match for match in matches if match.score == 100]
        if len(exact) == 1:
            _open(exact[0].kode)

    text = st.text_input(
        t("Find an area"),
        key=_SEARCH,
        placeholder=t("such as banyuwangi or kab. malang"),
        icon=":material/search:",
        on_change=on_search,
        max_chars=80,
    )
    if not text:
        return
    matches = search(text, regions)
    if not matches:
        st.caption(t("No area with such a name."))
    names = context.dataset.names
    for match in matches:
        label = shorten(names[match.kode])
        if len(match.kode) > 2:
            label += f" · {shorten(names[match.kode[:2]])}"
        st.button(
            escape_markdown(label),
            key=f"w_found_{match.kode}",
            type="tertiary",
            on_click=_open,
            args=(match.kode,),
        )


def _open(kode: str) -> None:
    st.session_state[_SEARCH] = ""
    go(replace(current_view(), provinsi=(), pulau=(), jenis=None, status=None).select(kode))


def _show_places(context: Context) -> None:
    t, view = context.t, context.view
    names = context.dataset.provinsi_names

    def change_provinsi(view: View, codes: object) -> View:
        kept = tuple(sorted(codes))
        kode = view.kode if not kept or (view.kode or "")[:2] in kept else None
        level = view.level
        if bool(kept) != bool(view.provinsi):
            level = KABKOTA if kept else PROVINSI
        fits = all(pulau_of(kode) in view.pulau for kode in kept)
        pulau = view.pulau if fits else ()
        return replace(view, provinsi=kept, pulau=pulau, kode=kode, level=level)

    def change_pulau(view: View, groups: object) -> View:
        kept = tuple(k for k in view.provinsi if not groups or pulau_of(k) in groups)
        return replace(view, pulau=tuple(sorted(groups)), provinsi=kept, kode=None)

    st.multiselect(
        t("Province"),
        list(names),
        format_func=names.get,
        placeholder=t("All provinces"),
        select_all=False,
        **bind("w_provinsi", list(view.provinsi), change_provinsi),
    )
    st.multiselect(
        t("Island group"),
        list(PULAU_NAMES),
        format_func=lambda pulau: t(PULAU_NAMES[pulau]),
        placeholder=t("All of Indonesia"),
        select_all=False,
        **bind("w_pulau", list(view.pulau), change_pulau),
    )


def _show_kinds(context: Context) -> None:
    t, view = context.t, context.view
    kinds = {"kabupaten": t("Kabupaten"), "kota": t("Kota")}
    statuses = {HAS: t(PRESENCE[HAS].label), HAS_NOT: t(PRESENCE[HAS_NOT].label)}
    st.segmented_control(
        t("Kabupaten or kota"),
        JENIS,
        format_func=kinds.get,
        width="stretch",
        **bind(
            "w_jenis", view.jenis, lambda view, jenis: replace(view, jenis=jenis, level=KABKOTA)
        ),
    )
    st.segmented_control(
        t("MPP"),
        list(statuses),
        format_func=statuses.get,
        width="stretch",
        **bind(
            "w_status",
            view.status,
            lambda view, status: replace(view, status=status, level=KABKOTA),
        ),
    )


def _show_jumps(context: Context) -> None:
    jumps = name_jumps(context.dataset, context.today, context.t)
    here = context.as_of.isoformat()
    st.selectbox(
        context.t("Jump to"),
        list(jumps),
        index=None,
        format_func=jumps.get,
        placeholder=context.t("a day of note"),
        **bind(
            "w_lompat",
            here if here in jumps else None,
            lambda view, jump: _jump(view, jump, context.today),
        ),
    )


@cached(maxsize=8)
def name_jumps(dataset: Dataset, today: dt.date, t: Language) -> dict[str, str]:
    """Days worth jumping to, as ISO text, with what happened on them."""
    said = {
        "year": t("end of {number}"),
        "joint": t("{number} inaugurated together"),
        "official": t("official {number}"),
    }
    jumps = {today.isoformat(): t("Today")}
    for day, kind, number in list_milestones(dataset, today):
        told = said[kind].format(number=number)
        known = jumps.get(day.isoformat())
        jumps[day.isoformat()] = f"{known}; {told}" if known else f"{t.date(day, 'medium')}: {told}"
    return jumps


def _jump(view: View, jump: object, today: dt.date) -> View:
    if not jump:
        return view
    day = dt.date.fromisoformat(str(jump))
    return replace(view, as_of=None if day == today else day)


def _show_day(context: Context) -> None:
    t, view = context.t, context.view

    def change_day(view: View, day: object) -> View:
        return replace(view, as_of=None if day in (None, context.today) else day)

    st.date_input(
        t("Day chosen"),
        min_value=FIRST_DAY,
        max_value=context.today,
        format="DD/MM/YYYY",
        **bind("w_tanggal", context.as_of, change_day),
    )
    _show_jumps(context)
    labels = {
        508: t("508 autonomous areas"),
        509: t("509: with Jakarta as one"),
        514: t("514: all kabupaten and kota"),
    }
    st.selectbox(
        t("Denominator"),
        DENOMINATORS,
        format_func=labels.get,
        **bind(
            "w_penyebut", view.denominator, lambda view, number: replace(view, denominator=number)
        ),
    )
