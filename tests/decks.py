"""Decks of many views, each made once, and what stands in them; for the tests of decks."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from pptx import Presentation

from mppgeo.base.language import Language
from mppgeo.briefing.deck import write_deck
from mppgeo.country.regions import pulau_of
from mppgeo.coverage import take_snapshot
from mppgeo.live import current
from mppgeo.scene.lengths import FULL
from mppgeo.scene.scene import Scene
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import FIRST_DAY, View

TODAY = dt.date(2026, 1, 31)
VIEWS = {
    "nation": View(),
    "nation of 514, English": View(lang="en", denominator=514),
    "before any opening": View(as_of=FIRST_DAY),
    "kota of 508, in 2022": View(as_of=dt.date(2022, 6, 30), denominator=508, jenis="kota"),
    "Jawa": View(pulau=("jawa",)),
    "DKI Jakarta": View(provinsi=("31",)),
    "DKI Jakarta of 514, English": View(provinsi=("31",), denominator=514, lang="en"),
    "Jawa Tengah": View(provinsi=("33",)),
    "Papua Pegunungan, English": View(provinsi=("95",), lang="en"),
    "Papua Pegunungan before 2022": View(provinsi=("95",), as_of=dt.date(2020, 6, 30)),
}
every_view = pytest.mark.parametrize("name", VIEWS)


@functools.cache
def show(name: str) -> SimpleNamespace:
    """The deck of a view, and what the core says of it, found without the briefing."""
    view, dataset = replace(VIEWS[name], panjang=FULL), current()
    day = view.as_of or TODAY
    snapshot = take_snapshot(dataset, day, view.denominator, jenis=view.jenis)
    day = snapshot.day
    places = view.provinsi or tuple(
        sorted(kode for kode in dataset.provinsi_names if pulau_of(kode) in view.pulau)
    )
    return SimpleNamespace(
        view=view,
        dataset=dataset,
        day=day,
        t=Language(view.lang),
        snapshot=snapshot,
        places=places,
        selection=select_areas(snapshot, view),
        total=snapshot.total(places),
        deck=open_deck(write_deck(Scene(dataset, view, TODAY))),
    )


def open_deck(body: bytes):
    return Presentation(io.BytesIO(body))


def find_slides(shown: SimpleNamespace, title: str) -> list:
    """The slides of a section, by its title in English."""
    wanted = shown.t(title)
    return [
        slide
        for slide in shown.deck.slides
        if re.sub(r" \(\d+/\d+\)$", "", slide.shapes.title.text) == wanted
    ]


def read_tiles(slide) -> list[list[str]]:
    """Texts of the figures of a slide; units stay on a line with their numbers there."""
    return [
        [re.sub("[\xa0\v]", " ", paragraph.text) for paragraph in shape.text_frame.paragraphs]
        for shape in slide.shapes
        if shape.name.startswith("Figure")
    ]


def charts_of(slides: list) -> list:
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
