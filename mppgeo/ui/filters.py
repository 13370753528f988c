"""Language, search and filters: one row above every page, with those that act on it.

What is chosen rarely stands in a popover at the end of the row; nothing of it takes width
from the map.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Set
from dataclasses import replace

import streamlit as st

from mppgeo.base.caching import cached
from mppgeo.base.language import LANGUAGES, Language
from mppgeo.base.names import search, shorten
from mppgeo.content.classes import PRESENCE
from mppgeo.content.pages import DAY, DENOMINATOR, KINDS, LEVEL, PAGES, PLACES, STATUS
from mppgeo.country.regions import PULAU_NAMES, pulau_of
from mppgeo.coverage import DENOMINATORS, HAS, HAS_NOT
from mppgeo.dataset import Dataset
from mppgeo.growth.curve import list_milestones
from mppgeo.scene.view import FIRST_DAY, JENIS, KABKOTA, LEVELS, PROVINSI, View
from mppgeo.ui.markup import escape_markdown
from mppgeo.ui.state import Context, bind, current_view, go
from mppgeo.ui.tour import show_help

_SEARCH = "w_search"


def show_filters(context: Context) -> None:
    """Draw the filters that act on the page; every change goes through the view."""
    t, view = context.t, context.view
    acting = PAGES[context.page].filters
    if not acting:
        return
    found = None
    with st.container(horizontal=True, key="filters", gap="small", vertical_alignment="center"):
        if PLACES in acting:
            _show_provinces(context)
            found = _show_search(context)
        if LEVEL in acting:
            _show_level(context)
        if KINDS in acting:
            _show_kinds(context)
        if STATUS in acting:
            _show_status(context)
        # On pages of the day alone, it is no rarer choice.
        if PLACES in acting:
            with st.popover(
                t("More filters"), icon=":material/tune:", type="tertiary", key="more_filters"
            ):
                _show_rarer(context, acting)
        else:
            _show_rarer(context, acting)
        if DAY in acting and context.as_of != context.today:
            st.button(
                t("{date}: back to the latest", date=t.date(context.as_of, "medium")),
                on_click=lambda: go(replace(current_view(), as_of=None)),
                icon=":material/history:",
                key="w_latest",
            )
        if PLACES in acting and view.home() != view:
            st.button(
                t("Clear all filters"),
                on_click=lambda: go(current_view().home()),
                icon=":material/close:",
                type="tertiary",
                key="w_clear",
            )
    if found is not None:
        _show_found(context, found)


def _show_rarer(context: Context, acting: Set[str]) -> None:
    if PLACES in acting:
        _show_groups(context)
    if DAY in acting:
        _show_day(context)
    if DENOMINATOR in acting:
        _show_denominator(context)


def show_language(context: Context) -> None:
    """Draw the switch between languages; it stands in the bar of the menu."""
    view = context.view
    with st.container(key="language", width="content", horizontal=True):
        show_help(context)
        st.segmented_control(
            context.t("Language"),
            list(LANGUAGES),
            format_func=LANGUAGES.get,
            required=True,
            label_visibility="collapsed",
            **bind("w_lang", view.lang, lambda view, lang: replace(view, lang=lang or view.lang)),
        )


def _show_search(context: Context) -> list[str] | None:
    """Draw the search; returns the areas to choose from, None where nothing is asked for."""
    t, regions = context.t, context.dataset.regions

    def on_search() -> None:
        matches = search(st.session_state[_SEARCH], regions)
        exact = [match for match in matches if match.score == 100]
        group = _find_group(st.session_state[_SEARCH])
        if len(exact) == 1:
            _open(exact[0].kode)
        elif group and not exact:
            st.session_state[_SEARCH] = ""
            go(replace(current_view().home(), pulau=(group,), level=KABKOTA))

    text = st.text_input(
        t("Find an area"),
        key=_SEARCH,
        placeholder=t("Find an area"),
        help=t("such as banyuwangi or kab. malang"),
        icon=":material/search:",
        on_change=on_search,
        max_chars=80,
        label_visibility="collapsed",
    )
    return [match.kode for match in search(text, regions)] if text else None


def _find_group(text: str) -> str | None:
    """The island group of that very name, in either language."""
    written = text.strip().casefold()
    for group, name in PULAU_NAMES.items():
        if written in {Language(lang)(name).casefold() for lang in LANGUAGES}:
            return group
    return None


def _show_found(context: Context, found: list[str]) -> None:
    names = context.dataset.names
    with st.container(horizontal=True, key="found", gap="small"):
        if not found:
            st.caption(context.t("No area with such a name."))
        for kode in found:
            label = shorten(names[kode])
            if len(kode) > 2:
                label += f" · {shorten(names[kode[:2]])}"
            st.button(
                escape_markdown(label),
                key=f"w_found_{kode}",
                type="tertiary",
                on_click=_open,
                args=(kode,),
            )


def _open(kode: str) -> None:
    st.session_state[_SEARCH] = ""
    go(replace(current_view(), provinsi=(), pulau=(), jenis=None, status=None).select(kode))


def _show_provinces(context: Context) -> None:
    t, names = context.t, context.dataset.provinsi_names

    def change(view: View, codes: object) -> View:
        kept = tuple(sorted(codes))
        kode = view.kode if not kept or (view.kode or "")[:2] in kept else None
        level = view.level
        if bool(kept) != bool(view.provinsi):
            level = KABKOTA if kept else PROVINSI
        fits = all(pulau_of(kode) in view.pulau for kode in kept)
        pulau = view.pulau if fits else ()
        return replace(view, provinsi=kept, pulau=pulau, kode=kode, level=level)

    st.multiselect(
        t("Province"),
        list(names),
        format_func=names.get,
        placeholder=t("All provinces"),
        select_all=False,
        label_visibility="collapsed",
        **bind("w_provinsi", list(context.view.provinsi), change),
    )


def _show_groups(context: Context) -> None:
    t = context.t

    def change(view: View, groups: object) -> View:
        kept = tuple(k for k in view.provinsi if not groups or pulau_of(k) in groups)
        return replace(view, pulau=tuple(sorted(groups)), provinsi=kept, kode=None)

    st.multiselect(
        t("Island group"),
        list(PULAU_NAMES),
        format_func=lambda pulau: t(PULAU_NAMES[pulau]),
        placeholder=t("All of Indonesia"),
        select_all=False,
        **bind("w_pulau", list(context.view.pulau), change),
    )


def _show_level(context: Context) -> None:
    t = context.t
    levels = {PROVINSI: t("Provinces"), KABKOTA: t("Kabupaten/kota")}
    st.segmented_control(
        t("Level"),
        LEVELS,
        format_func=levels.get,
        required=True,
        label_visibility="collapsed",
        **bind(
            "w_level",
            context.view.level,
            lambda view, level: replace(
                view, level=level or view.level, kode=view.kode if level == KABKOTA else None
            ),
        ),
    )


def _show_kinds(context: Context) -> None:
    t = context.t
    kinds = {"kabupaten": t("Kabupaten"), "kota": t("Kota")}
    st.segmented_control(
        t("Kabupaten or kota"),
        JENIS,
        format_func=kinds.get,
        label_visibility="collapsed",
        **bind(
            "w_jenis",
            context.view.jenis,
            lambda view, jenis: replace(view, jenis=jenis, level=KABKOTA),
        ),
    )


def _show_status(context: Context) -> None:
    t = context.t
    statuses = {HAS: t(PRESENCE[HAS].label), HAS_NOT: t(PRESENCE[HAS_NOT].label)}
    st.segmented_control(
        t("MPP"),
        list(statuses),
        format_func=statuses.get,
        label_visibility="collapsed",
        **bind(
            "w_status",
            context.view.status,
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
    def change(view: View, day: object) -> View:
        return replace(view, as_of=None if day in (None, context.today) else day)

    st.date_input(
        context.t("Day chosen"),
        min_value=FIRST_DAY,
        max_value=context.today,
        format="DD/MM/YYYY",
        **bind("w_tanggal", context.as_of, change),
    )
    _show_jumps(context)


def _show_denominator(context: Context) -> None:
    t = context.t
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
            "w_penyebut",
            context.view.denominator,
            lambda view, number: replace(view, denominator=number),
        ),
    )
