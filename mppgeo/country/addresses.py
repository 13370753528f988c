"""Where an address lies: at the village or the kecamatan that it names.

Rules
-----
* Names are looked for within the area's own kabkota only, and compared as the titles of an
  imported file are: a slip of the pen is forgiven, a name that fits two places is not taken.
* "Kel.", "Desa", "Kec." and their like say what follows. A part of the address without such
  a word is a name only as a whole; one that begins as a street, or holds a number, is none,
  for streets are called after other places.
* The name of the area itself or of its capital says nothing of where in it a place is.
* A name of both a kecamatan and a village, said of neither, is the kecamatan: the coarser
  of two readings that are both true.
* A village is looked for in the kecamatan that is named. Of several villages of one name
  none is taken.
* A village stands at its centroid, a kecamatan at that of its villages which is nearest to
  the middle of them all, so that it is on land.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from mppgeo.base.caching import cached
from mppgeo.country.villages import Villages

VILLAGE, KECAMATAN = "kelurahan/desa", "kecamatan"
"""How precisely an address is placed."""

_VILLAGE_WORDS = "kelurahan|kel|kalurahan|kal|desa|ds|gampong|gp|nagari|pekon|lembang"
_KECAMATAN_WORDS = "kecamatan|kec|distrik|kapanewon|kap|kemantren"
_MARKED = re.compile(
    rf"\b(?:(?P<village>{_VILLAGE_WORDS})|(?P<kecamatan>{_KECAMATAN_WORDS}))\b\.?\s*"
    rf"(?P<name>.*?)(?=\b(?:{_VILLAGE_WORDS}|{_KECAMATAN_WORDS}|kabupaten|kab)\b|$)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[,;()/\n]| - | – ")
_STREET = re.compile(r"\W*(jalan|jln|jl|gang|gg|lorong|komplek|kompleks|ruko)\b", re.IGNORECASE)
_KAMPONG = re.compile(r"\b(desa|ds|gp|pekon|lembang|nagari)\b", re.IGNORECASE)
_KIND = re.compile(r"^\s*(gampong|desa|kelurahan|nagari|pekon|lembang)\s+(?=\S)")
"""Words that stand before the names of villages in some provinces' lists only."""
_OTHER_SIGNS = re.compile(r"[^a-z0-9]+")
_SLIP = 90
"""Likeness (0..100) from which a name is taken for another with a slip of the pen."""
_CLEARLY = 4
_LONGEST = 60
"""Letters of a name; what is longer is none."""


@dataclass(frozen=True)
class Spot:
    """A point that an address names: degrees, EPSG:4326, and :data:`VILLAGE` or
    :data:`KECAMATAN`."""

    lon: float
    lat: float
    precision: str


@cached(maxsize=4096)
def find_spot(
    villages: Villages, kode: str, address: str, others: tuple[str, ...] = ()
) -> Spot | None:
    """The village or kecamatan of a kabkota that an address names; None = none, or not clearly.

    Parameters
    ----------
    kode : the kabkota; the names of other areas are not looked at.
    others : names that are no place within it, such as its own and its capital's.

    Examples
    --------
    >>> from mppgeo.country.villages import make_villages
    >>> two = make_villages(["35.10"] * 2, [114.3, 114.4], [-8.2, -8.3], [0, 0],
    ...                     nama=["Lateng", "Kertosari"], kecamatan=["Banyuwangi"] * 2)
    >>> find_spot(two, "35.10", "Jl. Yani 1, Kel. Kertosari").precision
    'kelurahan/desa'
    """
    rows = _select(villages, kode)
    if not len(rows):
        return None
    kecamatan, names = villages.kecamatan[rows], villages.nama[rows]
    skipped = {_plain(other) for other in others}
    said_village, said_kecamatan, bare = _read(address)
    bare = [name for name in bare if _plain(name) not in skipped]
    every = set(map(_plain, set(kecamatan))) - {""}
    inside = _match(said_kecamatan, every) or _match(bare, every)
    if len(inside) > 1 or (said_kecamatan and not inside):
        return None
    if inside:
        fits = np.array([_plain(name) in inside for name in kecamatan])
        rows, names = rows[fits], names[fits]
    # What is the name of the kecamatan too is said of the village only by its own word.
    asked = said_village or [name for name in bare if not _match([name], every)]
    plain = [_plain(name) for name in names] if asked else []
    found = _match(asked, set(plain) - {""})
    own = rows[np.isin(plain, list(found))] if len(found) == 1 else rows[:0]
    if len(own) == 1:
        return Spot(float(villages.lon[own[0]]), float(villages.lat[own[0]]), VILLAGE)
    if not inside:
        return None
    middle = villages.vectors[rows].mean(axis=0)
    best = rows[int(np.argmax(villages.vectors[rows] @ middle))]
    return Spot(float(villages.lon[best]), float(villages.lat[best]), KECAMATAN)


def _select(villages: Villages, kode: str) -> np.ndarray:
    """Rows of the villages of a kabkota."""
    if kode not in villages.codes:
        return np.zeros(0, dtype=int)
    number = villages.codes.index(kode)
    return np.arange(*np.searchsorted(villages.area, [number, number + 1]))


def _read(address: str) -> tuple[list[str], list[str], list[str]]:
    """The names that are said of a village, of a kecamatan, and of nothing."""
    village, kecamatan, bare = [], [], []
    for part in _PARTS.split(address):
        street = bool(_STREET.match(part))
        marked = list(_MARKED.finditer(part))
        for match in marked:
            if match["kecamatan"]:
                kecamatan.append(match["name"])
            elif not (street and _KAMPONG.fullmatch(match["village"])):
                village.append(match["name"])
        if not marked and not street and not re.search(r"\d", part):
            bare.append(part)
    return village, kecamatan, bare


def _match(written: Iterable[str], names: set[str]) -> set[str]:
    """Of some plain names those that are written; two where one is not clear."""
    found = set()
    for text in written:
        plain = _plain(text)
        if not plain or len(plain) > _LONGEST:
            continue
        if plain in names:
            found.add(plain)
            continue
        near = process.extract(
            plain, names, scorer=fuzz.ratio, score_cutoff=_SLIP - _CLEARLY, limit=3
        )
        if near and near[0][1] >= _SLIP:
            found |= {name for name, score, _ in near if score > near[0][1] - _CLEARLY}
    return found


@lru_cache(maxsize=100_000)
def _plain(name: str) -> str:
    """Letters and digits alone, without case, accents and the kind of village."""
    plain = name.casefold()
    if plain.isascii() and plain.isalnum():
        return plain
    plain = _KIND.sub("", plain)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
    return _OTHER_SIGNS.sub("", plain)
