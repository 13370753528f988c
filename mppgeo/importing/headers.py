"""Which table a sheet is about, and which of its columns are which.

A column is known by its name in the records or by one of the titles that
offices give it (:data:`TITLES`), in any case and with units, signs, usual
abbreviations or a slip of the pen. Titles may stand in two rows, as under a
merged cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import PurePath

from rapidfuzz import fuzz, process

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.importing.columns import KODE, describe_columns
from mppgeo.importing.sheets import Sheet, SheetRow, clean, name_column, show
from mppgeo.records.row import Row
from mppgeo.records.schema import RECORDS

UNKNOWN_TABLE = mark("{table}: no such table; there are {tables}")
NO_HEADER = mark(
    "No row with the titles of columns was found. Name the table, one of {tables},"
    " or use the template."
)
NO_HEADER_FOR_TABLE = mark(
    "No row with the titles of columns of the table “{table}” was found; its columns are {columns}."
)
UNCLEAR_TABLE = mark("The titles of the columns fit several tables: {tables}. Name the one meant.")
UNCLEAR_SHEET = mark("Several sheets hold such a table: {sheets}. Name the one meant.")
UNKNOWN_SHEET = mark(
    "{sheet}: the workbook has no such sheet that can be seen; there are {sheets}."
)
TWICE = mark("The columns {first} and {second} both hold “{column}”. Keep one of them.")

PROVINSI = "provinsi"
"""Role of a column that names the province of a row; no column of the records."""

TITLES: dict[str, tuple[str, ...]] = {
    "kode": (
        "kode wilayah",
        "kode daerah",
        "kode area",
        "kode kabkota",
        "kode kabupaten",
        "kode kota",
        "kode kemendagri",
        "kode wilayah kemendagri",
        "kode permendagri",
        "kode pum",
        "kode administrasi",
        "kode wilayah administrasi",
        "kode pemda",
        "code",
    ),
    "kode_kabkota": ("kode kabkota", "kode kabkota lokasi", "kode lokasi"),
    "kabkota": (
        "kabkota",
        "kabupaten atau kota",
        "kabupaten dan kota",
        "nama kabkota",
        "nama kabupaten",
        "kabupaten",
        "kota",
        "daerah",
        "nama daerah",
        "pemerintah daerah",
        "nama pemerintah daerah",
        "pemda",
        "nama pemda",
        "wilayah",
        "nama wilayah",
        "kabkota penyelenggara",
        "penyelenggara",
        "pemerintah kabkota",
        "instansi penyelenggara",
        "lokus",
        "asal daerah",
        "area",
    ),
    "nama_mpp": (
        "mpp",
        "nama mal",
        "nama mal pelayanan publik",
        "nama gedung mpp",
        "name of the mpp",
    ),
    "tanggal_peresmian": (
        "peresmian",
        "tanggal diresmikan",
        "diresmikan",
        "diresmikan tanggal",
        "waktu peresmian",
        "hari tanggal peresmian",
        "tanggal resmi",
        "tahun peresmian",
        "bulan peresmian",
        "tanggal launching",
        "tanggal peresmian mpp",
    ),
    "presisi": ("presisi tanggal", "ketelitian", "ketelitian tanggal"),
    "tanggal_awal": ("paling awal", "tanggal paling awal"),
    "tanggal_akhir": ("paling akhir", "tanggal paling akhir"),
    "jenis_tanggal": ("jenis peresmian", "jenis pembukaan"),
    "hitungan_nasional": (
        "masuk hitungan nasional",
        "dihitung nasional",
        "terhitung",
        "hitungan kementerian",
        "masuk hitungan",
        "in the national count",
        "dalam hitungan nasional",
    ),
    "diresmikan_oleh": ("peresmi", "pejabat yang meresmikan", "pejabat peresmi", "yang meresmikan"),
    "alamat": ("alamat lengkap", "alamat mpp", "alamat kantor", "lokasi", "lokasi mpp", "address"),
    "lintang": ("lat", "latitude", "garis lintang", "koordinat lintang", "koordinat y", "y"),
    "bujur": (
        "lon",
        "long",
        "lng",
        "longitude",
        "garis bujur",
        "koordinat bujur",
        "koordinat x",
        "x",
    ),
    "jumlah_layanan": (
        "layanan",
        "jumlah jenis layanan",
        "banyak layanan",
        "banyaknya layanan",
        "jenis layanan",
        "total layanan",
        "jumlah layanan mpp",
        "services",
    ),
    "jumlah_instansi": (
        "instansi",
        "jumlah instansi bergabung",
        "jumlah instansi yang bergabung",
        "jumlah instansi tergabung",
        "banyak instansi",
        "banyaknya instansi",
        "total instansi",
        "jumlah gerai",
        "jumlah tenant",
        "agencies",
    ),
    "status": (
        "status operasional",
        "status mpp",
        "keadaan",
        "kondisi",
        "status operasi",
        "keadaan operasional",
    ),
    "sumber_url": (
        "sumber",
        "tautan",
        "link",
        "url",
        "sumber data",
        "tautan sumber",
        "link sumber",
        "link berita",
        "sumber informasi",
        "link tautan",
        "tautan berita",
        "url sumber",
        "sources",
    ),
    "sumber_tanggal": ("tanggal sumber",),
    "catatan": ("keterangan", "catatan tambahan", "keterangan tambahan", "note"),
    "keterangan": ("catatan", "keterangan tambahan", "catatan tambahan", "note"),
    "berlaku_sejak": (
        "sejak",
        "mulai berlaku",
        "menempati sejak",
        "tanggal pindah",
        "sejak tanggal",
    ),
    "gedung": ("jenis gedung", "bangunan", "jenis bangunan"),
    "jam_layanan": ("jam pelayanan", "jam operasional", "jam buka", "waktu pelayanan", "jam kerja"),
    "situs": ("situs web", "website", "web", "laman", "situs mpp"),
    "tanggal_data": (
        "per tanggal",
        "data per tanggal",
        "data per",
        "tanggal pendataan",
        "kondisi per",
        "tahun data",
        "keadaan per",
        "kondisi data",
    ),
    "tahap": ("tahapan", "tahap pembentukan", "tahap mpp", "status tahap"),
    "tanggal": ("tanggal kejadian", "tanggal laporan", "tanggal kutipan", "hari tanggal", "waktu"),
    "pelapor": ("dilaporkan oleh", "nama pelapor", "unit pelapor"),
    "penyebut_angka": ("disebut oleh", "yang menyebut"),
    "penyebut_sasaran": ("disebut oleh", "yang menyebut"),
    "jumlah_mpp": ("banyak mpp", "total mpp", "angka resmi"),
    "penyebut_persen": ("penyebut persentase", "denominator"),
    "tahun": ("tahun evaluasi", "tahun penilaian"),
    "predikat": ("kategori", "hasil evaluasi", "predikat penilaian"),
    "nilai": ("skor", "indeks", "nilai evaluasi", "nilai indeks"),
    "urutan": ("urut", "nomor urut"),
    "nama": ("nama instansi", "nama lembaga", "kementerian lembaga"),
    "singkatan": ("singkatan instansi", "akronim", "instansi"),
    "jenis": ("jenis instansi", "jenis lembaga"),
    "tanggal_nota_kesepahaman": ("tanggal mou", "tanggal nota kesepahaman mou"),
    "sumber": ("tautan", "link", "url", "sumber url", "sumber data"),
    "hadir": ("kehadiran", "ikut serta", "bergabung", "keikutsertaan"),
    "ekosistem": ("ekosistem layanan", "cara pelayanan", "jenis ekosistem"),
    "ada": ("tersedia", "ketersediaan"),
    "judul_en": ("judul inggris",),
    "isi_en": ("isi inggris",),
    "persen": ("persentase", "target persen", "persen sasaran"),
    "keterangan_en": ("keterangan inggris",),
    "kode_induk": ("kode provinsi induk", "provinsi induk"),
    "dasar_hukum": ("undang undang", "dasar"),
    PROVINSI: (
        "nama provinsi",
        "kode provinsi",
        "province",
        "pemerintah provinsi",
        "wilayah provinsi",
    ),
}
"""Titles that offices give to columns, by the column's name in the records."""

_WORDS = {
    "tgl": "tanggal", "tanggl": "tanggal", "jml": "jumlah", "jlh": "jumlah", "jmlh": "jumlah",
    "kab": "kabupaten", "prov": "provinsi", "propinsi": "provinsi", "thn": "tahun", "th": "tahun",
    "ket": "keterangan", "kd": "kode", "pel": "pelayanan", "almt": "alamat", "mall": "mal",
    "nm": "nama",
}  # fmt: skip
_LOOKED_AT = 40
"""Rows in which the titles of the columns are looked for."""
_LONGEST = 200
"""Letters of a title of a column; what is longer is a text."""
_SLIP = 90
"""Likeness (0..100) from which a title is taken for another with a slip of the pen."""
_CLEARLY = 4


@dataclass(frozen=True)
class Title:
    """A column of the sheet: its place (from 0), its title, and what it was taken for."""

    place: int
    text: str
    column: str | None

    @property
    def letters(self) -> str:
        return name_column(self.place)


@dataclass(frozen=True)
class Header:
    """Where the table of a sheet begins and what its columns are.

    Attributes
    ----------
    rows : numbers of the row or two rows that hold the titles.
    titles : every column that has a title.
    """

    table: str
    sheet: Sheet
    rows: tuple[int, ...]
    titles: tuple[Title, ...]

    @property
    def places(self) -> dict[str, int]:
        """Place of each column (and of :data:`PROVINSI`) in the sheet."""
        return {title.column: title.place for title in self.titles if title.column}

    @property
    def schema(self) -> type[Row]:
        return RECORDS[self.table]


def find_header(
    sheets: Sequence[Sheet], *, table: str | None = None, sheet: str | None = None, source: str = ""
) -> Header:
    """The header of the sheet that holds a table of the records.

    Parameters
    ----------
    table : name in :data:`mppgeo.records.schema.RECORDS`; None = told from the titles.
    sheet : name of the sheet; None = the only one that has such a header.
    source : name of the file. Where titles fit several tables, a sheet or file
        that is called as one of them decides.

    Raises
    ------
    ImportRefused : there is none, or it is not clear which is meant.
    """
    if table is not None and table not in RECORDS:
        raise ImportRefused(UNKNOWN_TABLE, table=table, tables=tuple(RECORDS))
    if sheet is not None:
        sheets = _choose_sheet(sheets, sheet)
    found = [best for one in sheets if (best := _find_best(one, table))]
    if not found:
        if table:
            columns = tuple(describe_columns(RECORDS[table]))
            raise ImportRefused(NO_HEADER_FOR_TABLE, table=table, columns=columns)
        raise ImportRefused(NO_HEADER, tables=tuple(RECORDS))
    if len(found) > 1:
        # A sheet beside it that explains the columns holds their names as well.
        found = [b for b in found if b[0].sheet.name.casefold() in {h.table for h in b}] or found
    if len(found) > 1:
        raise ImportRefused(UNCLEAR_SHEET, sheets=tuple(best[0].sheet.name for best in found))
    headers = found[0]
    if len(headers) > 1:
        stem = PurePath(source).stem.casefold()
        headers = [h for h in headers if h.table in (h.sheet.name.casefold(), stem)] or headers
    if len(headers) > 1:
        raise ImportRefused(UNCLEAR_TABLE, tables=tuple(header.table for header in headers))
    _refuse_twice(headers[0])
    return headers[0]


def _choose_sheet(sheets: Sequence[Sheet], name: str) -> list[Sheet]:
    chosen = [one for one in sheets if one.name.casefold() == clean(name).casefold()]
    if not chosen:
        raise ImportRefused(UNKNOWN_SHEET, sheet=name, sheets=tuple(s.name for s in sheets))
    return chosen


def _find_best(sheet: Sheet, table: str | None) -> list[Header] | None:
    """The headers, one per table, that say most; None where no row is one."""
    tables = [table] if table else list(RECORDS)
    best: list[Header] = []
    best_score = 0
    rows = sheet.rows[:_LOOKED_AT]
    for index, row in enumerate(rows):
        for titles, numbers in _read_titles(
            row, rows[index + 1] if index + 1 < len(rows) else None
        ):
            found = [_match(sheet, name, numbers, titles) for name in tables]
            found = [header for header in found if _is_enough(header, named=table is not None)]
            score = max((_score(header) for header in found), default=0)
            if score > best_score:
                best = [header for header in found if _score(header) == score]
                best_score = score
    return best or None


def _score(header: Header) -> int:
    return len({title.column for title in header.titles if title.column})


def _read_titles(
    row: SheetRow, below: SheetRow | None
) -> Iterable[tuple[dict[int, list[str]], tuple[int, ...]]]:
    """Possible titles by place: those of a row, then those of it and the row below together."""
    single = _read_texts(row)
    if len(single) >= 2:
        yield {place: [text] for place, text in single.items()}, (row.number,)
    lower = _read_texts(below) if below and below.number == row.number + 1 else {}
    # A lone cell above the titles is that of the whole table.
    filled = sum(value is not None for value in row.cells)
    if not single or not lower or filled < 2:
        return
    titles: dict[int, list[str]] = {}
    above = ""
    for place in range(max(*single, *lower) + 1):
        above = single.get(place, above if place in lower else "")
        if place in lower and above:
            titles[place] = [f"{above} {lower[place]}", lower[place]]
        elif place in lower or above:
            titles[place] = [lower.get(place) or above]
    yield titles, (row.number, below.number)


def _read_texts(row: SheetRow | None) -> dict[int, str]:
    """The texts of a row by place; a row of numbers holds no titles."""
    if row is None:
        return {}
    return {
        place: show(value)
        for place, value in enumerate(row.cells)
        if isinstance(value, str)
        and len(value) <= _LONGEST
        and not re.fullmatch(r"[\d\W_]+", value)
    }


def _match(
    sheet: Sheet, table: str, numbers: tuple[int, ...], titles: Mapping[int, list[str]]
) -> Header:
    known = _list_titles(table)
    found = []
    for place, texts in sorted(titles.items()):
        column = next((c for text in texts if (c := _recognise(text, known))), None)
        found.append(Title(place, texts[0], column))
    return Header(table, sheet, numbers, tuple(found))


def _is_enough(header: Header, *, named: bool) -> bool:
    """Whether the titles tell what a row is about, and something else about it.

    Parameters
    ----------
    named : the table is given; else every column that tells its rows apart is needed.
    """
    columns = {title.column for title in header.titles if title.column}
    described = describe_columns(header.schema)
    identity = find_identity(header.schema)
    if not identity:
        key = {name for name in header.schema.KEY if described[name].required}
        return len(columns - {PROVINSI}) >= 2 and (named or key <= columns)
    others = set(header.schema.KEY) - {"kode", "nama_mpp"}
    about = columns - identity - {PROVINSI, "nama_mpp"}
    return bool(columns & identity) and bool(about) and (named or others <= columns)


def find_identity(schema: type[Row]) -> set[str]:
    """The columns of a sheet by which the area of a row can be told; none for some tables."""
    kode = describe_columns(schema).get("kode")
    if kode is None or kode.kind != KODE:
        return set()
    return {"kode", "kode_kabkota", "kabkota"} | ({PROVINSI} if kode.province_only else set())


def _refuse_twice(header: Header) -> None:
    seen: dict[str, Title] = {}
    for title in header.titles:
        if title.column and title.column in seen:
            raise ImportRefused(
                TWICE,
                first=f"{seen[title.column].letters} “{seen[title.column].text}”",
                second=f"{title.letters} “{title.text}”",
                column=title.column,
            )
        if title.column:
            seen[title.column] = title


# --- titles -------------------------------------------------------------------


def _recognise(text: str, known: Mapping[str, str]) -> str | None:
    """The column that a title means; None = none."""
    for form in _squeeze(text):
        if form in known:
            return known[form]
    form = _squeeze(text)[-1]
    if len(form) < 6:
        return None
    near = process.extract(
        form, list(known), scorer=fuzz.ratio, score_cutoff=_SLIP - _CLEARLY, limit=5
    )
    if not near or near[0][1] < _SLIP:
        return None
    columns = {known[title] for title, score, _ in near if score > near[0][1] - _CLEARLY}
    return columns.pop() if len(columns) == 1 else None


@cache
def _list_titles(table: str) -> dict[str, str]:
    """Column of a table by title; a column's own name comes before any other title."""
    columns = [*describe_columns(RECORDS[table]), PROVINSI]
    known: dict[str, str] = {}
    for column in columns:
        known[_squeeze(column)[-1]] = column
    for column in columns:
        for title in TITLES.get(column, ()):
            known.setdefault(_squeeze(title)[-1], column)
    return known


@lru_cache(maxsize=8192)
def _squeeze(text: str) -> tuple[str, ...]:
    """A title without case, signs, units and numbering: all of it, then without brackets."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = plain.replace("_", " ")
    plain = re.sub(r"kab(upaten)?\.?\s*(/|dan|atau|&|-|\s)?\s*kota", " kabkota ", plain)
    plain = plain.replace("mal pelayanan publik", "mpp").replace("mall pelayanan publik", "mpp")
    forms = []
    for form in (plain, re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", plain)):
        words = [_WORDS.get(word, word) for word in re.findall(r"[a-z0-9]+", form)]
        while len(words) > 1 and words[0].isdigit():
            words = words[1:]
        joined = "".join(words)
        if joined and joined not in forms:
            forms.append(joined)
    return tuple(forms) or ("",)
