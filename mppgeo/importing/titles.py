"""Titles that offices give to columns, and which column of a table each means.

A column is known by its name in the records or by one of the titles that
offices give it (:data:`TITLES`), in any case and with units, signs, usual
abbreviations or a slip of the pen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from mppgeo.base.language import LANGUAGES, Language, mark
from mppgeo.importing.columns import describe_columns
from mppgeo.records.schema import RECORDS

PROVINSI = "provinsi"
"""Role of a column that names the province of a row; no column of the records."""
PRESISI = "presisi"
"""Role of a column that says how precise the date beside it is; a column of one table alone."""

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
        "layanan per",
        "instansi per",
        "services as of",
        "agencies as of",
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
    "daerah_tertinggal": ("tertinggal", "status tertinggal", "daerah tertinggal"),
    "daftar_tertinggal": ("daftar daerah tertinggal", "daftar", "penerbit", "dasar penetapan"),
    "periode": ("masa", "kurun waktu", "bulan", "period"),
    "jumlah_pengunjung": ("pengunjung", "banyak pengunjung", "kunjungan", "jumlah kunjungan"),
    "satuan": ("yang dihitung", "unit"),
    "ada": ("tersedia", "ketersediaan"),
    "judul_en": ("judul inggris",),
    "isi_en": ("isi inggris",),
    "surel": ("email", "alamat email", "alamat surel", "surat elektronik", "pos el", "mail"),
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
_SLIP = 90
"""Likeness (0..100) from which a title is taken for another with a slip of the pen."""
_CLEARLY = 4
_ASIDE = {"no", "nomor", "nourut", "nomorurut", "number", "num"}
"""Titles of the numbers of rows."""
ROW, REASON = mark("Row in the file"), mark("Reason for rejection")
"""Titles of what a list of rejected rows adds to them."""


def recognise(text: str, known: Mapping[str, str]) -> str | None:
    """The column that a title means; None = none."""
    for form in squeeze_title(text):
        if form in known:
            return known[form]
    form = squeeze_title(text)[-1]
    if len(form) < 6:
        return None
    near = process.extract(
        form, list(known), scorer=fuzz.ratio, score_cutoff=_SLIP - _CLEARLY, limit=5
    )
    if not near or near[0][1] < _SLIP:
        return None
    columns = {known[title] for title, score, _ in near if score > near[0][1] - _CLEARLY}
    return columns.pop() if len(columns) == 1 else None


def is_aside(text: str) -> bool:
    """Whether a title is that of the numbers of rows, or of what a list of rejected ones adds."""
    return squeeze_title(text)[-1] in _ASIDE or text in _list_added()


@cache
def _list_added() -> frozenset[str]:
    return frozenset(Language(code)(title) for code in LANGUAGES for title in (ROW, REASON))


@cache
def list_titles(table: str) -> dict[str, str]:
    """Column of a table by title; a column's own name comes before any other title."""
    columns = [*describe_columns(RECORDS[table]), PROVINSI, PRESISI]
    known: dict[str, str] = {}
    for column in columns:
        known[squeeze_title(column)[-1]] = column
    for column in columns:
        for title in TITLES.get(column, ()):
            known.setdefault(squeeze_title(title)[-1], column)
    return known


@lru_cache(maxsize=8192)
def squeeze_title(text: str) -> tuple[str, ...]:
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
