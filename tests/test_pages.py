"""The pages as Streamlit runs them, without a browser."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from babel.messages.pofile import read_po
from streamlit.testing.v1 import AppTest

from mppgeo.base.clock import today
from mppgeo.base.language import LOCALE_DIR, UNKNOWN
from mppgeo.base.paths import PAGES, PROJECT
from mppgeo.content.first_sight import see_first
from mppgeo.content.pages import DAY as DAY_FILTER
from mppgeo.content.pages import DENOMINATOR, FILTERS, KINDS, LEVEL, PLACES, STATUS
from mppgeo.content.pages import PAGES as KNOWN
from mppgeo.live import current
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

PAGE_NAMES = sorted(path.stem for path in PAGES.glob("*.py"))
DAY = {"tanggal": "2024-12-12"}
BEYOND = {
    "id": (
        "Catatan berakhir sebelum tanggal yang dipilih, 1 November 2026\\:"
        " semua angka cakupan adalah angka 15 Desember 2025."
    ),
    "en": (
        "The records end before the day chosen, 1 November 2026\\:"
        " all figures of coverage are of 15 December 2025."
    ),
}
"""What pages say of a day after the last one known, by language."""


def open_app(page: str = "peta", **query: str | list[str]) -> AppTest:
    """The app at an address, run once without exception."""
    app = AppTest.from_file(PROJECT / "mppgeo" / "ui" / "main.py", default_timeout=180)
    if page != "peta":
        app.switch_page(f"../../pages/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    assert [error.message for error in app.exception] == []
    return app


def turn_to(app: AppTest, page: str) -> AppTest:
    return checked(app.switch_page(f"../../pages/{page}.py").run())


def find(widgets, label: str):
    [found] = [widget for widget in widgets if widget.label == label]
    return found


def query_of(app: AppTest) -> dict[str, object]:
    return dict(app.query_params)


def html_of(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def choices_of(app: AppTest) -> list[tuple[str, object]]:
    """What every filter says, by its label."""
    widgets = [*app.multiselect, *app.selectbox, *app.date_input, *app.button_group]
    return [(widget.label, widget.value) for widget in widgets]


def texts_of(app: AppTest) -> str:
    """All that the page says, widgets and column titles included, but for the rows of tables."""
    texts = []
    for element in app.main:
        if element.type == "dataframe":
            texts.append(element.proto.columns)
        elif getattr(element, "proto", None) is not None:
            texts.append(str(element.proto).replace('\\"', '"'))
    return "\n".join(texts)


def notices_of(app: AppTest) -> list[str]:
    return [warning.value for warning in app.warning]


def beyond_records(query: dict[str, str]) -> list[str]:
    """The notices on an address whose day is 1 November 2026, and on that of an earlier day."""
    if query["tanggal"] != "2026-11-01":
        return []
    return [BEYOND[query.get("lang", "id")]]


def cells_of(app: AppTest) -> set[str]:
    """All texts in the rows of the tables, but for the examples of the data dictionary."""
    frames = [table.value.drop(columns="example", errors="ignore") for table in app.dataframe]
    values = [frame.astype(object).to_numpy().ravel() for frame in frames]
    return {cell for row in values for cell in row if isinstance(cell, str)}


def test_there_are_pages():
    assert {"data", "peta", "tentang"} <= set(PAGE_NAMES)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_first_page(lang):
    app = open_app(lang=lang, **DAY)
    assert not app.warning and not app.error
    title = {"id": "Mal Pelayanan Publik", "en": "Public service malls"}[lang]
    date = {"id": "12 Desember 2024", "en": "12 December 2024"}[lang]
    assert title in html_of(app) and date in html_of(app)
    assert len(app.dataframe[0].value) == 38
    assert len(app.get("component_instance")) == 1


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_every_page_can_be_opened_in_english(page):
    app = open_app(page, lang="en", provinsi="35", **DAY)
    assert not app.warning and not app.error
    provinces = [box.value for box in app.multiselect if box.label == "Province"]
    # Filters that do not act on a page are not shown.
    assert provinces == ([] if page in ("data", "rekonsiliasi", "tentang") else [["35"]])
    # The picture that the page begins with is headed as the page is.
    view = View(lang="en", provinsi=("35",), as_of=dt.date(2024, 12, 12))
    sight = see_first(Scene(current(), view, today()), "" if page == "peta" else page)
    shown = unescape(html_of(app))
    assert f"<h1>{sight.title}" in shown and sight.basis in shown
    assert sight.told in re.sub(r"<[^>]+>", "", shown)
    check_frame(app)


def check_frame(app: AppTest) -> None:
    """The rules of all pages: one heading, no empty columns, numbers alike, charts as well."""
    assert html_of(app).count("<h1") == 1
    for element in app.dataframe:
        frame, settings = element.value, json.loads(element.proto.columns)
        for column in frame if len(frame) else ():
            said = frame[column].dropna().map(str)
            assert not said.isin(["", UNKNOWN, "[]"]).all(), column
        for column, told in settings.items():
            form = told.get("type_config") or {}
            if form.get("type") == "progress":
                assert (form["format"], form["step"], form["max_value"]) == ("percent", 0.001, 1)
                assert frame[column].dropna().between(0, 1).all(), column
            if form.get("type") == "number":
                assert form["format"] == "localized"
                assert "step" in form or (frame[column].dropna() % 1 == 0).all(), column
    for element in app.get("vega_lite_chart"):
        chart = json.loads(element.proto.spec)
        assert "Source Sans" in chart["config"]["font"]
        axes = list(_find_axes(chart))
        assert axes
        for axis in axes:
            assert axis.get("labelExpr") and axis.get("format", ",d") == ",d", axis


def _find_axes(chart: object) -> Iterator[dict]:
    """The axes of numbers that a chart draws."""
    if isinstance(chart, list):
        for part in chart:
            yield from _find_axes(part)
    elif isinstance(chart, dict):
        for name in ("x", "y"):
            drawn = (chart.get("encoding") or {}).get(name) or {}
            if drawn.get("type") == "quantitative" and drawn.get("title"):
                yield drawn.get("axis") or {}
        for name in ("layer", "hconcat", "vconcat"):
            yield from _find_axes(chart.get(name) or [])


CHANGES = {
    PLACES: {"provinsi": "33"},
    KINDS: {"jenis": "kota"},
    STATUS: {"status": "belum"},
    DAY_FILTER: {"tanggal": "2021-06-30"},
    DENOMINATOR: {"penyebut": "514"},
    LEVEL: {"level": "kabkota"},
}
"""What the address says of every filter, beside that of a page without any."""


def look_at(app: AppTest) -> list[object]:
    """What a page shows, but for its day and filters, and for addresses, which hold them all."""
    html = re.sub(r"<small.*?</small>|<[^>]+>", "", html_of(app), flags=re.DOTALL)
    maps = [
        re.sub(r'openings[^"]*|day\\*":\\*"[\d-]+', "", element.proto.json_args)
        for element in app.get("component_instance")
    ]
    charts = [element.proto.data.data for element in app.get("vega_lite_chart")]
    return [html, [table.value.to_csv() for table in app.dataframe], maps, charts]


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_every_filter_of_a_page_acts_and_no_other(page):
    acting = KNOWN["" if page == "peta" else page].filters
    app = open_app(page)
    before = look_at(app)

    def follows(*filters: str) -> bool:
        app.query_params.clear()
        for name in filters:
            app.query_params.update(CHANGES[name])
        return look_at(checked(app.run())) != before

    assert [name for name in acting if not follows(name)] == []
    assert not follows(*(FILTERS - acting))


def test_a_day_of_the_past_can_be_left_wherever_it_acts():
    for page in ("peta", "tahapan", "data"):
        app = open_app(page, **DAY)
        [back] = [button for button in app.button if "kembali ke terbaru" in button.label]
        assert "12 Des 2024" in back.label
        checked(back.click().run())
        assert query_of(app) == {}
        assert not [button for button in app.button if "terbaru" in button.label]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ({"provinsi": "35", "level": "kabkota"}, 38),
        ({"provinsi": ["34", "51"], "level": "kabkota"}, 14),
        ({"pulau": "kalimantan"}, 5),
        ({"jenis": "kota", "level": "kabkota"}, 98),
        ({"level": "kabkota"}, 514),
        ({"provinsi": "34", "level": "kabkota", "status": "belum"}, 0),
        ({"provinsi": "31", "level": "kabkota", "penyebut": "508"}, 6),
        ({"tanggal": "2017-10-01"}, 34),
    ],
    ids=str,
)
def test_the_table_follows_the_address(query, rows):
    app = open_app(**{**DAY, **query})
    assert not app.warning
    assert len(app.dataframe[0].value) == rows


def test_tables_take_turns_with_a_few_keys():
    # Streamlit remembers every key as long as the page is open.
    app = open_app(provinsi="33", level="kabkota")
    keys = []
    for number in (*range(1, 30), *range(1, 4)):
        app.query_params["kode"] = f"33.{number:02}"
        [selected, *_] = checked(app.run()).dataframe
        keys.append(selected.proto.id)
    assert len(set(keys)) == 16
    # None that the last reruns had: the old selection would be taken for the new rows'.
    assert all(key not in keys[max(at - 15, 0) : at] for at, key in enumerate(keys))


def test_a_selected_area_has_its_card():
    app = open_app(provinsi="35", kode="35.10", **DAY)
    assert "Kab. Banyuwangi" in html_of(app) and 'href="https://' in html_of(app)
    assert '<article class="mpp-card"' not in html_of(open_app(provinsi="35", **DAY))


@pytest.mark.parametrize(
    "query",
    [
        {"tanggal": "kemarin"},
        {"provinsi": "99"},
        {"penyebut": "500"},
        {"kode": "35.10", "provinsi": "33"},
        {"lang": "fr"},
        {"lang": ["en", "id"]},
        {"kode": "<script>alert(1)</script>"},
    ],
    ids=str,
)
def test_a_bad_address_gives_a_warning(query):
    app = open_app(**query)
    assert len(app.warning) == 1
    assert len(app.dataframe[0].value) > 0


@pytest.mark.parametrize(
    "value",
    ["![x](https://example.org/a.png)", "[klik](https://example.org)", ":red[awas]"],
)
def test_a_value_of_the_address_is_not_read_as_markdown(value):
    """An address may be sent by anybody: it must not place images or links on the page."""
    [warning] = open_app(provinsi=value).warning
    assert value not in warning.value


# Every choice goes to the address


def test_choices_gather_in_the_address():
    app = open_app()
    query = {}
    for kind, label, value, changes in (
        ("selectbox", "Penyebut", 514, {"penyebut": "514"}),
        ("date_input", "Tanggal yang dipilih", dt.date(2022, 5, 20), {"tanggal": "2022-05-20"}),
        ("multiselect", "Kelompok pulau", ["jawa"], {"pulau": "jawa"}),
        ("multiselect", "Provinsi", ["35"], {"provinsi": "35", "level": "kabkota"}),
        ("button_group", "Kabupaten atau kota", "kota", {"jenis": "kota"}),
        ("button_group", "MPP", "belum", {"status": "belum"}),
        ("button_group", "Bahasa", "en", {"lang": "en"}),
    ):
        checked(find(getattr(app, kind), label).set_value(value).run())
        query |= changes
        assert query_of(app) == query
    again = open_app(**query)
    assert html_of(again) == html_of(app)
    assert choices_of(again) == choices_of(app)
    assert again.dataframe[0].value.equals(app.dataframe[0].value)


@pytest.mark.parametrize(
    ("kind", "label", "value", "query"),
    [
        ("multiselect", "Provinsi", ["35"], {"provinsi": "35", "level": "kabkota"}),
        ("button_group", "MPP", "belum", {"status": "belum", "level": "kabkota"}),
        ("button_group", "Tingkat", "kabkota", {"level": "kabkota"}),
    ],
)
def test_a_choice_of_kabkota_shows_kabkota(kind, label, value, query):
    app = open_app()
    checked(find(getattr(app, kind), label).set_value(value).run())
    assert query_of(app) == query


def test_the_filters_are_cleared_at_once():
    app = open_app(provinsi="35", jenis="kota", kode="35.78", lang="en", penyebut="514", **DAY)
    checked(find(app.button, "Clear all filters").click().run())
    assert query_of(app) == {"lang": "en", "penyebut": "514", **DAY}
    assert not [button for button in app.button if button.label == "Clear all filters"]


def test_the_length_of_a_deck_and_its_sections_go_into_the_address():
    app = open_app(provinsi="95", lang="en")
    app.session_state["more_forms"] = True
    checked(app.run())
    assert "6 slides" in texts_of(app)
    sections = find(app.button_group, "Sections")
    assert sections.value == ["peta", "belum", "pertumbuhan", "berikut", "catatan"]
    checked(sections.set_value(["catatan", "peta"]).run())
    assert query_of(app)["isi"] == ["peta", "catatan"] and "3 slides" in texts_of(app)
    checked(find(app.button_group, "Length of slide deck and handout").set_value("satu").run())
    assert query_of(app)["panjang"] in ("satu", ["satu"]) and "isi" not in query_of(app)
    assert "1 slide" in texts_of(app)
    assert not [one for one in app.button_group if one.label == "Sections"]


def test_back_leads_out_step_by_step():
    app = open_app(provinsi="35", kode="35.78", **DAY)
    checked(find(app.button, "Kembali").click().run())
    assert query_of(app) == {"provinsi": "35", "level": "kabkota", **DAY}
    checked(find(app.button, "Kembali").click().run())
    assert query_of(app) == DAY


def test_an_exact_name_is_opened_and_others_are_offered():
    app = open_app(**DAY)
    checked(app.text_input[0].set_value("kab. banyu wangi").run())
    assert query_of(app)["kode"] == "35.10" and "Kab. Banyuwangi" in html_of(app)
    # As after a click on the map of the province: title, figures and table are its own.
    assert query_of(app)["provinsi"] == "35" and len(app.dataframe[0].value) == 38
    checked(app.text_input[0].set_value("malang").run())
    assert query_of(app)["kode"] == "35.10"
    [offered] = [button for button in app.button if button.label.startswith("Kota Malang")]
    checked(offered.click().run())
    assert query_of(app)["kode"] == "35.73" and app.text_input[0].value == ""


@pytest.mark.parametrize("name", ["zzzzqqq", "{}"])
def test_an_unknown_name_is_told(name):
    app = open_app(**DAY)
    checked(app.text_input[0].set_value(name).run())
    assert "Tidak ada daerah dengan nama itu." in [caption.value for caption in app.caption]
    assert query_of(app) == DAY


def test_the_view_is_kept_from_page_to_page():
    app = open_app(provinsi="35", lang="en", **DAY)
    for page in [*PAGE_NAMES, "peta"]:
        turn_to(app, page)
        assert query_of(app) == {"provinsi": "35", "lang": "en", **DAY}


# The language of the page


@pytest.fixture(scope="module")
def english_sentences() -> set[str]:
    """Sentences of the catalogue whose Indonesian differs, without those that both have."""
    with (LOCALE_DIR / "id.po").open("rb") as file:
        pairs = [(m.id, m.string) for m in read_po(file, locale="id") if m.id]
    english, indonesian = set(), set()
    for sentence, translation in pairs:
        english |= {sentence} if isinstance(sentence, str) else set(sentence)
        indonesian |= {translation} if isinstance(translation, str) else set(translation)
    return english - indonesian


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_the_indonesian_page_says_nothing_in_english(english_sentences, page):
    app = open_app(page, provinsi="35", kode="35.10", **DAY)
    text, cells = texts_of(app), cells_of(app)
    leaked = []
    for sentence in english_sentences:
        parts = [part.strip() for part in re.split(r"\{\w+\}", sentence)]
        longest = max(parts, key=len)
        whole = (
            longest in text
            and len(longest.split()) > 1
            and re.search(rf"\b{re.escape(longest)}(?!\w)", text)
        )
        # Charts name their fields in lower case, as code does; labels have a capital.
        label = sentence[0].isupper() and f'"{sentence}"' in text
        if whole or label or f">{sentence}<" in text or sentence in cells:
            leaked.append(sentence)
    assert leaked == []


# Data with faults


@pytest.fixture
def small(country, monkeypatch):
    """The small country as the app's data."""
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    return country


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_without_records_the_pages_stand(small, page):
    for path in (small.folder / "records").iterdir():
        path.unlink()
    open_app(page)


@pytest.mark.parametrize("level", ["provinsi", "kabkota"])
def test_without_the_list_of_mpps_the_page_says_that_there_are_no_data(small, level):
    (small.folder / "records" / "mpp.csv").unlink()
    app = open_app(level=level)
    assert "no-data" in texts_of(app)
    if level == "kabkota":
        assert "Tidak ada data" in cells_of(app) and "Belum ada MPP" not in cells_of(app)


@pytest.mark.parametrize("lost", ["boundaries/*.geojson", "regions.csv"])
def test_without_areas_the_pages_stand_too(small, lost):
    for path in small.folder.glob(lost):
        path.unlink()
    for page in ("peta", "data"):
        open_app(page)


def test_faults_are_told_on_the_data_page(small):
    small.write_mpp(small.mpp("35.10", "2017-10-06", status="<b>tutup</b>"))
    app = open_app("data")
    [error] = app.error
    assert error.value.startswith("Ditemukan 1 kesalahan")
    assert "records/mpp.csv, baris 2, kolom status" in html_of(app)
    assert "&lt;b&gt;tutup" in html_of(app) and "<b>tutup" not in html_of(app)


def test_sound_data_are_told_on_the_data_page(small):
    small.open_none()
    app = open_app("data")
    assert len(app.success) == 1 and not app.error


def test_changed_data_are_shown_at_the_next_visit(small):
    assert "Ada MPP" not in cells_of(open_app(level="kabkota"))
    small.write_mpp(small.mpp("35.10", "2017-10-06"))
    assert "Ada MPP" in cells_of(open_app(level="kabkota"))
