"""A small country whose figures can be summed by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from shapely.geometry import box, mapping
from shapely.ops import unary_union

from mppgeo.dataset import Dataset, read
from mppgeo.records.areas import Region
from mppgeo.records.mpp import Mpp
from mppgeo.records.schema import RECORDS

# kode, name, kind, autonomous, people, west edge of a square of one degree
AREAS = [
    ("31", "Daerah Khusus Ibukota Jakarta", "provinsi", "ya", 600, None),
    ("31.71", "Kota Administrasi Jakarta Pusat", "kota", "tidak", 100, 106),
    ("31.72", "Kota Administrasi Jakarta Utara", "kota", "tidak", 500, 107),
    ("35", "Jawa Timur", "provinsi", "ya", 900, None),
    ("35.07", "Kabupaten Malang", "kabupaten", "ya", 400, 110),
    ("35.10", "Kabupaten Banyuwangi", "kabupaten", "ya", 300, 111),
    ("35.73", "Kota Malang", "kota", "ya", 200, 112),
    ("72", "Sulawesi Tengah", "provinsi", "ya", 120, None),
    ("72.10", "Kabupaten Sigi", "kabupaten", "ya", 70, 119),
    ("72.71", "Kota Palu", "kota", "ya", 50, 120),
]


class SmallCountry:
    """A data folder with three provinces and seven kabkota; rewritten as a test needs."""

    source = "https://example.go.id/berita"
    names = {kode: nama for kode, nama, *_ in AREAS}
    squares = {kode: box(west, -8, west + 1, -7) for kode, *_, west in AREAS if west}

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "records").mkdir(parents=True)
        (folder / "boundaries").mkdir()
        self.write("regions.csv", list(Region.model_fields), self.regions())
        for schema in RECORDS.values():
            self.write(schema.FILE, list(schema.model_fields), [])
        self.write_layer("kabkota", self.squares)
        provinces = {kode[:2]: [] for kode in self.squares}
        for kode, square in self.squares.items():
            provinces[kode[:2]].append(square)
        self.write_layer("provinsi", {kode: unary_union(s) for kode, s in provinces.items()})

    def mpp(self, kode: str, day: str, /, **changes: str) -> dict[str, str]:
        """A valid, counted record that opened on ``day``, with ``changes``."""
        row = dict.fromkeys(Mpp.model_fields, "") | {
            "kode": kode,
            "kode_kabkota": kode if len(kode) == 5 else "",
            "kabkota": self.names.get(kode, "Kabupaten Entah"),
            "nama_mpp": f"MPP {kode}",
            "tanggal_peresmian": day,
            "presisi": "hari",
            "tanggal_awal": day,
            "tanggal_akhir": day,
            "jenis_tanggal": "peresmian",
            "hitungan_nasional": "ya",
            "sumber_url": self.source,
        }
        return row | changes

    def row(self, kode: str, /, **cells: str) -> dict[str, str]:
        """A row about an area, with its name and a source."""
        return {"kode": kode, "kabkota": self.names[kode], "sumber_url": self.source} | cells

    def row_of_mpp(self, kode: str, /, **cells: str) -> dict[str, str]:
        """A row about the MPP of :meth:`mpp`."""
        return self.row(kode, nama_mpp=f"MPP {kode}") | cells

    def event(self, kode: str, stage: str, day: str, /, **cells: str) -> dict[str, str]:
        """A row of the stage events."""
        return self.row(kode, tahap=stage, tanggal=day) | cells

    def regions(self) -> list[dict[str, object]]:
        keys = ("kode", "nama", "jenis", "otonom", "population")
        rows = [dict(zip(keys, area[:5], strict=True)) for area in AREAS]
        return [{**row, "lat": -7.5, "lon": 110.5, "ibu_kota": "Ibu"} for row in rows]

    def write(self, name: str, header: list[str], rows: list[dict[str, object]]) -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def write_table(self, table: str, *rows: dict[str, str]) -> Path:
        schema = RECORDS[table]
        return self.write(schema.FILE, list(schema.model_fields), list(rows))

    def write_mpp(self, *rows: dict[str, str]) -> Path:
        return self.write_table("mpp", *rows)

    def open_none(self) -> Path:
        """A list of MPPs that can be read and of which none is open: the first opens far off."""
        return self.write_mpp(self.mpp("72.71", "2099-12-31"))

    def write_layer(self, level: str, geometries: dict[str, object], **other: object) -> Path:
        features = [
            {
                "type": "Feature",
                "properties": {"kode": kode, "label_lon": 110.5, "label_lat": -7.5},
                "geometry": mapping(geometry) if geometry is not None else None,
            }
            for kode, geometry in geometries.items()
        ]
        path = self.folder / "boundaries" / f"{level}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **other}))
        return path

    def load(self) -> Dataset:
        return read(self.folder)
