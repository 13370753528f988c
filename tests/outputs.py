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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pypdfium2
from pptx import Presentation
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest

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


def _read_share(text: str, t: Language) -> str | None:
    return say_share(next(iter(find_numbers(text, t)), None))


def read_tiles(nodes: list[str], t: Language) -> Said:
    """The figures at the head: each label is followed by its value and its note."""

    def after(label: str) -> tuple[str, str]:
        places = [place for place, node in enumerate(nodes[:-2]) if node == t(label)]
        values = [(nodes[place + 1], nodes[place + 2]) for place in places]
        return next(told for told in values if told[0] == UNKNOWN or find_numbers(told[0], t))

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
    found["coverage"] = _read_share(value, t)
    found["MPPs"] = find_numbers(note, t)[0]
    value, note = after("People of areas with an MPP")
    found["people of areas with an MPP"] = _read_share(value, t)
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


def split_html(html: str) -> list[str]:
    """The texts of a page between its marks, in their order."""
    parser = _Texts()
    parser.feed(html)
    return parser.found


# --- tables -----------------------------------------------------------------


def _make_plain(value: object) -> object:
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
    return [{k: _make_plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


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
            {title: _make_plain(cell) for title, cell in zip(header, row, strict=True)}
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
        return _make_plain(plain)

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
        if not _to_number(row[t("Areas")], t):
            continue
        found["province", kode] = (
            _to_number(row[t("With MPP")], t),
            _to_number(row[t("Areas")], t),
            say_share(_to_number(row[t("Coverage")], t)),
        )
        found["people of areas with an MPP", kode] = say_share(
            _to_number(row[t("People of areas with an MPP")], t)
        )
        found["MPPs", kode] = _to_number(row[t("MPPs")], t)
    return found


def _to_number(cell: object, t: Language) -> float | None:
    if isinstance(cell, str):
        return next(iter(find_numbers(cell, t)), None)
    return cell


def read_areas(rows: list[Row], t: Language) -> Said:
    """Class and opening of each kabkota."""
    names = {t(cls.label): cls.name for cls in PRESENCE.values()}
    found: Said = {}
    for row in rows:
        found["status", row[t("Code")]] = names[row[t("MPP")]]
        if row[t("Opened")]:
            found["opened", row[t("Code")]] = row[t("Opened")]
    return found


_NUMBERS = {"services": "Services", "agencies": "Agencies"}


def read_mpps(rows: list[Row], t: Language) -> Said:
    """What a table says of each MPP: numbers in columns, or with their days in brackets."""
    found: Said = {}
    for row in rows:
        name = row[t("Name of the MPP")]
        found["address", name] = row.get(t("Address"))
        for fact, title in _NUMBERS.items():
            told = row.get(t(f"{title} (as of)"), row.get(t(title)))
            found[fact, name] = _to_number(told, t)
            if t(f"{title} as of") in row:
                found[f"{fact} as of", name] = row[t(f"{title} as of")]
    return found


# --- pages ------------------------------------------------------------------


class Files:
    """Makes the files that a page offers, as the server does for whoever clicks."""

    def __init__(self, monkeypatch) -> None:
        self._makers: dict[str, Callable[[], bytes]] = {}
        add = MediaFileManager.add_deferred

        def remember(manager, make, *args, **named):
            number = add(manager, make, *args, **named)
            self._makers[number] = make
            return number

        monkeypatch.setattr(MediaFileManager, "add_deferred", remember)

    def save(self, app: AppTest, key: str) -> bytes:
        """The file behind the button of a key."""
        [button] = [b for b in app.get("download_button") if b.proto.id.endswith(f"-{key}")]
        return self._makers[button.proto.deferred_file_id]()


def read_html(app: AppTest) -> list[str]:
    """All texts of a page that are no tables of the framework."""
    return split_html("\n".join(element.proto.body for element in app.get("html")))


def read_payload(app: AppTest) -> dict:
    """What the page sends to its map."""
    [component] = app.get("component_instance")
    script = json.loads(component.proto.json_args)["feature_group"]
    return json.JSONDecoder().raw_decode(script[script.index("mppgeo.paint(") + 13 :])[0]


def read_card(nodes: list[str], name: str, t: Language) -> Said:
    """What the card says of one MPP, by the labels that follow its name."""
    start = nodes.index(name)
    own = nodes[start:]

    def after(label: str) -> str | None:
        return own[own.index(t(label)) + 1] if t(label) in own else None

    found: Said = {("address", name): after("Address"), ("operation", name): after("Status")}
    for fact, title in _NUMBERS.items():
        told = after(title)
        found[fact, name] = _to_number(told, t)
        day = re.search(r"\((.*)\)", told) if told else None
        found[f"{fact} as of", name] = day and day[1]
    # "(as of 24 Jan 2022)" holds the day as tables tell it.
    for fact in _NUMBERS:
        told = found[f"{fact} as of", name]
        if told:
            prefix = t("{number} (as of {date})", number="", date="").strip(" ()")
            found[f"{fact} as of", name] = told.removeprefix(prefix).strip()
    return found


def _read_arrow(chart, column: str) -> pd.DataFrame:
    """The first data of a chart with this column."""
    bodies = [one.data.data for one in chart.proto.datasets] or [chart.proto.data.data]
    frames = [pa.ipc.open_stream(body).read_pandas() for body in bodies]
    return next(frame for frame in frames if column in frame)


def read_charts(app: AppTest, codes: Mapping[str, str]) -> Said:
    """The last values of the curve of growth and of the small charts of the provinces."""
    found: Said = {}
    for chart in app.get("vega_lite_chart"):
        spec = json.loads(chart.proto.spec)
        if "facet" in spec:
            frame = _read_arrow(chart, "nama")
            # Stacked, the days of one province count as days of all others, at 0.
            [drawn_as] = [layer for layer in spec["spec"]["layer"] if "area" in str(layer["mark"])]
            stacked = drawn_as["encoding"]["y"].get("stack", "zero")
            for name, rows in frame.groupby("nama"):
                last = rows["coverage_pct"].iloc[-1]
                if not math.isnan(last):
                    drawn = 0.0 if stacked and frame["nama"].nunique() > 1 else last
                    found["share", codes[name]] = say_share(drawn)
        elif "areas_with_mpp" in chart.proto.spec:
            last = _read_arrow(chart, "areas_with_mpp").iloc[-1]
            found["areas with an MPP"] = float(last["areas_with_mpp"])
            if not math.isnan(last["coverage_pct"]):
                found["coverage"] = say_share(last["coverage_pct"])
    return found


# --- the map ----------------------------------------------------------------


def read_map(payload: Mapping, codes: Mapping[str, list[str]], t: Language) -> Said:
    """The sums of the legend, and the class of every area."""
    level, legend = payload["level"], payload["legend"]
    count = {row["name"]: float(row["count"]) for row in legend}
    inside = sum(count.values()) - count.get("na", 0)
    found: Said = {}
    if level == "kabkota":
        name = {row["code"]: row["name"] for row in legend}
        found["areas"] = inside
        if inside:
            found["areas with an MPP"] = count["has"] + count["served-by-province"]
            found["areas without an MPP"] = count["has-not"]
        classes = zip(codes[level], payload["classes"][level], strict=True)
        found |= {("status", kode): name[code] for kode, code in classes if code != "-"}
    else:
        found["provinces"] = inside
        found["provinces complete"] = count["complete"]
        found["provinces without"] = count["none"]
        for kode, line in zip(codes[level], payload["figures"], strict=True):
            if len(numbers := find_numbers(line, t)) == 3:
                found["province", kode] = (*numbers[:2], say_share(numbers[2]))
    return found


class _Drawing(HTMLParser):
    """The class of every area drawn in a page's first picture, and the rows of its table."""

    def __init__(self) -> None:
        super().__init__()
        self.classes: dict[str, str] = {}
        self.rows: list[list[str]] = []
        self._class, self._in_cell = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "g":
            self._class = told.get("data-class") or ""
        elif tag == "path" and told.get("data-kode"):
            self.classes[told["data-kode"]] = self._class
        elif tag == "tr":
            self.rows.append([])
        self._in_cell = tag in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1].append(data)
            self._in_cell = False


def read_picture(html: str, t: Language, codes: Mapping[str, str]) -> Said:
    """What the picture says that stands in a page's HTML before any script has come."""
    drawing = _Drawing()
    drawing.feed(html)
    nodes = split_html(html)
    found = read_tiles(nodes, t)
    aside = ("left-out", "around")
    areas = {k: name for k, name in drawing.classes.items() if len(k) == 5 and name not in aside}
    found |= {("status", kode): name for kode, name in areas.items()}
    # The legend: each label is followed by its number.
    if areas:
        has = find_numbers(nodes[nodes.index(t(PRESENCE["ada"].label)) + 1], t)[0]
        lacks = find_numbers(nodes[nodes.index(t(PRESENCE["belum"].label)) + 1], t)[0]
        found["areas without an MPP"] = lacks
        # Around an area selected only a part of those counted is drawn.
        assert has >= sum(name == "has" for name in areas.values()) > 0 or not has
    titles, *rows = drawing.rows or [[]]
    for row in rows if t("Province") in titles[:1] else ():
        share, with_mpp, of_areas = (find_numbers(cell, t) for cell in row[1:4])
        if of_areas[0]:
            kode = codes[row[0]]
            found["province", kode] = (with_mpp[0], of_areas[0], say_share(share[0]))
    return found


@dataclass
class Player:
    """The rules by which ``timebar.js`` plays, written again: classes, count, points of a day.

    Each is a function of the script: ``hasOpened``, ``parentOf``, ``sumProvinces``,
    ``classify``, ``classesOn``, ``countOn``, and ``listPoints`` of ``map.js``. A test in a
    browser holds the script itself against the server.

    Attributes
    ----------
    payload : what the page sent to its map.
    openings : the file that the browser fetched.
    codes : kode by level, in the order of the geometry.
    """

    payload: Mapping
    openings: Mapping[str, list]
    codes: Mapping[str, list[str]]
    _texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in ("base", "counts"):
            runs = self.payload["time"][key]
            self._texts[key] = "".join(
                character * length for character, length in zip(runs[::2], runs[1::2], strict=True)
            )

    def _has_opened(self, kode: str, day: str) -> bool:
        return kode in self.openings and self.openings[kode][2] <= day

    def _find_parent(self, kode: str, day: str) -> str:
        parent, since = self.payload["time"]["parents"].get(kode, (kode, ""))
        return parent if day < since else kode

    def _list_counted(self) -> list[str]:
        pairs = zip(self.codes["kabkota"], self._texts["counts"], strict=True)
        return [kode for kode, sign in pairs if sign == "1"] + self.payload["time"]["extra"]

    def _classify(self, areas: int, with_mpp: int) -> str:
        time = self.payload["time"]
        if not areas:
            return time["not_applicable"]
        if with_mpp == areas:
            return time["complete"]
        share = 100 * with_mpp / areas
        return str(next(i for i, limit in enumerate(time["upper"]) if share <= limit))

    def play_classes(self, day: str) -> str:
        time, level = self.payload["time"], self.payload["level"]
        base = zip(self.codes[level], self._texts["base"], strict=True)
        if level == "kabkota":
            served = self.payload["served"]
            has = {k: time["served"] if k in served else time["has"] for k in self.codes[level]}
            return "".join(
                sign if sign != "." else has[k] if self._has_opened(k, day) else time["has_not"]
                for k, sign in base
            )
        sums: dict[str, list[int]] = {}
        for kode in self._list_counted():
            pair = sums.setdefault(self._find_parent(kode[:2], day), [0, 0])
            pair[0] += 1
            pair[1] += self._has_opened(kode, day)
        return "".join(
            sign if sign != "." else self._classify(*sums.get(self._find_parent(k, day), (0, 0)))
            for k, sign in base
        )

    def play_count(self, day: str) -> tuple[float, float]:
        """Areas with an MPP, and areas."""
        places = self.payload["time"]["places"]
        inside = [kode for kode in self._list_counted() if kode[:2] in places]
        return float(sum(self._has_opened(k, day) for k in inside)), float(len(inside))

    def play_points(self, day: str) -> list[tuple[str, int]]:
        """MPPs whose place does not follow from the classes, with 1 = counted."""
        return [(k, n) for k, n, since, _ in self.payload["points"] if not since or since <= day]


# --- files ------------------------------------------------------------------


@dataclass(frozen=True)
class Deck:
    """The tiles of a deck as texts one after the other, and its tables."""

    tiles: list[str]
    tables: list[list[Row]]


def read_deck(body: bytes) -> Deck:
    shapes = [shape for slide in Presentation(io.BytesIO(body)).slides for shape in slide.shapes]
    tiles = [
        paragraph.text
        for shape in shapes
        if shape.name.startswith("Figure")
        for paragraph in shape.text_frame.paragraphs
    ]
    tables = []
    for shape in shapes:
        if shape.has_table:
            header, *rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
            rows = [[_make_plain(cell) for cell in row] for row in rows]
            tables.append([dict(zip(header, row, strict=True)) for row in rows])
    return Deck([text for text in tiles if text], tables)


def read_pdf(body: bytes) -> str:
    """The text of a handout without any space, as lines break anywhere."""
    document = pypdfium2.PdfDocument(body)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def read_totals(row: Row, t: Language) -> Said:
    """The first sheet of a data pack."""
    found: Said = {"areas": row[t("Areas")]}
    if not row[t("Areas")]:
        return found
    return found | {
        "areas with an MPP": row[t("Areas with an MPP")],
        "areas without an MPP": row[t("Areas without an MPP")],
        "coverage": say_share(row[t("Coverage")]),
        "MPPs": row[t("MPPs")],
        "people of areas with an MPP": say_share(row[t("People of areas with an MPP")]),
    }


def read_command(row: Mapping) -> Said:
    """``coverage --format json`` of the nation or a province."""
    # Of the nation it does not tell how many areas are counted.
    areas = {"areas": float(row["areas"])} if "areas" in row else {}
    if areas == {"areas": 0}:
        return areas
    return areas | {
        "areas with an MPP": float(row["areas_with_mpp"]),
        "coverage": say_share(row["coverage_pct"]),
        "MPPs": float(row["mpp_count"]),
        "people of areas with an MPP": say_share(row["population_covered_pct"]),
        "million people": (
            round(row["population_covered"] / 1e6, 1), round(row["population_total"] / 1e6, 1),
        ),
    }  # fmt: skip


def read_command_provinces(rows: Iterable[Mapping]) -> Said:
    """``coverage --by provinsi``."""
    found: Said = {}
    for row in rows:
        if row["areas"]:
            share = say_share(row["coverage_pct"])
            found["province", row["kode"]] = (
                float(row["areas_with_mpp"]),
                float(row["areas"]),
                share,
            )
            found["MPPs", row["kode"]] = float(row["mpp_count"])
    return found


def read_command_areas(rows: Iterable[Mapping]) -> Said:
    """``coverage --by kabkota``."""
    names = {status: cls.name for status, cls in PRESENCE.items()}
    found: Said = {}
    for row in rows:
        if len(row["kode"]) == 5:
            found["status", row["kode"]] = names[row["status"]]
            if row["presisi"] == "hari":
                found["opened", row["kode"]] = row["tanggal_peresmian"]
    return found


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
