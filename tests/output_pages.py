"""What stands on pages, in what their maps get, and in the picture before them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pandas as pd
import pyarrow as pa
from outputs import (
    NUMBERS,
    Said,
    find_numbers,
    read_tiles,
    say_share,
    split_html,
    to_number,
)
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest

from mppgeo.base.language import Language
from mppgeo.content.classes import PRESENCE


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
    for fact, title in NUMBERS.items():
        told = after(title)
        found[fact, name] = to_number(told, t)
        day = re.search(r"\((.*)\)", told) if told else None
        found[f"{fact} as of", name] = day and day[1]
    # "(as of 24 Jan 2022)" holds the day as tables tell it.
    for fact in NUMBERS:
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
