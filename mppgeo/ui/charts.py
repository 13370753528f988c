"""Charts on the page, each made once for all visitors who see the same.

Altair checks and copies a chart at every step, which took longer than all else on a
page with charts; what comes of it are a specification and tables.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from hashlib import blake2b
from threading import Lock

import altair as alt
import pyarrow as pa
import streamlit as st

from mppgeo.base.caching import cached
from mppgeo.base.language import Language

_altair = Lock()
"""Altair's settings are those of the whole process."""


def show_chart(
    draw: Callable[..., alt.TopLevelMixin],
    *arguments: object,
    t: Language,
    key: str,
    **options: object,
) -> object:
    """Show what ``draw`` draws of its arguments and ``t``; what Streamlit returns for it.

    Parameters
    ----------
    arguments : what can be pickled; equal content gives the same chart.
    options : further ones of ``st.vega_lite_chart``, such as ``on_select``.
    """
    specification = _specify(draw, arguments, t)
    return st.vega_lite_chart(specification, theme=None, key=f"{key}_{t.code}", **options)


def _tell_apart(draw: Callable, arguments: tuple, t: Language) -> tuple:
    return draw, _hash(arguments), t


def _hash(content: object) -> str:
    return blake2b(pickle.dumps(content), digest_size=16).hexdigest()


@cached(maxsize=128, key=_tell_apart)
def _specify(draw: Callable[..., alt.TopLevelMixin], arguments: tuple, t: Language) -> dict:
    """The chart as Vega-Lite, its rows as tables: written out, days would be texts
    that every browser reads by its own clock."""
    chart = draw(*arguments, t)
    tables: dict[str, pa.Table] = {}

    def keep(frame: object) -> dict[str, str]:
        table = pa.Table.from_pandas(frame, preserve_index=False)
        # The page takes a table of the same name for the same rows, or for more of them.
        name = _hash(table)
        tables[name] = table
        return {"name": name}

    with _altair:
        alt.data_transformers.register("mppgeo", keep)
        with alt.data_transformers.enable("mppgeo"), alt.theme.enable("none"):
            specification = chart.to_dict()
    return {**specification, "datasets": tables}
