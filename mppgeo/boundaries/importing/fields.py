"""Finds the columns that say which area a feature is, by the names that publishers give them.

BIG (``WADMKK``, ``KDPKAB``), HDX COD-AB (``ADM2_PCODE``, ``adm2_name``), GADM
(``NAME_2``, ``TYPE_2``), geoBoundaries (``shapeName``), BPS (``kdprov``, ``nmkab``),
and plain ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.base.said import Few

NO_FIELDS = mark("No column is known to hold the name or code of a {level}. Say which with --name-field or --code-field; there are: {columns}.")  # fmt: skip
NO_SUCH_FIELD = mark("There is no column “{field}”. There are: {columns}.")

_PROVINSI = (
    "wadmpr", "adm1en", "adm1name", "name1", "nmprov", "namaprov", "namaprovinsi", "provinsi",
    "propinsi", "province", "nmpropinsi", "namapropinsi", "prov",
)  # fmt: skip
_KABKOTA = (
    "wadmkk", "adm2en", "adm2name", "name2", "nmkab", "nmkabkota", "nmkabkot", "namakab",
    "namakabkota", "namakabkot", "kabkota", "kabkot", "kabupatenkota", "kabupaten", "namakk",
)  # fmt: skip
_ANY = ("nama", "namobj", "shapename", "name")
_GENERAL = {*_ANY, "kode", "kodekemendagri", "kodedagri", "kodebps", "bpscode", "kodewilayah"}
_KINDS = ("type2", "engtype2", "jenis", "tipe")
_CODES = {
    "kabkota": (
        "kode", "kodekabkota", "kodekabkot", "kodekab", "kodekk", "kdpkab", "kodekemendagri",
        "kodedagri", "adm2pcode", "idkab", "idkabkota", "kdkabkota", "kodebps", "bpscode",
        "kdbbps", "kdkab", "kodewilayah",
    ),
    "kecamatan": (
        "kode", "kodekecamatan", "kodekec", "kdcpum", "kodekemendagri", "kodedagri", "adm3pcode",
        "idkec", "idkecamatan", "kodebps", "bpscode", "kdcbps", "kdkec", "kodewilayah",
    ),
}  # fmt: skip
_PARTS = {"kabkota": ("kdprov", "kdkab"), "kecamatan": ("kdprov", "kdkab", "kdkec")}
_NAMES = {
    "kabkota": (*_KABKOTA, *_ANY),
    "kecamatan": (
        "wadmkc", "adm3en", "adm3name", "name3", "nmkec", "namakec", "namakecamatan", "kecamatan",
        *_ANY,
    ),
}  # fmt: skip
_DEEPER = {
    "kabkota": re.compile(r"(wadmk[cd]|adm[34](en|name|pcode)|name[34]|nmkec|nmdesa|kecamatan|desa|kelurahan)"),
    "kecamatan": re.compile(r"(wadmkd|adm4(en|name|pcode)|name4|nmdesa|desa|kelurahan)"),
}  # fmt: skip


@dataclass(frozen=True)
class Fields:
    """The columns of a layer that say which area a feature is.

    Attributes
    ----------
    codes : columns that may hold its code, each a tuple of columns to be joined.
    name, kind : its name; what it is (Kabupaten, Kota), for the level kabkota.
    kabkota, provinsi : the areas it lies in.
    deeper : how many columns speak of a level below.
    specific : a column is named after this very level.
    """

    codes: tuple[tuple[str, ...], ...]
    name: str | None
    kind: str | None
    kabkota: str | None
    provinsi: str | None
    deeper: int
    specific: bool = True

    @property
    def known(self) -> bool:
        return bool(self.codes or self.name)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of names and codes."""
        codes = [title for columns in self.codes for title in columns]
        return tuple(dict.fromkeys([*filter(None, [self.name]), *codes]))


def find_fields(columns: Sequence[str], level: str) -> Fields:
    """The columns by their titles; ``known`` says whether any was found."""
    titles: dict[str, str] = {}
    for column in columns:
        titles.setdefault(_fold(column), column)
    codes = [(titles[form],) for form in _CODES[level] if form in titles]
    parts = tuple(titles[form] for form in _PARTS[level] if form in titles)
    if len(parts) == len(_PARTS[level]):
        # The last of them alone says nothing.
        codes = [code for code in codes if code[0] not in parts]
        codes.append(parts)
    first = _NAMES[level]
    return Fields(
        codes=tuple(codes),
        name=_pick(titles, first),
        kind=_pick(titles, _KINDS),
        kabkota=_pick(titles, _KABKOTA) if level == "kecamatan" else None,
        provinsi=_pick(titles, _PROVINSI),
        deeper=sum(bool(_DEEPER[level].fullmatch(form)) for form in titles),
        specific=any(form in titles for form in (*first, *_CODES[level]) if form not in _GENERAL),
    )


def choose_fields(
    columns: Sequence[str],
    level: str,
    *,
    code: str | None = None,
    name: str | None = None,
    provinsi: str | None = None,
) -> Fields:
    """The columns as said, else as found.

    Raises
    ------
    ImportRefused : a column that is said is not there, or none is known.
    """
    found = find_fields(columns, level)
    if code:
        found = replace(found, codes=((_require(code, columns),),))
    if name:
        found = replace(found, name=_require(name, columns))
    if provinsi:
        found = replace(found, provinsi=_require(provinsi, columns))
    if not found.known:
        raise ImportRefused(NO_FIELDS, level=level, columns=Few(tuple(columns) or ("–",)))
    return found


def _require(field: str, columns: Sequence[str]) -> str:
    for column in columns:
        if column.casefold() == field.strip().casefold():
            return column
    raise ImportRefused(NO_SUCH_FIELD, field=field, columns=Few(tuple(columns) or ("–",)))


def _pick(titles: dict[str, str], forms: Sequence[str]) -> str | None:
    return next((titles[form] for form in forms if form in titles), None)


def _fold(title: str) -> str:
    return re.sub(r"[^a-z0-9]", "", title.casefold())
