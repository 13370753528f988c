"""Decks as an office program shows them: every text in full, in its place, over no other."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from find_office import ADVICE, find_office
from PIL import Image
from pptx import Presentation
from pptx.util import Inches
from pypdfium2.raw import FPDFText_GetUnicode

from mppgeo.base.paths import PROJECT
from mppgeo.briefing.deck import write_deck
from mppgeo.briefing.stage import FOOTER, HEIGHT, WIDTH
from mppgeo.live import current
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

TODAY = dt.date(2026, 1, 31)
VIEWS = {
    "nation": View(),
    "nation-kota": View(jenis="kota"),
    "jakarta": View(provinsi=("31",)),
    "jawa-tengah": View(provinsi=("33",)),
    "papua-pegunungan-en": View(provinsi=("95",), lang="en"),
}
POINTS = 72
NEAR = 0.03
"""Inches by which letters may stand over the edge of their box."""


@dataclass(frozen=True)
class Letters:
    """The letters of a page: characters, and their boxes in inches from the upper left corner.

    ``boxes`` has the columns left, top, right, bottom.
    """

    text: np.ndarray
    boxes: np.ndarray

    def within(self, left: float, top: float, right: float, bottom: float) -> str:
        """The letters whose middle lies in a rectangle, in order."""
        x = (self.boxes[:, 0] + self.boxes[:, 2]) / 2
        y = (self.boxes[:, 1] + self.boxes[:, 3]) / 2
        inside = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
        return "".join(self.text[inside])


@dataclass(frozen=True)
class Rendered:
    """A deck and what became of it."""

    slides: list
    letters: list[Letters]


def render(name: str, folder: Path) -> Rendered:
    """Show a deck with the office program; its slides go to ``test-artifacts`` as pictures."""
    office = find_office()
    if office is None:
        pytest.fail(ADVICE)
    path = folder / f"{name}.pptx"
    path.write_bytes(write_deck(Scene(current(), VIEWS[name], TODAY)))
    subprocess.run(
        [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    document = pypdfium2.PdfDocument(path.with_suffix(".pdf"))
    shots = PROJECT / "test-artifacts"
    shots.mkdir(exist_ok=True)
    for number, page in enumerate(document, start=1):
        page.render(scale=1.5).to_pil().save(shots / f"deck-{name}-{number:02}.png")
    slides = list(Presentation(path).slides)
    return Rendered(slides, [read_letters(page) for page in document])


def read_letters(page: pypdfium2.PdfPage) -> Letters:
    assert page.get_size() == pytest.approx((WIDTH * POINTS, HEIGHT * POINTS), abs=1)
    height = page.get_height()
    textpage = page.get_textpage()
    text, boxes = [], []
    for place in range(textpage.count_chars()):
        character = chr(FPDFText_GetUnicode(textpage.raw, place))
        if not squeeze(character):
            continue
        left, bottom, right, top = textpage.get_charbox(place)
        text.append(character)
        boxes.append((left, height - top, right, height - bottom))
    return Letters(np.array(text), np.array(boxes).reshape(-1, 4) / POINTS)


def squeeze(text: str) -> str:
    """Text without spaces, bullets and hyphens, of which the reader tells none at the end of a
    line, ligatures dissolved."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s•\-\u2010\u0002\u00ad\ufffe\uffff\x00]+", "", plain)


def tell_shape(shape) -> str:
    if shape.has_table:
        return " ".join(cell.text for row in shape.table.rows for cell in row.cells)
    return shape.text_frame.text if shape.has_text_frame else ""


def is_number(shape) -> bool:
    return shape.is_placeholder and shape._element.ph.get("type") == "sldNum"


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Shows a deck of :data:`VIEWS`, once."""
    done: dict[str, Rendered] = {}

    def show(name: str) -> Rendered:
        if name not in done:
            done[name] = render(name, tmp_path_factory.mktemp(name))
        return done[name]

    return show


every_deck = pytest.mark.parametrize("name", VIEWS)


@every_deck
def test_every_slide_is_a_page(shown, name):
    rendered = shown(name)
    assert len(rendered.letters) == len(rendered.slides) > 4


@every_deck
def test_no_letter_leaves_the_page(shown, name):
    for letters in shown(name).letters:
        left, top, right, bottom = letters.boxes.T
        assert left.min() >= 0 and top.min() >= 0
        assert right.max() <= WIDTH and bottom.max() <= HEIGHT


@every_deck
def test_no_text_is_cut(shown, name):
    rendered = shown(name)
    for slide, letters in zip(rendered.slides, rendered.letters, strict=True):
        page = squeeze("".join(letters.text))
        for shape in slide.shapes:
            if is_number(shape):
                continue
            texts = [tell_shape(shape)]
            if shape.has_table:
                texts = [cell.text for row in shape.table.rows for cell in row.cells]
            for text in texts:
                assert squeeze(text) in page, (slide.shapes.title.text, text)


@every_deck
def test_every_text_stands_in_its_own_box(shown, name):
    """Too tall a text or row would leave its box, or enter that of another."""
    rendered = shown(name)
    for slide, letters in zip(rendered.slides, rendered.letters, strict=True):
        for shape in slide.shapes:
            if is_number(shape) or not tell_shape(shape):
                continue
            left, top = shape.left / Inches(1), shape.top / Inches(1)
            right, bottom = left + shape.width / Inches(1), top + shape.height / Inches(1)
            inside = letters.within(left - NEAR, top - NEAR, right + NEAR, bottom + NEAR)
            wanted = Counter(squeeze(tell_shape(shape)))
            assert Counter(squeeze(inside)) == wanted, (slide.shapes.title.text, shape.name)


@every_deck
def test_nothing_but_the_footer_stands_at_the_foot(shown, name):
    rendered = shown(name)
    for number, (slide, letters) in enumerate(
        zip(rendered.slides, rendered.letters, strict=True), 1
    ):
        if number == 1:
            continue
        [footer] = [
            shape.text_frame.text
            for shape in slide.placeholders
            if shape._element.ph.get("type") == "ftr"
        ]
        foot = letters.within(0, FOOTER.y - NEAR, WIDTH, HEIGHT)
        assert Counter(squeeze(foot)) == Counter(squeeze(footer) + str(number))
        crossing = (letters.boxes[:, 1] < FOOTER.y - NEAR) & (letters.boxes[:, 3] > FOOTER.y)
        assert "".join(letters.text[crossing]) == "", slide.shapes.title.text


@every_deck
def test_no_letter_stands_over_another(shown, name):
    rendered = shown(name)
    for slide, letters in zip(rendered.slides, rendered.letters, strict=True):
        left, top, right, bottom = (side[:, None] for side in letters.boxes.T)
        across = np.minimum(right, right.T) - np.maximum(left, left.T)
        down = np.minimum(bottom, bottom.T) - np.maximum(top, top.T)
        shared = np.clip(across, 0, None) * np.clip(down, 0, None)
        areas = (right - left) * (bottom - top)
        least = np.minimum(areas, areas.T)
        np.fill_diagonal(shared, 0)
        over = shared > 0.4 * least
        assert not over.any(), (slide.shapes.title.text, "".join(letters.text[over.any(axis=1)]))


@every_deck
def test_no_word_of_a_table_header_is_broken(shown, name):
    rendered = shown(name)
    for slide, letters in zip(rendered.slides, rendered.letters, strict=True):
        for shape in slide.shapes:
            if not shape.has_table:
                continue
            for word in {w for cell in shape.table.rows[0].cells for w in cell.text.split()}:
                assert lies_in_one_line(squeeze(word), letters), word


def lies_in_one_line(word: str, letters: Letters) -> bool:
    """Whether a word stands anywhere on the page without a line break in it."""
    text = "".join(letters.text)
    place = text.find(word)
    while place >= 0:
        lefts = letters.boxes[place : place + len(word), 0]
        if (np.diff(lefts) > 0).all():
            return True
        place = text.find(word, place + 1)
    return False


@every_deck
def test_numbers_at_charts_are_in_the_readers_locale(shown, name):
    rendered = shown(name)
    point, comma = (r"\d\.\d+%", r"\d,\d+%")
    foreign = comma if VIEWS[name].lang == "en" else point
    for slide, letters in zip(rendered.slides, rendered.letters, strict=True):
        for shape in slide.shapes:
            if not shape.has_chart:
                continue
            left, top = shape.left / Inches(1), shape.top / Inches(1)
            right, bottom = left + shape.width / Inches(1), top + shape.height / Inches(1)
            told = letters.within(left, top, right, bottom)
            assert told and not re.findall(foreign, told)


@every_deck
def test_pages_are_not_blank(shown, name):
    shots = sorted((PROJECT / "test-artifacts").glob(f"deck-{name}-[0-9]*.png"))
    assert len(shots) >= len(shown(name).slides)
    for shot in shots[: len(shown(name).slides)]:
        colours = Image.open(shot).convert("RGB").getcolors(maxcolors=1 << 22)
        assert len(colours) > 20, shot.name
