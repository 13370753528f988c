"""The handout as a reader's program opens it: pages, text, links, fonts."""

from __future__ import annotations

import ctypes
import datetime as dt
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from mppgeo.base.names import shorten
from mppgeo.briefing.contents import make_briefing
from mppgeo.briefing.handout import write_handout
from mppgeo.briefing.outline import BarChart, Block, Columns, MapPicture, TableBlock, TimeChart
from mppgeo.briefing.paper import BODY_WIDTH, BOTTOM, FOOT, SIDE, clip, find_face, mark_up
from mppgeo.briefing.typesetting import make_cells
from mppgeo.content.headline import make_figures
from mppgeo.content.tables import list_mpp_facts, list_provinsi
from mppgeo.coverage import select_missing
from mppgeo.records.areas import Region
from mppgeo.scene.lengths import FULL
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

DAY, TODAY = dt.date(2025, 12, 15), dt.date(2026, 11, 21)
WIDTH, HEIGHT = 595.28, 841.89
MM = 72 / 25.4


@dataclass(frozen=True)
class Sheet:
    """A page: its text and its size in points."""

    text: str
    size: tuple[float, float]


@dataclass(frozen=True)
class Paper:
    """A handout as read back."""

    body: bytes
    scene: Scene
    sheets: list[Sheet]

    @property
    def text(self) -> str:
        return squeeze("".join(sheet.text for sheet in self.sheets))


def squeeze(text: str) -> str:
    """Text without white space, and so without the ends of lines."""
    return re.sub(r"\s", "", text)


def make_scene(dataset, **view: object) -> Scene:
    return Scene(dataset, View(**{"as_of": DAY, "panjang": FULL, **view}), TODAY)


def read(scene: Scene) -> Paper:
    body = write_handout(scene)
    with pdfium.PdfDocument(body) as document:
        sheets = [read_sheet(page) for page in document]
    return Paper(body, scene, sheets)


def read_sheet(page: pdfium.PdfPage) -> Sheet:
    return Sheet(page.get_textpage().get_text_range(), page.get_size())


def read_boxes(paper: Paper) -> list[list[tuple[str, tuple[float, float, float, float]]]]:
    """Characters of each page with their boxes: left, bottom, right, top."""
    pages = []
    with pdfium.PdfDocument(paper.body) as document:
        for page in document:
            words = page.get_textpage()
            count = words.count_chars()
            text = [chr(raw.FPDFText_GetUnicode(words.raw, i)) for i in range(count)]
            pages.append([(text[i], words.get_charbox(i)) for i in range(count) if text[i].strip()])
    return pages


def list_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Columns):
            yield from list_blocks(block.blocks)
        else:
            yield block


@pytest.fixture(scope="module")
def papers(dataset) -> dict[str, Paper]:
    """Handouts of places in both languages, by ``place-language``."""
    views = {
        "nation": {},
        "33": {"provinsi": ("33",)},
        "12": {"provinsi": ("12",)},
        "95": {"provinsi": ("95",)},
    }
    wanted = ("nation-id", "33-id", "12-en", "12-id", "95-en")
    return {
        key: read(make_scene(dataset, lang=key[-2:], **views[key[:-3]])) for key in wanted
    }  # fmt: skip


@pytest.fixture(params=["nation-id", "33-id", "12-en", "95-en"])
def paper(request, papers) -> Paper:
    return papers[request.param]


# --- what it says -----------------------------------------------------------


def test_it_is_a4_upright(paper):
    assert paper.sheets
    for sheet in paper.sheets:
        assert sheet.size == pytest.approx((WIDTH, HEIGHT), abs=0.5)


def test_it_holds_the_headline_figures(paper):
    for figure in make_figures(paper.scene):
        assert squeeze(figure.label + figure.value) in paper.text or (
            squeeze(figure.label) in paper.text and squeeze(figure.value) in paper.text
        )
    front = squeeze(paper.sheets[0].text)
    assert all(squeeze(figure.value) in front for figure in make_figures(paper.scene))


def test_it_says_what_the_briefing_says(paper):
    briefing = make_briefing(paper.scene)
    front = squeeze(paper.sheets[0].text)
    assert all(squeeze(s) in front for s in (briefing.title, briefing.basis, briefing.made_on))
    for section in briefing.sections:
        assert squeeze(section.title + section.lead) in paper.text
        for block in list_blocks(section.blocks):
            for text in getattr(block, "texts", ()):
                assert squeeze("•" + text) in paper.text


def test_every_row_of_every_table_is_there(paper):
    t, rows = paper.scene.t, 0
    for section in make_briefing(paper.scene).sections:
        for block in list_blocks(section.blocks):
            if isinstance(block, TableBlock):
                for row in make_cells(block.table, list(block.widths), t):
                    assert squeeze("".join(cell.text for cell in row)) in paper.text
                    rows += 1
                assert squeeze(block.note) in paper.text
    assert rows >= 6


def test_jawa_tengah_lists_its_35_malls(papers):
    paper = papers["33-id"]
    scene = paper.scene
    facts = list_mpp_facts(scene.snapshot, scene.selection, scene.t)
    keys = ["nama_mpp", "daerah", "dibuka", "alamat", "layanan", "instansi", "sumber_url"]
    rows = make_cells(facts, keys, scene.t)
    assert len(rows) == 35
    assert all(squeeze("".join(cell.text for cell in row)) in paper.text for row in rows)


@pytest.mark.parametrize("key", ["12-en", "12-id"])
def test_sumatera_utara_names_every_area_without_one(papers, key):
    paper = papers[key]
    missing = select_missing(paper.scene.snapshot, ("12",))
    assert len(missing) == 25
    for row in missing.itertuples():
        people = paper.scene.t.number(row.population)
        assert squeeze(shorten(row.nama) + people) in paper.text


def test_numbers_are_those_of_the_language(papers):
    assert "59,5%" in papers["nation-id"].text
    for key in ("nation-id", "12-id", "12-en"):
        shares = set(re.findall(r"\d([.,])\d%", papers[key].text))
        assert shares == {"." if key.endswith("en") else ","}, key
    assert "9.741.703" in papers["12-id"].text and "9,741,703" in papers["12-en"].text


def test_the_charts_are_text_too(papers):
    paper = papers["nation-id"]
    t = paper.scene.t
    found = list_provinsi(paper.scene.snapshot, paper.scene.selection, t).frame
    for row in found.itertuples():
        # Once in the chart, once in the table.
        assert paper.text.count(squeeze(row.nama + t.percent(row.coverage_pct))) == 2
    assert all(str(year) in paper.text for year in range(2017, 2026))


def test_notes_of_speakers_are_not_printed(papers):
    paper = papers["12-en"]
    section = next(s for s in make_briefing(paper.scene).sections if s.name == "missing")
    assert squeeze(section.notes[-1]) not in paper.text


# --- how it is laid out -----------------------------------------------------


def test_no_letter_stands_outside_the_margins(paper):
    for boxes in read_boxes(paper):
        assert boxes
        for character, (left, bottom, right, top) in boxes:
            assert left > SIDE - 1.5 and right < WIDTH - SIDE + 1.5, character
            assert bottom > FOOT - 4 and top < HEIGHT - 12 * MM, character


def test_every_page_has_footer_and_number(paper):
    t, pages = paper.scene.t, len(paper.sheets)
    footer = make_briefing(paper.scene).footer
    for number, boxes in enumerate(read_boxes(paper), start=1):
        told = t("Page {page} of {pages}", page=number, pages=pages)
        foot = "".join(c for c, box in boxes if box[1] < BOTTOM - 2)
        assert foot in (squeeze(footer + told), squeeze(told + footer))


def test_the_map_of_a_province_stands_on_the_first_page(papers):
    for key in ("33-id", "12-en", "95-en"):
        section = make_briefing(papers[key].scene).sections[1]
        assert section.name == "map_kabkota"
        assert squeeze(section.title + section.lead) in squeeze(papers[key].sheets[0].text)
        with pdfium.PdfDocument(papers[key].body) as document:
            [picture] = list_pictures(document[0])
            left, _, right, _ = picture.get_bounds()
            assert right - left == pytest.approx(BODY_WIDTH, abs=1)
            wide, _ = picture.get_px_size()
            assert 215 < wide / (BODY_WIDTH / 72) < 255


def list_pictures(page: pdfium.PdfPage) -> list[pdfium.PdfImage]:
    return list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))


def test_no_heading_ends_a_page(paper):
    for section in make_briefing(paper.scene).sections:
        titled = squeeze(section.title + section.lead)
        [sheet] = [s for s in paper.sheets if titled in squeeze(s.text)]
        rest = squeeze(sheet.text).split(titled)[1]
        told = any(squeeze(text)[:20] in rest for text in tell_starts(section, paper.scene))
        assert told or isinstance(section.blocks[0], MapPicture)


def tell_starts(section, scene: Scene) -> list[str]:
    """Texts with which a section may begin after its lead."""
    texts = []
    for block in list_blocks(section.blocks[:1]):
        if isinstance(block, TableBlock):
            keys = list(block.widths)
            texts += [block.table.titles[keys[0]]]
        elif isinstance(block, BarChart | TimeChart):
            texts += [block.title] if block.title else list(block.categories[:1])
        else:
            texts += [*getattr(block, "texts", ()), *(i.label for i in getattr(block, "items", ()))]
    return texts


def test_a_long_table_repeats_its_header(papers):
    paper = papers["33-id"]
    header = squeeze("Nama MPP Daerah Diresmikan Alamat")
    holding = [n for n, sheet in enumerate(paper.sheets) if header in squeeze(sheet.text)]
    assert len(holding) >= 2 and holding == list(range(holding[0], holding[-1] + 1))


# --- what programs read -----------------------------------------------------


def test_properties(papers):
    for key, lang in (("33-id", "id-ID"), ("12-en", "en-GB")):
        briefing = make_briefing(papers[key].scene)
        with pdfium.PdfDocument(papers[key].body) as document:
            about = document.get_metadata_dict()
            assert about["Title"] == briefing.title
            assert about["Subject"] == briefing.basis
            assert about["Author"] == "mppgeo"
            assert about["CreationDate"].startswith("D:20261121")
            assert read_language(document) == lang


def read_language(document: pdfium.PdfDocument) -> str:
    room = ctypes.create_string_buffer(64)
    read = raw.FPDFCatalog_GetLanguage(
        document.raw, ctypes.cast(room, ctypes.POINTER(ctypes.c_ushort)), 64
    )
    return room.raw[: read - 2].decode("utf-16-le")


def test_sections_are_bookmarks(paper):
    sections = make_briefing(paper.scene).sections
    with pdfium.PdfDocument(paper.body) as document:
        marks = list(document.get_toc())
        assert [mark.get_title() for mark in marks] == [section.title for section in sections]
        for mark, section in zip(marks, sections, strict=True):
            page = mark.get_dest().get_index()
            assert squeeze(section.title) in squeeze(paper.sheets[page].text)


def test_sources_are_links(papers):
    paper = papers["33-id"]
    scene = paper.scene
    facts = list_mpp_facts(scene.snapshot, scene.selection, scene.t)
    wanted = {url for urls in facts.frame["sumber_url"] for url in urls}
    assert wanted and read_links(paper.body) == wanted


def read_links(body: bytes) -> set[str]:
    return {
        part.decode().replace("\\(", "(").replace("\\)", ")")
        for part in re.findall(rb"/URI \((.*?)(?<!\\)\)", body)
    }


def test_fonts_are_embedded(paper):
    names = set()
    with pdfium.PdfDocument(paper.body) as document:
        for page in document:
            for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=5):
                font = raw.FPDFTextObj_GetFont(item.raw)
                assert raw.FPDFFont_GetIsEmbedded(font) == 1
                room = ctypes.create_string_buffer(200)
                raw.FPDFFont_GetBaseFontName(font, room, 200)
                names.add(room.value.decode())
    assert len(names) == 2 and all("SourceSans3" in name for name in names)


def test_the_structure_tells_headings_tables_and_what_pictures_show(paper):
    sections = make_briefing(paper.scene).sections
    blocks = [block for one in sections for block in list_blocks(one.blocks)]
    kinds, told = zip(*read_structure(paper.body), strict=True)
    assert kinds[:3] == ("Document", "H1", "P") and kinds.count("H1") == 1
    assert kinds.count("H2") == len(sections)
    pictures = [one for one in blocks if isinstance(one, MapPicture | BarChart | TimeChart)]
    assert [alt for kind, alt in zip(kinds, told, strict=True) if kind == "Figure"] == [
        squeeze(one.alt) for one in pictures
    ]
    tables = [one for one in blocks if isinstance(one, TableBlock)]
    cells = sum(len(one.table.frame) * len(one.widths) for one in tables)
    assert kinds.count("TD") >= cells
    assert kinds.count("LI") == kinds.count("LBody") > 0
    # A table on several pages is one, with its header once.
    assert paper.body.count(b"/S /Table /Type") == len(tables)
    assert paper.body.count(b"/S /TH /Type") == sum(len(one.widths) for one in tables)


def test_every_link_is_an_element_of_the_structure_and_told(papers):
    body = papers["33-id"].body
    objects = dict(re.findall(rb"(?m)^(\d+) 0 obj\n(.*?)\nendobj", body, re.DOTALL))
    links = {key: one for key, one in objects.items() if b"/Subtype /Link" in one}
    owners = {
        place: key
        for key, one in objects.items()
        if b"/S /Link /Type" in one
        for place in re.findall(rb"/Obj (\d+) 0 R", one)
    }
    assert links and owners.keys() == links.keys()
    [numbers] = [one for one in objects.values() if b"/Nums [" in one]
    listed = numbers.split(b"/Nums [")[1].split(b"[")[0]
    parents = dict(re.findall(rb"(\d+)\s+(\d+) 0 R", listed))
    for key, one in links.items():
        assert parents[re.search(rb"/StructParent (\d+)", one)[1]] == owners[key]
        told, url = (
            re.search(rb"/%s \((.*?)(?<!\\)\)" % name, one)[1] for name in (b"Contents", b"URI")
        )
        assert told == url


def read_structure(body: bytes) -> Iterator[tuple[str, str]]:
    """Kind and alternative text of all elements of the structure tree, in order."""
    with pdfium.PdfDocument(body) as document:
        assert raw.FPDFCatalog_IsTagged(document)
        for page in document:
            tree = raw.FPDF_StructTree_GetForPage(page)
            for number in range(raw.FPDF_StructTree_CountChildren(tree)):
                yield from read_element(raw.FPDF_StructTree_GetChildAtIndex(tree, number))
            raw.FPDF_StructTree_Close(tree)


def read_element(element) -> Iterator[tuple[str, str]]:
    yield tuple(
        squeeze(read_words(ask, element))
        for ask in (raw.FPDF_StructElement_GetType, raw.FPDF_StructElement_GetAltText)
    )
    for number in range(raw.FPDF_StructElement_CountChildren(element)):
        if child := raw.FPDF_StructElement_GetChildAtIndex(element, number):
            yield from read_element(child)


def read_words(ask, element) -> str:
    room = ctypes.create_string_buffer(ask(element, None, 0))
    ask(element, room, len(room))
    return room.raw.decode("utf-16-le").rstrip("\0")


def test_pictures_stand_within_their_marks(papers):
    with pdfium.PdfDocument(papers["33-id"].body) as document:
        for picture in list_pictures(document[0]):
            assert raw.FPDFPageObj_CountMarks(picture.raw) == 1


# --- whatever comes ---------------------------------------------------------


def test_the_same_scene_gives_the_same_bytes(dataset, papers):
    paper = papers["95-en"]
    assert write_handout(make_scene(dataset, provinsi=("95",), lang="en")) == paper.body
    other = replace(paper.scene, today=dt.date(2026, 11, 22))
    assert write_handout(other) != paper.body


def test_several_at_once(dataset, papers):
    scenes = [papers["12-en"].scene, papers["95-en"].scene] * 2
    with ThreadPoolExecutor(4) as pool:
        bodies = list(pool.map(write_handout, scenes))
    assert bodies == [papers["12-en"].body, papers["95-en"].body] * 2


@pytest.mark.parametrize(
    "view",
    [
        {"as_of": dt.date(2017, 10, 1)},
        {"as_of": dt.date(2017, 10, 1), "provinsi": ("31",), "lang": "en"},
        {"pulau": ("jawa",), "denominator": 508},
        {"provinsi": ("31",), "denominator": 514, "lang": "en"},
        {"provinsi": ("31",), "denominator": 508, "jenis": "kota"},
        {"pulau": ("papua",), "as_of": dt.date(2020, 1, 1), "jenis": "kabupaten"},
    ],
    ids=str,
)
def test_odd_views(dataset, view):
    paper = read(make_scene(dataset, **view))
    front = squeeze(paper.sheets[0].text)
    assert all(squeeze(figure.value) in front for figure in make_figures(paper.scene))
    test_no_letter_stands_outside_the_margins(paper)


def test_a_country_without_any_record(country):
    paper = read(make_scene(country.load()))
    assert squeeze(paper.scene.t("Areas with an MPP")) in paper.text


HOSTILE = [
    "<b>Tebal</b> & <para>", "</a><a href='https://jahat.id'>", "MPP ]]> &amp; &#65;",
    "M" * 190, "公共 サービス ≤ – “ ” · • … ✓ 🙂", "x\x07y‮z", "%(x)s {x} \\n <font size=99>",
]  # fmt: skip


def test_texts_of_records_stay_texts(country):
    rows = [
        country.mpp(kode, "2023-05-01", nama_mpp=f"{text} {kode}", alamat=text)
        for kode, text in zip(
            ("35.07", "35.10", "35.73", "72.10", "72.71", "31"), HOSTILE, strict=False
        )
    ]
    country.write_mpp(*rows)
    dataset = country.load()
    text = ""
    for place in ("31", "35", "72"):
        paper = read(make_scene(dataset, provinsi=(place,)))
        test_no_letter_stands_outside_the_margins(paper)
        assert read_links(paper.body) == {country.source}
        text += paper.text
    for hostile in HOSTILE[:4]:
        assert squeeze(hostile) in text
    assert "≤–“”·•…✓" in text


def test_names_of_places_stay_texts(country):
    regions = country.regions()
    for row in regions:
        if row["kode"] in {"35", "35.07", "72"}:
            row["nama"] = "<i>Daerah</i> & " + "Panjang " * (20 if row["kode"] == "35" else 1)
    country.write("regions.csv", list(Region.model_fields), regions)
    dataset = country.load()
    for places in ((), ("35",)):
        paper = read(make_scene(dataset, provinsi=places))
        assert squeeze("<i>Daerah</i> & Panjang") in paper.text
        test_no_letter_stands_outside_the_margins(paper)


@pytest.mark.parametrize("word", ["Jalan yang panjang sekali, ", "x"])
def test_a_cell_taller_than_a_page_goes_on(country, word):
    text = word * (24000 // len(word))
    country.write_mpp(country.mpp("35.07", "2023-05-01"))
    scene = make_scene(country.load(), provinsi=("35",))
    # A file may not hold as much in one cell, but what is joined of several may be as long.
    for mpp in (scene.snapshot.mpp, scene.snapshot.of_kind):
        mpp["nama_mpp"] = text
    paper = read(scene)
    assert len(paper.sheets) >= 5
    told = sum(sheet.text.count("panjang" if len(word) > 1 else "x") for sheet in paper.sheets)
    assert told >= 24000 // len(word)
    test_no_letter_stands_outside_the_margins(paper)


def test_an_address_that_is_not_the_web_is_no_link(country, monkeypatch):
    bad = "javascript:alert(1)"
    country.write_mpp(country.mpp("35.07", "2023-05-01"))
    scene = make_scene(country.load(), provinsi=("35",))
    for mpp in (scene.snapshot.mpp, scene.snapshot.of_kind):
        mpp["sumber_url"] = [(bad, "https://a.id/x?y=(1)&z='\"<b>")] * len(mpp)
    paper = read(scene)
    assert squeeze(bad) in paper.text
    assert read_links(paper.body) == {"https://a.id/x?y=(1)&z='\"<b>"}


def test_clipping_keeps_to_the_width():
    text = "Kabupaten Ogan Komering Ulu Selatan"
    for width in (5, 40, 90, 500):
        clipped = clip(text, 9, width)
        assert find_face().measure(clipped, 9) <= max(width, find_face().measure("…", 9))
        assert clipped == text or clipped.endswith("…")
    assert clip(text, 9, 500) == text


def test_marking_up_escapes_and_changes_the_font_only_where_needed():
    assert mark_up("<b>&") == "&lt;b&gt;&amp;"
    assert mark_up("a\x00\tb\n") == "a b "
    assert mark_up("a✓") == 'a<font name="mppgeo-regular-2">✓</font>'
