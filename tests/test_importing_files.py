"""Files that are refused, within time and memory; and files with anything in them."""

from __future__ import annotations

import io
import random
import re
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_files import (
    HEADER,
    SOURCE,
    make_plan,
    read_member,
    reasons,
    refusal_of,
    snapshot,
    to_csv,
    to_xlsx,
    with_member,
)

from mppgeo.base.language import Language
from mppgeo.base.refusal import ImportRefused
from mppgeo.country.regions import read_regions
from mppgeo.importing.files import read_sheets
from mppgeo.importing.guard import ReadingLimits, plan_guarded
from mppgeo.importing.plan import ImportPlan
from mppgeo.importing.sheets import MAX_BYTES, MAX_ROWS, CellError, DateCell, Formula
from mppgeo.importing.telling import (
    tell_counts,
    tell_faults,
    tell_reading,
    tell_row,
    tell_uncertain,
)
from mppgeo.importing.text_files import READ_AS_WINDOWS
from mppgeo.store.files import FileStore

GOOD = to_xlsx(["Kode", "Jumlah Layanan"], ["35.10", 240])
SHEET = "xl/worksheets/sheet1.xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
NOT_USUAL = "holds more sheets, formats or nested parts"


@pytest.fixture
def known(country):
    country.write_mpp(country.mpp("35.10", "2017-10-06", nama_mpp="MPP Banyuwangi"))
    return country


def as_zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def as_sheet(rows: str, head: str = "") -> bytes:
    """A workbook whose only sheet has these rows."""
    sheet = f'<worksheet xmlns="{MAIN.decode()}">{head}<sheetData>{rows}</sheetData></worksheet>'
    return with_member(GOOD, SHEET, sheet.encode())


def encrypt_flag(body: bytes) -> bytes:
    """The workbook as if its parts were encrypted."""
    changed = bytearray(body)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def add_formula(book):
    book.active["B2"] = "=1+1"


REFUSED = {
    "empty": (b"", "The file is empty."),
    "only blank rows": (b"\n;;;\n  \n", "The file is empty."),
    "an empty workbook": (to_xlsx(), "The file is empty."),
    "too large": (b"x" * (MAX_BYTES + 1), "The file is larger than 10 MB. Divide it into several."),
    "PDF": (b"%PDF-1.7\n1 0 obj", "The file is neither a CSV nor an Excel workbook (.xlsx)."),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0", "The file is neither a CSV nor an Excel workbook (.xlsx)."),
    "anything": (b"kode;nama\n\x00\x01\x02", "The file is neither a CSV nor"),
    "no known encoding": (b"kode;alamat\n35.10;Jl. \x81\x8d", "The text of the file cannot be read (line 2)"),
    "UTF-8 with a damaged byte": ("kode;alamat\n35.10;Café ".encode() + b"\xff", "The text of the file cannot be read (line 2)"),
    "signs of lost letters": ("kode;alamat\n35.10;Caf\ufffd".encode(), "The text of the file cannot be read (line 2)"),
    "half of UTF-16": (b"\xff\xfek\0o\0d", "The text of the file cannot be read"),
    "a web page": (b"\n<html><table>", "The file is a web page or XML under another name."),
    "XML": (b'<?xml version="1.0"?><Workbook/>', "The file is a web page or XML under another name."),
    "old Excel": (OLE + b"\0" * 600, "The file is an Excel workbook of the old kind (.xls)."),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "The workbook is protected by a password."),
    "password of the archive": (encrypt_flag(GOOD), "The workbook is protected by a password."),
    "open quotes": (b'kode,alamat\n35.10,"Jl. A\n35.73,B\n', "The file cannot be read as CSV near row"),
    "macros": (with_member(GOOD, "xl/vbaProject.bin", b"x"), "The workbook contains macros."),
    "links": (with_member(GOOD, "xl/externalLinks/externalLink1.xml", b"<a/>"), "The workbook takes data from other"),
    "a formula": (
        to_xlsx(["Kode", "Layanan"], ["35.10", 1], change=add_formula),
        "Cell B2 holds a formula, whose result cannot be trusted.",
    ),
    "OpenDocument": (as_zip(mimetype=b"application/vnd.oasis", content_xml=b"<a/>"), "The file is not an Excel workbook"),
    "Word": (as_zip(word__document_xml=b"<a/>"), "The file is not an Excel workbook (.xlsx)."),
    "cut off": (GOOD[: len(GOOD) // 2], "The Excel workbook is damaged."),
    "only the beginning of an archive": (b"PK\x03\x04", "The Excel workbook is damaged."),
    "a sheet that is no XML": (with_member(GOOD, SHEET, b"<worksheet><row"), "The Excel workbook is damaged."),
    "a document type": (
        with_member(GOOD, SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'), "The Excel workbook is damaged.",
    ),
    "an external entity": (
        with_member(GOOD, "xl/workbook.xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><workbook/>'),
        "The Excel workbook is damaged.",
    ),
    "no sheet behind its name": (with_member(GOOD, "xl/_rels/workbook.xml.rels", b"<a/>"), "The Excel workbook is damaged."),
    "a row beyond the last": (
        as_sheet('<row r="2000000000"><c><v>1</v></c></row>'), "The Excel workbook is damaged.",
    ),
    "rows that stand twice": (
        as_sheet('<row r="2"><c><v>1</v></c></row>' * 2), "The Excel workbook is damaged.",
    ),
    "a cell that stands twice": (
        as_sheet('<row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>2</v></c></row>'), "The Excel workbook is damaged.",
    ),
    "Strict Open XML": (
        with_member(GOOD, SHEET, read_member(GOOD, SHEET).replace(MAIN, STRICT)), "The workbook is saved as “Strict",
    ),
    "macros under another name": (
        with_member(GOOD, "[Content_Types].xml", read_member(GOOD, "[Content_Types].xml").replace(b"sheet.main", b"sheet.macroEnabled.main")),
        "The workbook contains macros.",
    ),
    "invalid UTF-8 without another letter": (b"kode;alamat\n35.10;Caf\xc3\n", "The text of the file cannot be read (line 2)"),
    "Mac Roman, small letters": ("kode;alamat\n35.10;Café".encode("mac-roman"), "The text of the file cannot be read (line 2)"),
    "Mac Roman, an apostrophe": ("kode;alamat\n35.10;Jum’at".encode("mac-roman"), "The text of the file cannot be read (line 2)"),
    "Mac Roman, a sign within a word": ("kode;alamat\n35.10;España".encode("mac-roman"), "The text of the file cannot be read (line 2)"),
    "a cell of text that is too long": (
        to_csv(["kode", "alamat"], ["35.10", "x" * 32_768]), "Cell B2 holds more than 32767 characters.",
    ),
    "a cell beyond the limit of the csv module": (
        to_csv(["kode", "alamat"], ["35.10", "x" * 140_000]), "Cell B2 holds more than 32767 characters.",
    ),
    "open quotes above a long file": (
        b'kode,alamat\n35.10,"Jl. A\n' + b"35.73,B\n" * 30_000, "The file cannot be read as CSV near row",
    ),
    "too many columns": (to_csv(["kode"] * 301), "Row 1 has more than 300 columns."),
    "too many columns of a workbook": (to_xlsx([], ["kode"] * 301), "Row 2 has more than 300 columns."),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_refused_in_one_sentence(known, name):
    body, sentence = REFUSED[name]
    before = snapshot(known)
    assert refusal_of(known, body).startswith(sentence)
    assert snapshot(known) == before


def test_the_ending_of_a_name_does_not_matter(known):
    assert make_plan(known, GOOD, source="laporan.csv").changed
    assert make_plan(known, to_csv(["Kode", "Layanan"], ["35.10", "1"]), source="a.xlsx").changed


def test_entities_are_not_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    with pytest.raises(ImportRefused):
        read_sheets(with_member(GOOD, "xl/sharedStrings.xml", bomb))


def test_what_a_cell_may_be():
    def change(book):
        sheet = book.active
        sheet["A1"].number_format = "0.00%"
        sheet["C1"].number_format = '"Tahun" yyyy'
        sheet["D1"].number_format = "[$-421]mmmm yyyy"
        sheet["E1"] = "=A1"
        sheet["G1"].data_type = "e"

    import datetime as dt

    day = dt.date(2023, 10, 31)
    [sheet] = read_sheets(
        to_xlsx(
            [0.955, day, day, day, None, True, "#REF!", "  a\nb  ", 1e20, dt.time(8, 30)],
            change=change,
        )
    )
    assert sheet.rows[0].cells == (
        95.5, DateCell("2023-10-31"), DateCell("2023"), DateCell("2023-10"), Formula(), True,
        CellError("#REF!"), "a b", 1e20, "08:30",
    )  # fmt: skip


def test_workbooks_of_other_programs():
    """No references, texts in the cells, another prefix; reading aids are no text."""
    sheet = (
        b'<x:worksheet xmlns:x="'
        + MAIN
        + b'"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:r><x:t>Ko</x:t></x:r>'
        b'<x:r><x:t>de</x:t></x:r><x:rPh sb="0" eb="1"><x:t>no</x:t></x:rPh></x:is></x:c><x:c t="str"><x:v>b</x:v></x:c></x:row>'
        b'<x:row r="7"><x:c r="C7"><x:v>35.1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    [found] = read_sheets(with_member(GOOD, SHEET, sheet))
    assert [(row.number, row.cells) for row in found.rows] == [
        (1, ("Kode", "b")),
        (7, (None, None, 35.1)),
    ]


def test_a_formula_in_a_row_of_totals_or_an_unused_column_does_no_harm(known):
    def change(book):
        book.active["B3"] = "=SUM(B2:B2)"
        book.active["C2"] = "=A2"

    body = to_xlsx(["Kode", "Layanan", "Nomor"], ["35.10", 7], ["Jumlah"], change=change)
    plan = make_plan(known, body)
    assert len(plan.changed) == 1 and len(plan.skipped) == 1


def test_a_formula_in_a_text_file_is_no_value(known):
    body = to_csv(["Kode", "Alamat"], ['="35.10"', "=HYPERLINK(A1)"])
    assert refusal_of(known, body).startswith("Cell B2 holds a formula")
    plan = make_plan(known, to_csv(["Kode", "Alamat"], ['="35.10"', "'=A1"]))
    assert plan.changed[0].differences["alamat"] == ("", "=A1")


def test_letters_of_an_uncertain_encoding_are_pointed_out(known):
    body = to_csv(["Kode", "Layanan", "Alamat"], [], ["35.10", 7, "Jl. Café – 1"])
    assert make_plan(known, body).remarks == ()
    text = body.decode()
    for encoding, remarks in (("windows-1252", 1), ("utf-8", 0), ("utf-16", 0)):
        plan = make_plan(known, text.encode(encoding))
        assert len(plan.changed) == 1 and len(plan.remarks) == remarks
    [remark] = make_plan(known, text.encode("windows-1252")).remarks
    assert (remark.row, remark.value, remark.reason) == (3, "Jl. Café – 1", READ_AS_WINDOWS)
    assert remark.describe(Language("id")) != remark.describe(Language("en"))


def test_the_hint_of_a_spreadsheet_for_the_separator(known):
    plan = make_plan(known, b"sep=;\r\nKode;Layanan\r\n35.10;1,0\r\n")
    assert plan.changed[0].number == 3


# --- time and memory ---------------------------------------------------------------


def make_bomb() -> bytes:
    """A workbook of some 200 kB that unpacks to 200 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.infolist():
            if part.filename != SHEET:
                new.writestr(part.filename, old.read(part))
        with new.open(SHEET, "w", force_zip64=True) as member:
            for _ in range(200):
                member.write(b" " * 1_000_000)
    return out.getvalue()


def lie_about_sizes(body: bytes) -> bytes:
    """The same archive, whose directory says that every part is small."""
    changed = bytearray(body)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 24 : at + 28] = (1000).to_bytes(4, "little")
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def make_rows(count: int, columns: int = 6) -> bytes:
    row = "".join(f'<c r="{chr(65 + i)}{{0}}"><v>{{0}}</v></c>' for i in range(columns))
    return as_sheet("".join(f'<row r="{n}">{row.format(n)}</row>' for n in range(1, count + 1)))


def make_blank_rows() -> bytes:
    """A sheet formatted far down, as spreadsheets leave behind."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}" s="0"/></row>' for n in range(1, 400_001))
    return as_sheet(rows, head='<dimension ref="A1:XFD1048576"/>')


def make_long_string(letters: int) -> bytes:
    """One text that stands in many cells."""
    strings = f'<sst xmlns="{MAIN.decode()}"><si><t>{"x" * letters}</t></si></sst>'
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}" t="s"><v>0</v></c></row>'
        for n in range(1, 19_000)
    )
    body = with_member(as_sheet(rows), "xl/sharedStrings.xml", strings.encode())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = read_member(body, "[Content_Types].xml").decode()
    own = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    return with_member(body, "[Content_Types].xml", types.replace("</Types>", own).encode())


def make_format(shape: str) -> bytes:
    def change(book):
        book.active["B2"].number_format = "SHAPE"

    body = to_xlsx(["Kode", "Layanan"], ["35.10", 240], change=change)
    styles = read_member(body, "xl/styles.xml")
    return with_member(body, "xl/styles.xml", styles.replace(b"SHAPE", shape.encode()))


def make_sheets(count: int, name: str = "xl/workbook.xml", found: str = "<sheet .*?/>") -> bytes:
    """Sheets, or relations, that all mean the same part."""
    part = read_member(GOOD, name).decode()
    [one] = re.findall(found, part)
    many = "".join(
        one.replace("Sheet1", f"S{n}").replace('Id="rId1"', f'Id="rId{n}"') for n in range(count)
    )
    return with_member(GOOD, name, part.replace(one, many).encode())


HEAVY = {
    "a bomb": (make_bomb, "unpacks to more than 100 MB"),
    "a bomb that lies": (lambda: lie_about_sizes(make_bomb()), "damaged"),
    "too many rows of a workbook": (lambda: make_rows(MAX_ROWS + 1), "more than 20000 rows"),
    "too many rows of text": (lambda: b"a;b\n" * (MAX_ROWS + 1), "more than 20000 rows"),
    "too many cells of a workbook": (lambda: make_rows(10_001, 25), "more than 250000 cells"),
    "too many cells of text": (lambda: (b"a;" * 250 + b"\n") * 1001, "more than 250000 cells"),
    "10 MB of line ends": (lambda: b"\n" * MAX_BYTES, "more than 20000 rows"),
    "10 MB of one cell": (lambda: b"a" * MAX_BYTES, "Cell A1 holds more than 32767 characters"),
    "10 MB of separators": (lambda: b";" * MAX_BYTES, "empty"),
    "10 MB of cells": (lambda: b"a;" * (MAX_BYTES // 2), "more than 300 columns"),
    "10 MB of quotes": (lambda: b'"' * MAX_BYTES, "Cell A1 holds more than 32767 characters"),
    "a formatted sheet": (make_blank_rows, "empty"),
    "a last row": (lambda: as_sheet('<row r="1048576"><c r="KN1048576"><v>1</v></c></row>'), "No row with the titles"),
    "as many rows as may be": (lambda: make_rows(MAX_ROWS), "No row with the titles"),
    "rows with wrong names": (
        lambda: to_csv(["Kab/Kota", "Layanan"], *([f"Kab. X{n}yz", n] for n in range(19_000))), "None",
    ),
    "a long number format": (lambda: make_format("[" * 300_000), NOT_USUAL),
    "as long a format as may be": (lambda: make_format("[" * 255), "None"),
    "nested elements": (lambda: as_sheet("<a>" * 500_000 + "</a>" * 500_000), NOT_USUAL),
    "countless elements": (lambda: as_sheet("<a/>" * 2_600_000), NOT_USUAL),
    "a long attribute": (lambda: as_sheet(f'<c a="{"x" * 90_000_000}"/>'), NOT_USUAL),
    "a long comment": (lambda: as_sheet(f"<!--{'x' * 90_000_000}-->"), NOT_USUAL),
    "many attributes": (lambda: as_sheet("<c " + " ".join(f'a{n}=""' for n in range(300)) + "/>"), NOT_USUAL),
    "sheets of one part": (lambda: make_sheets(2), NOT_USUAL),
    "300 sheets": (lambda: make_sheets(300), NOT_USUAL),
    "relations to one part": (
        lambda: make_sheets(2, "xl/_rels/workbook.xml.rels", "<Relationship [^>]*worksheets/.*?/>"), NOT_USUAL,
    ),
    "a long string in many cells": (lambda: make_long_string(9_000_000), "Cell A1 holds more than 32767"),
    "as long a string as may be": (lambda: make_long_string(32_767), "No row with the titles"),
}  # fmt: skip


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_files_stay_within_the_limits_of_their_process(known, name):
    """Each gets its own sentence before the kernel ends the process that reads it."""
    make, sentence = HEAVY[name]
    regions, _ = read_regions(known.folder / "regions.csv")
    said: object = None
    try:
        # On the clock more than on a server: other tests run beside this one.
        limits = ReadingLimits(seconds=60, processor_seconds=10)
        plan_guarded(
            make(), store=FileStore(known.folder), regions=regions, source="a", limits=limits
        )
    except ImportRefused as refused:
        said = refused
    assert sentence in str(said)


# --- anything ---------------------------------------------------------------------

shared_folder = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)  # fmt: skip
TITLES = st.sampled_from(
    [*HEADER, "Kab/Kota", "Provinsi", "Layanan", "Alamat", "No", "Tahap", "Tanggal", "Status"]
)
CELLS = st.one_of(
    st.none(), st.text(max_size=10), st.integers(), st.floats(allow_nan=False), st.booleans(),
    st.sampled_from(
        ["35.10", "35.1", "3510", 35.1, "Malang", "Kota Malang", "Jawa Timur", "31/10/2023", "ya", "-",
         "Jumlah", "(hapus)", SOURCE, "peresmian", "Sumber: X", "1.234", "MPP Banyuwangi", "=1"],
    ),
)  # fmt: skip


def check_any(country, body: bytes, **options) -> None:
    """Whatever a file holds: a sentence or a sound plan, and what is saved is valid."""
    before = snapshot(country)
    try:
        plan = make_plan(country, body, **options)
    except ImportRefused as refused:
        assert refused.explain(Language("id")) and refused.explain(Language("en"))
        return
    assert snapshot(country) == before
    check_plan(plan)
    if plan.changes:
        faults = len(country.load().faults)
        rows = FileStore(country.folder).read_rows(plan.table)
        FileStore(country.folder).save(plan.changes)
        again = make_plan(country, body, **options)
        assert again.changes == [] and again.ready
        assert len(country.load().faults) <= faults
        FileStore(country.folder).restore(1)
        assert FileStore(country.folder).read_rows(plan.table) == rows
        for path in (country.folder / "history").glob("*.json"):
            path.unlink()


def check_plan(plan: ImportPlan) -> None:
    reasons(plan)
    for code in ("id", "en"):
        t = Language(code)
        assert tell_reading(plan, t) and tell_counts(plan, t)
        assert all(tell_row(row, t) for row in (*plan.added, *plan.changed))
        assert all(tell_uncertain(area, t) for area in plan.uncertain)
        tell_faults((*plan.rejected, *plan.remarks), t)
    told = [row.number for row in (*plan.added, *plan.changed, *plan.unchanged)]
    told += [area.row for area in plan.uncertain] + [row.row for row in plan.skipped]
    assert len(told) == len(set(told))
    assert not {fault.row for fault in plan.rejected} & set(told)
    held = {row.number for row in plan.header.sheet.rows} - set(range(plan.header.rows[-1] + 1))
    assert held == {fault.row for fault in plan.rejected} | set(told)


@shared_folder
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=100).map(lambda b: b"PK\x03\x04" + b)))
def test_any_bytes(known, body):
    check_any(known, body)


@shared_folder
@given(
    st.lists(TITLES, min_size=1, max_size=8),
    st.lists(st.lists(CELLS, max_size=8), max_size=6),
    st.sampled_from([None, "mpp", "stage_events", "status_reports", "official_totals"]),
    st.sampled_from([to_csv, to_xlsx]),
)
def test_any_sheet(known, titles, rows, table, make):
    if make is to_xlsx:
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE as ILLEGAL

        rows = [[ILLEGAL.sub("", c) if isinstance(c, str) else c for c in row] for row in rows]
        rows = [
            [None if isinstance(c, float) and abs(c) == float("inf") else c for c in row]
            for row in rows
        ]
    check_any(known, make(titles, *rows), table=table)


@settings(shared_folder, max_examples=40)
@given(st.dictionaries(st.sampled_from(HEADER), CELLS, max_size=3))
def test_any_change_of_a_good_row(known, changes):
    good = ["72.71", "MPP Palu", "31/10/2023", "Peresmian", "Ya", SOURCE]
    row = dict(zip(HEADER, good, strict=True)) | changes
    check_any(known, to_csv(HEADER, list(row.values()), ["35.10", *good[1:]]))


@settings(shared_folder, max_examples=60)
@given(st.integers(0, 10**9))
def test_a_workbook_with_damaged_parts(known, seed):
    chance = random.Random(seed)
    name = chance.choice(zipfile.ZipFile(io.BytesIO(GOOD)).namelist())
    content = bytearray(read_member(GOOD, name))
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(content))
        content[at : at + chance.randint(0, 4)] = chance.choice(
            [
                b"",
                b"<",
                b">",
                b'"',
                b"9999999999",
                b"-1",
                b"&#0;",
                b"</c>",
                bytes([chance.randrange(256)]),
            ]
        )
    check_any(known, with_member(GOOD, name, bytes(content)))


@settings(shared_folder, max_examples=60)
@given(st.integers(0, 10**9))
def test_a_damaged_archive(known, seed):
    chance = random.Random(seed)
    body = bytearray(GOOD)
    for _ in range(chance.randint(1, 5)):
        body[chance.randrange(len(body))] = chance.randrange(256)
    check_any(known, bytes(body[: chance.choice([len(body), chance.randrange(len(body))])]))
