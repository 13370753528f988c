"""What stands in each output, in one form, read from its bytes; for the test of consistency.

A reader gives what an output says, by what it is about: ``"areas with an MPP"`` or
``("services", "MPP Siola")``. Numbers are floats whatever their language, shares are written in
English with one decimal, days as ISO. Figures are found by their label in the language of the
output, wherever they stand. None of these readers asks what made the output.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser

import numpy as np
import openpyxl
import pandas as pd

from mppgeo.base.language import UNKNOWN, Language
from mppgeo.base.names import shorten
from mppgeo.content.classes import PRESENCE

Said = dict[object, object]
Row = dict[str, object]

ENGLISH = Language("en")
_SEPARATORS = {"id": (".", ","), "en": (",", ".")}


# --- numbers and words ------------------------------------------------------


def find_numbers(text: str, t: Language) -> list[float]:
    """The numbers of a text in the language it is written in."""
    group, decimal = map(re.escape, _SEPARATORS[t.code])
    found = re.findall(rf"\d+(?:{group}\d{{3}})*(?:{decimal}\d+)?", text)
    group, decimal = _SEPARATORS[t.code]
    return [float(one.replace(group, "").replace(decimal, ".")) for one in found]


def say_share(share: object) -> str | None:
    """A percentage with one decimal, as all outputs round it."""
    return None if share is None else ENGLISH.percent(float(share))


def read_share(text: str, t: Language) -> str | None:
    return say_share(next(iter(find_numbers(text, t)), None))


def read_tiles(nodes: list[str], t: Language) -> Said:
    """The figures at the head: each label is followed by its value and its note."""

    def after(label: str) -> tuple[str, str]:
        places = [place for place, node in enumerate(nodes[:-2]) if node == t(label)]
        values = [(nodes[place + 1], nodes[place + 2]) for place in places]
        told = [one for one in values if one[0] == UNKNOWN or find_numbers(one[0], t)]
        # One label is of one thing, wherever it stands.
        assert len({value for value, _ in told}) == 1, (label, told)
        return told[0]

    found: Said = {}
    value, note = after("Areas with an MPP")
    found["areas"] = next(iter(find_numbers(note, t)), 0.0)
    if not found["areas"]:
        assert t("Outside this count") in note and value == UNKNOWN
        return found
    if value == UNKNOWN:
        # No record of any of its areas could be used.
        return found
    found["areas with an MPP"] = find_numbers(value, t)[0]
    value, note = after("Coverage")
    found["coverage"] = read_share(value, t)
    found["MPPs"] = find_numbers(note, t)[0]
    value, note = after("People of areas with an MPP")
    found["people of areas with an MPP"] = read_share(value, t)
    found["million people"] = tuple(find_numbers(note, t)[:2])
    if t("Areas without an MPP") in nodes:
        found["areas without an MPP"] = find_numbers(after("Areas without an MPP")[0], t)[0]
    if t("Provinces complete / without any") in nodes:
        value, note = after("Provinces complete / without any")
        found["provinces complete"], found["provinces without"] = find_numbers(value, t)
        found["provinces"] = find_numbers(note, t)[0]
    return found


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(" ".join(data.split()))


def read_reach(nodes: list[str], t: Language) -> Said:
    """The figures of reach, which are of where people live and not of whose areas have an MPP."""
    label = t("People within {km} km", km=25)
    places = [place for place, node in enumerate(nodes[:-1]) if node == label]
    told = {nodes[place + 1] for place in places if find_numbers(nodes[place + 1], t)}
    assert len(told) < 2, (label, told)
    return {"people within 25 km": read_share(told.pop(), t)} if told else {}


def split_html(html: str) -> list[str]:
    """The texts of a page between its marks, in their order."""
    parser = _Texts()
    parser.feed(html)
    return parser.found


# --- tables -----------------------------------------------------------------


def make_plain(value: object) -> object:
    """A cell: None, a float with two decimals, a day as ISO, or a text."""
    if isinstance(value, list | tuple | np.ndarray):
        return " | ".join(map(str, value)) or None
    if value is None or value is pd.NaT or value is pd.NA or value in ("", UNKNOWN):
        return None
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, int | float | np.integer | np.floating):
        return None if math.isnan(value) else round(float(value), 2)
    return str(value)


def read_frame(element) -> list[Row]:
    """The rows of a table on a page, by the titles that it shows."""
    settings = json.loads(element.proto.columns)
    titles = {key: told["label"] for key, told in settings.items() if told.get("label")}
    frame = element.value.copy()
    for key, told in settings.items():
        if told.get("type_config", {}).get("format") == "percent":
            frame[key] = 100 * frame[key]
    frame = frame.rename(columns=titles).astype(object)
    return [{k: make_plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def drop_empty(rows: list[Row]) -> list[Row]:
    """The rows without the columns that hold nothing in any, which pages leave out."""
    kept = {title for row in rows for title, value in row.items() if value is not None}
    return [{title: row[title] for title in row if title in kept} for row in rows]


def are_alike(some: list[Row], others: list[Row]) -> bool:
    """Whether rows are the same, where a page may show a number with one decimal less."""

    def match(one: object, other: object) -> bool:
        if isinstance(one, float) and isinstance(other, float):
            return abs(one - other) < 0.051
        return one == other

    return len(some) == len(others) and all(
        row.keys() == other.keys() and all(match(row[key], other[key]) for key in row)
        for row, other in zip(some, others, strict=True)
    )


def read_xlsx(body: bytes) -> dict[str, list[Row]]:
    """The rows of every sheet of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    sheets = {}
    for sheet in book:
        header, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [
            {title: make_plain(cell) for title, cell in zip(header, row, strict=True)}
            for row in rows
        ]
    return sheets


def read_csv(body: bytes, like: list[Row]) -> list[Row]:
    """The rows of a CSV file; which cells are numbers, ``like`` tells."""
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) == len(like)

    def read(text: str, other: object) -> object:
        if isinstance(other, float):
            return round(float(text), 2)
        plain = text[1:] if re.match(r"' *[=+\-@\t\r]", text) else text
        return make_plain(plain)

    return [
        {title: read(text, other.get(title)) for title, text in row.items()}
        for row, other in zip(rows, like, strict=True)
    ]


def find_table(tables: Iterable[list[Row]], *titles: str) -> list[Row] | None:
    """The first table with rows and with all of these titles."""
    return next((rows for rows in tables if rows and set(titles) <= set(rows[0])), None)


def read_provinces(rows: list[Row], t: Language, codes: Mapping[str, str]) -> Said:
    """Figures of provinces; ``codes`` by short name, for tables without a code."""
    found: Said = {}
    for row in rows:
        kode = row.get(t("Code")) or codes[row[t("Province")]]
        if not to_number(row[t("Areas")], t):
            continue
        found["province", kode] = (
            to_number(row[t("With MPP")], t),
            to_number(row[t("Areas")], t),
            say_share(to_number(row[t("Coverage")], t)),
        )
        found["people of areas with an MPP", kode] = say_share(
            to_number(row[t("People of areas with an MPP")], t)
        )
        found["MPPs", kode] = to_number(row[t("MPPs")], t)
    return found


def to_number(cell: object, t: Language) -> float | None:
    if isinstance(cell, str):
        return next(iter(find_numbers(cell, t)), None)
    return cell


def read_areas(rows: list[Row], t: Language) -> Said:
    """Class and opening of each kabkota."""
    names = {t(cls.label): cls.name for cls in PRESENCE.values()}
    found: Said = {}
    for row in rows:
        found["status", row[t("Code")]] = names[row[t("MPP")]]
        if row.get(t("Opened")):
            found["opened", row[t("Code")]] = row[t("Opened")]
    return found


NUMBERS = {"services": "Services", "agencies": "Agencies"}


def read_mpps(rows: list[Row], t: Language) -> Said:
    """What a table says of each MPP: numbers in columns, or with their days in brackets."""
    found: Said = {}
    for row in rows:
        name = row[t("Name of the MPP")]
        found["address", name] = row.get(t("Address"))
        for fact, title in NUMBERS.items():
            told = row.get(t(f"{title} (as of)"), row.get(t(title)))
            found[fact, name] = to_number(told, t)
            if t(f"{title} as of") in row:
                found[f"{fact} as of", name] = row[t(f"{title} as of")]
    return found


def list_outside(rows: list[Row], t: Language) -> list[str]:
    """Codes of the MPPs that are not in the national count."""
    counted = t("yes")
    return sorted(row[t("Code")] for row in rows if row[t("In the national count")] != counted)


def read_comparisons(rows: list[Row], t: Language) -> Said:
    """Official totals: ours beside them and the difference, of all that were said on a day."""
    return group_comparisons(
        (
            row[t("Day")] or row[t("Month")],
            row[t("Official total")],
            row[t("Our records")],
            row[t("Difference")],
        )
        for row in rows
    )


def subtract_comparisons(rows: list[Row], t: Language) -> Said:
    """The same, with the difference worked out from what stands beside it."""
    found = []
    for row in rows:
        quoted, ours = row[t("Official total")], row[t("Our records")]
        more = t("“more than” was quoted") in (row[t("What is compared")] or "")
        difference = 0.0 if more and ours > quoted else ours - quoted
        found.append((row[t("Day")] or row[t("Month")], quoted, ours, difference))
    return group_comparisons(found)


def group_comparisons(rows: Iterable[tuple[object, object, float, float]]) -> Said:
    """Rows of day, official total, ours and difference, by the first two."""
    found: dict[object, list[tuple[float, float]]] = {}
    for day, quoted, ours, difference in rows:
        found.setdefault(("total", day, quoted), []).append((ours, difference))
    return {key: tuple(sorted(pairs)) for key, pairs in found.items()}


# --- comparing --------------------------------------------------------------


def find_contradictions(said: Mapping[str, Said]) -> list[str]:
    """Where two outputs say otherwise of one thing, in words."""
    by_subject: dict[object, dict[str, object]] = {}
    for output, found in said.items():
        for subject, value in found.items():
            by_subject.setdefault(subject, {})[output] = value
    return [
        f"{subject}: {told}"
        for subject, told in by_subject.items()
        if not all(_is_same(value, next(iter(told.values()))) for value in told.values())
    ]


def _is_same(one: object, other: object) -> bool:
    """Files hold shares with two decimals: rounded once more, they may be a tenth away."""
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        return all(map(_is_same, one, other))
    if isinstance(one, str) and isinstance(other, str) and one[-1:] == other[-1:] == "%":
        return abs(float(one[:-1]) - float(other[:-1])) < 0.11
    return one == other


def list_names(regions: pd.DataFrame) -> dict[str, str]:
    """kode by short name of the provinces, from the file of the areas."""
    rows = regions[regions["kode"].str.len() == 2]
    return dict(zip(rows["nama"].map(shorten), rows["kode"], strict=True))
