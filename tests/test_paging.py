"""Slides laid out: nothing overlaps, nothing runs off, nothing is lost or said twice."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from mppgeo.base.language import UNKNOWN, Language
from mppgeo.briefing.lists import SetList, measure_list
from mppgeo.briefing.outline import BarChart, Bullets, Columns, Figures, Section, TableBlock
from mppgeo.briefing.paging import Page, SetTable, set_figures, set_pages, set_section
from mppgeo.briefing.rows import CELL_MARGIN_X, CELL_MARGIN_Y
from mppgeo.briefing.stage import (
    BODY,
    FOOTER,
    HEIGHT,
    LEAD,
    NUMBER,
    READ,
    STAGE,
    TITLE,
    WIDTH,
    Box,
)
from mppgeo.briefing.typesetting import count_lines, measure_height, split_doubtful
from mppgeo.content.datatable import DataTable
from mppgeo.content.headline import Figure

T = Language("en")
LIST_SIZES, TABLE_SIZES = READ.lists, READ.tables
SOME = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
SLACK = 1e-6
FIGURES = Figures(tuple(Figure("label", "1", "note") for _ in range(4)))
CHART = BarChart("Bars", ("a",), (1.0,), ("#000000",), "alt")


def section(*blocks) -> Section:
    return Section("made-up", "Title", "Lead", blocks, ("Note.",))


def table(rows: list[list[str]], *, columns: int = 3, note: str = "") -> TableBlock:
    """A table of texts with columns of unlike width."""
    keys = [f"c{n}" for n in range(columns)]
    frame = pd.DataFrame(rows, columns=keys, dtype=object)
    data = DataTable(
        "made-up", frame, {k: f"Column {k}" for k in keys}, dict.fromkeys(keys, "text")
    )
    return TableBlock(data, {key: place + 1.0 for place, key in enumerate(keys)}, "alt", note)


words = st.text("abcdefghij KLMNO", min_size=0, max_size=40)
sentences = st.one_of(words, st.lists(words, max_size=12).map(" ".join))
lists = st.builds(
    Bullets, st.lists(sentences.filter(str.strip), min_size=1, max_size=45).map(tuple), words
)
long_texts = st.integers(1, 600).map(lambda n: " ".join(f"w{i}" for i in range(n)))
unbroken = st.integers(1, 60).map(lambda n: "x" * n)
cells = st.one_of(st.just(""), words, sentences, unbroken)


@st.composite
def tables(draw, cell=cells):
    columns = draw(st.integers(1, 5))
    row = st.lists(cell, min_size=columns, max_size=columns)
    return table(
        draw(st.lists(row, min_size=1, max_size=40)),
        columns=columns,
        note=draw(st.sampled_from(["", "A note."])),
    )


tall_rows = st.tuples(long_texts, words, words).map(list)
tall_tables = st.lists(st.one_of(tall_rows, st.just(["a", "b", "c"])), min_size=1, max_size=8).map(
    table
)
heads = st.sampled_from([(), (FIGURES,), (FIGURES, CHART), (CHART,)])
flows = st.lists(st.one_of(lists, tables()), min_size=1, max_size=3)


def boxes(page: Page) -> list[Box]:
    return [placed.box for placed in page.placed]


def lists_of(pages: list[Page]) -> list[SetList]:
    return [p.content for page in pages for p in page.placed if isinstance(p.content, SetList)]


def tables_of(pages: list[Page]) -> list[SetTable]:
    return [p.content for page in pages for p in page.placed if isinstance(p.content, SetTable)]


def assert_sound(pages: list[Page]) -> None:
    """What holds on every page, whatever is on it."""
    assert [page.part for page in pages] == list(range(1, len(pages) + 1))
    assert {page.parts for page in pages} == {len(pages)}
    for page in pages:
        assert page.placed, "no slide is empty"
        found = boxes(page)
        for place, box in enumerate(found):
            assert box.width > 0 and box.height > 0
            assert box.x >= BODY.x - SLACK and box.right <= BODY.right + SLACK
            assert box.y >= BODY.y - SLACK and box.bottom <= BODY.bottom + SLACK
            assert not any(box.overlaps(other) for other in found[place + 1 :])


def assert_texts_fit(pages: list[Page]) -> None:
    for page in pages:
        for placed in page.placed:
            content, box = placed.content, placed.box
            if isinstance(content, SetList):
                tall = measure_list(content.texts, content.heading, content.size, box.width)
                assert tall <= box.height + SLACK
            if isinstance(content, SetTable):
                assert_table_fits(content, box)


def assert_table_fits(content: SetTable, box: Box) -> None:
    note = measure_height(content.note, READ.note, box.width) + 0.12 if content.note else 0
    assert sum(content.heights) + note == pytest.approx(box.height)
    assert sum(content.widths) == pytest.approx(box.width)
    assert len(content.heights) == len(content.rows) + 1
    for row, height in zip(content.rows, content.heights[1:], strict=True):
        for cell, width in zip(row, content.widths, strict=True):
            tall = measure_height(cell.text, content.size, width - 2 * CELL_MARGIN_X)
            assert tall + 2 * CELL_MARGIN_Y <= height + SLACK


def test_title_lead_body_and_foot_do_not_overlap():
    parts = [TITLE, LEAD, BODY, FOOTER, NUMBER]
    for place, box in enumerate(parts):
        assert 0 <= box.x and box.right <= WIDTH and 0 <= box.y and box.bottom <= HEIGHT
        assert not any(box.overlaps(other) for other in parts[place + 1 :])


# Whatever comes after whatever


@SOME
@given(head=heads, flow=flows)
def test_nothing_overlaps_and_nothing_leaves_the_body(head, flow):
    assert_sound(set_pages(section(*head, *flow), T))


@SOME
@given(head=heads, flow=flows)
def test_every_text_fits_its_box(head, flow):
    assert_texts_fit(set_pages(section(*head, *flow), T))


@SOME
@given(head=heads, flow=flows)
def test_every_text_appears_once_and_in_order(head, flow):
    pages = set_pages(section(*head, *flow), T)
    told = [text for one in lists_of(pages) for text in one.texts]
    assert told == [text for block in flow if isinstance(block, Bullets) for text in block.texts]


@SOME
@given(block=tables())
def test_every_row_appears_once_and_in_order(block):
    found = [
        tuple(c.text for c in row)
        for one in tables_of(set_pages(section(block), T))
        for row in one.rows
    ]
    rows = block.table.frame.itertuples(index=False)
    assert found == [tuple(text or UNKNOWN for text in row) for row in rows]


# Lists


@SOME
@given(block=lists)
def test_a_list_goes_on_under_its_heading(block):
    pages = lists_of(set_pages(section(block), T))
    assert {one.heading for one in pages} == {block.heading}
    assert {one.size for one in pages} <= set(LIST_SIZES)


@SOME
@given(block=lists)
def test_a_list_that_fits_on_one_slide_stays_on_it(block):
    pages = set_pages(section(block), T)
    least = measure_list(block.texts, block.heading, LIST_SIZES[-1], BODY.width)
    assert (len(pages) == 1) == (least <= BODY.height)


@SOME
@example(left=Bullets(("short",) * 38, "Heading"), right=Bullets(("None.",)))
@given(left=lists, right=lists)
def test_lists_side_by_side_fit_their_boxes(left, right):
    pages = set_pages(section(Columns((left, right), (0.5, 0.5))), T)
    assert_sound(pages)
    assert_texts_fit(pages)


@SOME
@given(left=lists, right=lists)
def test_lists_side_by_side_lose_nothing(left, right):
    pages = set_pages(section(Columns((left, right), (0.5, 0.5))), T)
    told = sorted(text for one in lists_of(pages) for text in one.texts)
    assert told == sorted((*left.texts, *right.texts))


# Tables


@SOME
@given(block=tall_tables)
def test_tall_rows_stay_on_the_slide(block):
    pages = set_pages(section(block), T)
    assert_sound(pages)
    assert_texts_fit(pages)


@SOME
@given(block=tall_tables)
def test_the_parts_of_a_split_row_make_up_its_texts(block):
    found = [row for one in tables_of(set_pages(section(block), T)) for row in one.rows]
    joined: list[list[str]] = []
    for row in found:
        # Only what goes on from the slide before has cells that hold nothing.
        if row[1].text or row[2].text:
            joined.append([cell.text for cell in row])
        else:
            joined[-1][0] += " " + row[0].text
    rows = block.table.frame.itertuples(index=False)
    wanted = [[text or UNKNOWN for text in row] for row in rows]
    assert joined == wanted


@SOME
@given(columns=st.lists(long_texts, min_size=2, max_size=3))
def test_a_row_with_several_tall_texts_stays_on_the_slide(columns):
    pages = set_pages(section(table([columns], columns=len(columns))), T)
    assert_sound(pages)
    assert_texts_fit(pages)
    rows = [row for one in tables_of(pages) for row in one.rows]
    for place, text in enumerate(columns):
        told = " ".join(row[place].text for row in rows if row[place].text)
        assert told == text


@SOME
@given(before=lists, row=tall_rows)
def test_a_tall_row_after_a_list_stays_on_the_slide(before, row):
    pages = set_pages(section(before, table([row])), T)
    assert_sound(pages)
    assert_texts_fit(pages)


@settings(SOME, max_examples=5)
@given(size=st.integers(2_000, 9_000))
def test_a_huge_word_without_a_space_stays_on_the_slide(size):
    pages = set_pages(section(table([["x" * size, "b", "c"]])), T)
    assert_sound(pages)
    assert_texts_fit(pages)
    rows = [row for one in tables_of(pages) for row in one.rows]
    assert "".join(row[0].text for row in rows) == "x" * size


@SOME
@given(rows=st.integers(1, 120))
def test_a_table_takes_no_more_slides_than_it_needs_and_fills_them_alike(rows):
    pages = tables_of(set_pages(section(table([["a", "b", "c"]] * rows)), T))
    # The header of small letters and its rows are equally tall.
    tall = 1.2 * TABLE_SIZES[-1] / 72 + 2 * CELL_MARGIN_Y
    each = int(BODY.height / tall + SLACK) - 1
    assert len(pages) == -(-rows // each)
    counts = [len(one.rows) for one in pages]
    assert max(counts) - min(counts) <= len(pages)


def test_a_table_without_rows_keeps_its_header():
    [page] = set_pages(section(table([])), T)
    [placed] = page.placed
    assert placed.content.titles == ("Column c0", "Column c1", "Column c2")


def test_every_slide_of_a_table_has_its_titles_and_note():
    pages = tables_of(set_pages(section(table([["a", "b", "c"]] * 60, note="A note.")), T))
    assert len(pages) > 1
    assert {one.titles for one in pages} == {("Column c0", "Column c1", "Column c2")}
    assert {one.note for one in pages} == {"A note."}


@pytest.mark.parametrize(("rows", "size"), [(3, 0), (19, -1), (26, 0), (32, 2), (38, -1)])
def test_a_table_is_set_as_large_as_it_takes_no_more_slides(rows, size):
    pages = tables_of(set_pages(section(table([["a", "b", "c"]] * rows)), T))
    assert {one.size for one in pages} == {TABLE_SIZES[size]}


def test_a_table_below_figures_is_no_larger_than_it_takes_no_more_slides_from_there_on():
    pages = set_pages(section(FIGURES, table([["a", "b", "c"]] * 22)), T)
    assert len(pages) == 2
    assert {one.size for one in tables_of(pages)} == {TABLE_SIZES[1]}


@pytest.mark.parametrize(("wider", "lines"), [(0.5, 1), (0.9, 1), (1.01, 2), (1.05, 2), (1.2, 1)])
def test_a_label_is_parted_by_us_only_where_programs_may_part_it_or_not(wider, lines):
    # The words of a line, as wide as it is measured.
    words = "People of areas with an MPP"
    width = stringWidth(words, "Helvetica", 14) / 72 / 0.97
    told = split_doubtful(words, 14, width / wider)
    assert " ".join(told) == words and len(told) == lines
    assert count_lines(words, 14, width / wider) >= lines
    unit = "People within 25 km"
    room = stringWidth(unit, "Helvetica", 14) / 72 / 0.97 / 1.01
    assert split_doubtful(unit, 14, room) == ["People within", "25\xa0km"]


def test_a_lead_too_long_for_its_box_moves_the_body_down():
    long = Section("made-up", "Title", "Lead of many words. " * 30, (CHART,), ())
    [page] = set_pages(long, T)
    assert page.lead_size == READ.leads[-1] and page.lead.height > LEAD.height
    [box] = boxes(page)
    assert page.lead.bottom <= box.y and box.bottom == pytest.approx(BODY.bottom)


def test_numbers_stand_at_the_right_and_unknown_ones_as_a_dash():
    frame = pd.DataFrame({"n": pd.Series([1234, pd.NA], dtype="Int64")})
    block = TableBlock(DataTable("n", frame, {"n": "N"}, {"n": "count"}), {"n": 1}, "alt")
    [found] = tables_of(set_pages(section(block), T))
    assert [(row[0].text, row[0].right) for row in found.rows] == [("1,234", True), (UNKNOWN, True)]


# Other blocks


def test_blocks_side_by_side_share_the_width():
    [page] = set_pages(section(Columns((CHART, Bullets(("one", "two"))), (0.64, 0.36))), T)
    left, right = boxes(page)
    assert left.width / right.width == pytest.approx(0.64 / 0.36)
    assert (left.y, left.bottom) == (right.y, right.bottom) == (BODY.y, BODY.bottom)


def test_a_picture_takes_all_the_room():
    [page] = set_pages(section(CHART), T)
    [box] = boxes(page)
    assert (box.x, box.y, box.width) == (BODY.x, BODY.y, BODY.width)
    assert box.height == pytest.approx(BODY.height)


@SOME
@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=300),
    size=st.sampled_from(LIST_SIZES),
)
def test_more_room_never_takes_more_lines(text, size):
    narrow, wide = (count_lines(text, size, width) for width in (2.0, 6.0))
    assert 1 <= wide <= narrow


def test_a_list_after_a_list_is_one_with_it_and_what_stands_below_moves_up():
    rows = [[f"row {n}", "a word or two", "more"] for n in range(14)]
    blocks = (Bullets(("One.",)), Bullets(("Two.",)), table(rows))
    [page] = set_pages(section(*blocks), T)
    told, below = page.placed
    assert told.content.texts == ("One.", "Two.")
    assert told.content.size == LIST_SIZES[-1], "larger before the table was known"
    needed = measure_list(told.content.texts, "", told.content.size, BODY.width)
    assert told.box.height == pytest.approx(needed)
    assert below.box.y - told.box.bottom == pytest.approx(0.2)


def test_a_list_too_long_beside_a_chart_takes_some_of_its_width_and_no_second_slide():
    texts = tuple("A sentence that is as long as those of a briefing are." for _ in range(14))
    [page] = set_pages(section(Columns((CHART, Bullets(texts)), (0.7, 0.3))), T)
    chart, told = page.placed
    assert told.content.texts == texts
    assert 0.3 < told.box.width / BODY.width < 0.62 and chart.box.right < told.box.x


@pytest.mark.parametrize("width", [BODY.width, 8.0])
def test_a_column_too_narrow_for_a_word_or_day_takes_room_of_the_others(width):
    frame = pd.DataFrame({
        "day": ["12 Jan 2024"] * 4, "word": ["Kota Pematangsiantar"] * 4, "long": ["a word " * 9] * 4,
    })  # fmt: skip
    data = DataTable("t", frame, {k: k for k in frame}, dict.fromkeys(frame, "text"))
    block = TableBlock(data, {"day": 1, "word": 1, "long": 12}, "alt")
    stage = replace(STAGE, body=replace(BODY, width=width))
    [found] = tables_of(set_pages(section(block), T, stage))
    assert sum(found.widths) == pytest.approx(width) and found.size == TABLE_SIZES[0]
    for text, column in zip(("12 Jan 2024", "Pematangsiantar"), found.widths, strict=False):
        room = column - 2 * CELL_MARGIN_X
        assert stringWidth(text, "Helvetica", found.size) / 72 <= room, text


def test_a_table_that_fits_on_a_slide_is_not_parted_and_the_list_before_it_is_larger():
    told = Bullets(("A sentence of many words that fill a line and some of the next. " * 2,) * 6)
    rows = [[f"row {n}", "words " * 10, "more"] for n in range(7)]
    first, second = set_pages(section(told, table(rows)), T)
    [listed], [tabled] = first.placed, second.placed
    assert listed.content.texts == told.texts and len(tabled.content.rows) == len(rows)
    assert listed.content.size > LIST_SIZES[-1]
    assert_texts_fit([first, second])


def test_values_of_figures_stand_below_the_longest_label():
    short, long = Figure("label", "1", "note"), Figure("a label of many words " * 3, "1", "note")
    (one, low), (two, tall) = (
        set_figures(Figures((short,) * 3 + (last,)), STAGE) for last in (short, long)
    )
    assert (one.lines, two.lines) == (1, 3)
    assert tall - low == pytest.approx(2 * measure_height("", READ.label, 1))


def test_lists_of_a_whole_section_are_shortened_to_one_slide_as_one():
    lists = [Bullets((f"{end} " * 250,)) for end in ("One.", "Two.", "Three.")]
    made = replace(section(FIGURES, *lists), whole=True)
    assert len(set_section(made, T)) == 1 < len(set_pages(made, T))


def test_what_finds_no_room_below_figures_is_said_in_the_notes():
    texts = tuple("word " * 110 + end for end in ("one.", "two.", "three."))
    [page] = set_section(section(FIGURES, Bullets(texts)), T)
    assert [one.texts for one in lists_of([page])] == [texts[:2]]
    assert page.section.notes == ("Note.", texts[2])


def test_columns_that_may_be_spared_are_left_out_where_words_would_be_broken():
    block = table([["Pematangsiantar", "x" * 12, "y" * 12]])
    spared = replace(block, spare=("c2",))
    for width, columns in ((BODY.width, 3), (3.5, 2)):
        stage = replace(STAGE, body=replace(BODY, width=width))
        [found] = tables_of(set_pages(section(spared), T, stage))
        assert len(found.titles) == len(found.widths) == columns
        [found] = tables_of(set_pages(section(block), T, stage))
        assert len(found.titles) == 3


def test_what_finds_no_room_beside_a_chart_is_said_in_the_notes_not_on_a_slide_of_its_own():
    texts = tuple("word " * 60 + end for end in ("one.", "two.", "three."))
    made = section(FIGURES, Columns((CHART, Bullets(texts)), (0.5, 0.5)))
    assert [len(page.placed) for page in set_pages(made, T)] == [3, 1]
    [page] = set_section(made, T)
    assert [one.texts for one in lists_of([page])] == [texts[:2]]
    assert page.section.notes == ("Note.", texts[2])
