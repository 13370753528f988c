"""Every output, read: none bears a day of figures after the last one known.

All are asked for one later day, in which nothing happened. It may stand where the day chosen is
told as such, in one sentence and on the button that takes the choice back, and nowhere else; nor
may the day of the reader.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import pypdfium2 as pdfium
import pytest
from openpyxl import load_workbook
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from mppgeo.base.clock import today
from mppgeo.base.language import LANGUAGES, Language
from mppgeo.base.paths import PAGES, PROJECT
from mppgeo.briefing.files import SIZES, make_file, name_file
from mppgeo.content.charts import draw_growth, draw_reach
from mppgeo.content.sentences import find_beyond, tell_known
from mppgeo.growth.curve import trace_growth
from mppgeo.live import current
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import KABKOTA, View

ASKED = dt.date(2026, 3, 3)
READ_ON = dt.date(2026, 4, 4)


def write_out(day: dt.date) -> set[str]:
    """A day in every form that outputs have."""
    forms = {day.isoformat(), day.strftime("%d/%m/%Y"), day.strftime("%Y%m%d")}
    for code in LANGUAGES:
        forms |= {Language(code).date(day, form) for form in ("long", "medium")}
    return forms


def find_days(text: str, *days: dt.date, told: str = "") -> list[str]:
    """What a text says of days, with some letters around; ``told`` is left aside."""
    text = re.sub(r"\\+([^\w\s])", r"\1", text.replace("\xa0", " "))
    if told:
        text = text.replace(told, "")
    forms = "|".join(re.escape(form) for day in days for form in sorted(write_out(day)))
    return [text[max(0, m.start() - 60) : m.end() + 20] for m in re.finditer(forms, text)]


def show(**filters: object) -> Scene:
    return Scene(current(), View(as_of=ASKED, **filters), READ_ON)


def tell(scene: Scene) -> str:
    return find_beyond(ASKED, scene.known).explain(scene.t)


@pytest.mark.parametrize("page", sorted(path.stem for path in PAGES.glob("*.py")))
def test_no_page_bears_a_later_day(page):
    app = AppTest.from_file(str(PROJECT / "mppgeo" / "ui" / "main.py"), default_timeout=180)
    app.query_params["tanggal"] = ASKED.isoformat()
    app.query_params["provinsi"] = "34"
    app.switch_page(str(PAGES / f"{page}.py")).run()
    assert not app.exception
    told = tell(show())
    [notice] = [one.value.replace("\\", "") for one in app.warning]
    assert notice == told
    drawn = [*app.main, *app.sidebar]
    # The field of the day chosen holds it, and a report is entered for one.
    drawn = [one for one in drawn if one.type not in ("date_input",)]
    for back in [one for one in drawn if getattr(one, "key", None) == "w_latest"]:
        assert back.label == "3 Mar 2026: kembali ke terbaru"
        drawn.remove(back)
    # So does an address, which is not told but copied.
    texts = [re.sub(r"api/[\w.]+\?[^ ]*", "", str(getattr(one, "proto", ""))) for one in drawn]
    assert len(texts) > 5
    # Links lead to the same view, and so to the day asked for.
    texts = [re.sub(r'href=\\"\?[^"]*"', "", text) for text in texts]
    found = [day for text in texts for day in find_days(text, ASKED, today(), told=told)]
    assert found == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["pptx", "pdf", "xlsx", "svg"])
def test_no_file_bears_a_later_day(form, lang):
    scene = show(provinsi=("34",), level=KABKOTA, lang=lang)
    assert "2025-12-15" in name_file(scene, form)
    body = make_file(scene, form, SIZES["layar"])
    texts = {"pptx": read_deck, "pdf": read_pdf, "xlsx": read_book, "svg": bytes.decode}[form](body)
    text = re.sub(r"\s+", " ", texts)
    assert tell_known(scene.known, scene.t) in text
    made_on = scene.t("Made on {date}", date=scene.t.date(READ_ON))
    text = text.replace(made_on, "")
    assert find_days(text, ASKED, told=tell(scene)) == []
    assert find_days(text, READ_ON) == []


def read_deck(body: bytes) -> str:
    deck, found = Presentation(io.BytesIO(body)), []
    for slide in deck.slides:
        found += [text for shape in slide.shapes for text in shape._element.itertext()]
        found += [name for shape in slide.shapes for name in shape._element.xpath(".//@descr")]
        found.append(slide.notes_slide.notes_text_frame.text)
        for shape in slide.shapes:
            if shape.has_chart:
                found += [text for text in shape.chart._chartSpace.itertext()]
                found += [str(c) for c in shape.chart.plots[0].categories]
    return " ".join(found)


def read_pdf(body: bytes) -> str:
    with pdfium.PdfDocument(body) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        # When the file was made is another thing than what it tells.
        about = document.get_metadata_dict()
    return " ".join([*pages, about["Title"], about["Subject"]])


def read_book(body: bytes) -> str:
    book = load_workbook(io.BytesIO(body), read_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    return " ".join(
        cell.date().isoformat() if isinstance(cell, dt.datetime) else str(cell)
        for cell in cells
        if cell is not None
    )


@pytest.mark.parametrize(
    "command",
    [
        ("coverage", "--by", "nasional"), ("coverage", "--by", "provinsi"),
        ("reach", "--by", "nasional"), ("next", "--k", "1"), ("priority",),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("form", ["table", "json"])
def test_no_command_bears_a_later_day(run, read_once, command, form):
    code, out, err = run(*command, "--as-of", ASKED, "--format", form, "--lang", "en")
    assert code == 0
    assert find_days(out + err, ASKED, today(), told=tell(show(lang="en"))) == []
    assert "records until 15 December 2025" in (out + err).replace("Records", "records")
    if form == "json":
        rows = json.loads(out)
        for row in rows if isinstance(rows, list) else [rows]:
            assert row["as_of"] == row["known_until"] == "2025-12-15"


def test_the_lines_end_with_the_records_and_the_axis_says_so():
    scene, t = show(lang="en"), Language("en")
    growth = trace_growth(scene.dataset, ASKED, 509)
    assert growth["day"].max().date() == dt.date(2025, 12, 15)
    reach = growth[["day"]].assign(people_25_pct=1.0)
    for chart in (
        draw_growth(growth, 509, [], [], ASKED, t),
        draw_reach(reach, {25: "25 km"}, ASKED, t),
    ):
        assert "no records yet" in str(chart.to_dict())
    ended = draw_growth(growth, 509, [], [], dt.date(2025, 12, 15), t)
    assert "no records yet" not in str(ended.to_dict())
