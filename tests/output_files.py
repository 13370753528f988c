"""What stands in briefings and in what the command line prints."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pypdfium2
from outputs import (
    Row,
    Said,
    group_comparisons,
    make_plain,
    say_share,
)
from pptx import Presentation

from mppgeo.base.language import Language
from mppgeo.content.classes import PRESENCE


@dataclass(frozen=True)
class Deck:
    """The tiles of a deck as texts one after the other, and its tables."""

    tiles: list[str]
    tables: list[list[Row]]


def read_deck(body: bytes) -> Deck:
    shapes = [shape for slide in Presentation(io.BytesIO(body)).slides for shape in slide.shapes]
    tiles = [
        re.sub("[\xa0\v]", " ", paragraph.text)
        for shape in shapes
        if shape.name.startswith("Figure")
        for paragraph in shape.text_frame.paragraphs
    ]
    tables = []
    for shape in shapes:
        if shape.has_table:
            header, *rows = [
                [cell.text.replace("\xa0", " ") for cell in row.cells] for row in shape.table.rows
            ]
            rows = [[make_plain(cell) for cell in row] for row in rows]
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


def read_command_comparisons(rows: Iterable[Mapping]) -> Said:
    """``reconcile --format json``; months are told in words elsewhere."""
    return group_comparisons(
        (row["date"], float(row["quoted"]), float(row["ours"]), float(row["difference"]))
        for row in rows
        if len(row["date"]) == 10
    )
