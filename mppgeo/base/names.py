"""Names of areas as people write them, and the search over them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
from rapidfuzz import fuzz, process

_KINDS = {
    "kabupaten": "kabupaten",
    "kab": "kabupaten",
    "kota": "kota",
    "kotamadya": "kota",
    "provinsi": "provinsi",
    "propinsi": "provinsi",
    "prov": "provinsi",
    "prop": "provinsi",
}
_ADMINISTRATIVE = {"adm", "admin", "administrasi", "administratif"}
_BEFORE_NAMES = _KINDS.keys() | _ADMINISTRATIVE
_SPELLINGS = {"sumatra": "sumatera", "kep": "kepulauan"}
"""Words of names as they are often written, by the official spelling."""
_SHORT = {
    "Daerah Khusus Ibukota Jakarta": "DKI Jakarta",
    "Daerah Istimewa Yogyakarta": "DI Yogyakarta",
}
_ALIASES = {
    "jogja": "yogyakarta",
    "jogjakarta": "yogyakarta",
    "jabar": "jawabarat",
    "jateng": "jawatengah",
    "jatim": "jawatimur",
    "kalbar": "kalimantanbarat",
    "kalteng": "kalimantantengah",
    "kalsel": "kalimantanselatan",
    "kaltim": "kalimantantimur",
    "kaltara": "kalimantanutara",
    "sumut": "sumaterautara",
    "sumbar": "sumaterabarat",
    "sumsel": "sumateraselatan",
    "sulut": "sulawesiutara",
    "sulteng": "sulawesitengah",
    "sulsel": "sulawesiselatan",
    "sultra": "sulawesitenggara",
    "sulbar": "sulawesibarat",
    "malut": "malukuutara",
    "babel": "kepulauanbangkabelitung",
    "kepri": "kepulauanriau",
    "ntb": "nusatenggarabarat",
    "ntt": "nusatenggaratimur",
    "diy": "diyogyakarta",
    "dki": "dkijakarta",
    "solo": "surakarta",
    "riaukepulauan": "kepulauanriau",
    "diaceh": "aceh",
}
"""Other names and abbreviations that mean one area wherever they are written."""
PROVINCE_ALIASES = {
    "yogyakarta": "daerahistimewayogyakarta",
    "diyogyakarta": "daerahistimewayogyakarta",
    "jakarta": "daerahkhususibukotajakarta",
    "dkijakarta": "daerahkhususibukotajakarta",
    "jakartaraya": "daerahkhususibukotajakarta",
    "dkj": "daerahkhususibukotajakarta",
    "dkijakartaraya": "daerahkhususibukotajakarta",
    "daerahkhususjakarta": "daerahkhususibukotajakarta",
    "bangkabelitung": "kepulauanbangkabelitung",
    "acehdarussalam": "aceh",
    "daerahistimewaaceh": "aceh",
    "nanggroeacehdarussalam": "aceh",
    "nangroeacehdarussalam": "aceh",
    "naggroeacehdarussalam": "aceh",
    "nad": "aceh",
    "irianjaya": "papua",
    "irianjayabarat": "papuabarat",
    "irjabar": "papuabarat",
}
"""Names that mean a province only where a province is asked for."""
SHORT_FORMS = {
    "oku": "ogankomeringulu", "oki": "ogankomeringilir", "oi": "oganilir",
    "okut": "ogankomeringulutimur", "okutimur": "ogankomeringulutimur",
    "okus": "ogankomeringuluselatan", "okuselatan": "ogankomeringuluselatan",
    "muba": "musibanyuasin", "mura": "musirawas", "muratara": "musirawasutara",
    "pali": "penukalabablematangilir", "pangkep": "pangkajenedankepulauan",
    "sidrap": "sidenrengrappang", "sitaro": "kepulauansiautagulandangbiaro",
    "tts": "timortengahselatan", "ttu": "timortengahutara", "hss": "hulusungaiselatan",
    "hst": "hulusungaitengah", "hsu": "hulusungaiutara", "bolmong": "bolaangmongondow",
    "bolmut": "bolaangmongondowutara", "boltim": "bolaangmongondowtimur",
    "bolsel": "bolaangmongondowselatan", "minsel": "minahasaselatan", "minut": "minahasautara",
    "mitra": "minahasatenggara", "sbd": "sumbabaratdaya",
}  # fmt: skip
"""Short forms of kabupaten in daily use: offered and searched for, never taken unasked."""
PARENTS = {
    "65": "64", "76": "73", "75": "71", "21": "14", "19": "16", "36": "32", "82": "81", "92": "91",
    "93": "91", "94": "91", "95": "91", "96": "92",
}  # fmt: skip
"""Provinces set up since 1999 by the one that each was split from."""
_BRACKETED = re.compile(r"\s*(.*\S)\s*[(\[]([^()\[\]]+)[)\]]\s*")
_CODE = re.compile(r"(\d{2})(?:[.,\s]?(\d{1,2}))?")
_LONGEST = 200
"""Letters of a name in which brackets are looked for."""
_GOOD_SCORE = 72
_SHORT_SCORE = 99.0


@dataclass(frozen=True)
class Match:
    """An area found by name; ``score`` is 0..100, 100 = the very name."""

    kode: str
    score: float


@lru_cache(maxsize=4096)
def shorten(nama: str) -> str:
    """The name as maps and tables show it.

    Examples
    --------
    >>> shorten("Kabupaten Banyuwangi"), shorten("Daerah Khusus Ibukota Jakarta")
    ('Kab. Banyuwangi', 'DKI Jakarta')
    """
    short = _SHORT.get(nama, nama).replace(" Administrasi ", " Adm. ")
    return re.sub(r"^Kabupaten ", "Kab. ", short)


@lru_cache(maxsize=4096)
def squeeze(name: str) -> tuple[str, str]:
    """Split a written name into (kind, bare name without spaces or signs).

    ``"Kab. Banyu wangi"`` -> ``("kabupaten", "banyuwangi")``; the kind is
    ``""`` where none is written.
    """
    name = _drop_repeated(name)
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    words = [_SPELLINGS.get(word, word) for word in words]
    kind = ""
    first = 0
    while first < len(words) - 1 and words[first] in _BEFORE_NAMES:
        kind = kind or _KINDS.get(words[first], "")
        first += 1
    bare = "".join(words[first:])
    run_together = re.fullmatch(r"(?:kabupaten|kab)(\w{4,})", bare)
    if not kind and run_together:
        kind, bare = "kabupaten", run_together[1]
    return kind, _ALIASES.get(bare, bare)


def _drop_repeated(name: str) -> str:
    """Without brackets that say the name or its kind again: "Kalimantan Utara (Kaltara)"."""
    bracketed = len(name) <= _LONGEST and name.rstrip()[-1:] in (")", "]")
    match = _BRACKETED.fullmatch(name) if bracketed else None
    if not match:
        return name
    outside, inside = match[1], match[2].strip(" .")
    word = inside.casefold()
    kind, bare = squeeze(outside)
    if word in _KINDS:
        return f"{inside} {outside}" if kind in ("", _KINDS[word]) else name
    official = {bare, PROVINCE_ALIASES.get(bare, bare)}
    said = squeeze(inside)[1]
    same = {said, PROVINCE_ALIASES.get(said, said), SHORT_FORMS.get(said, said)} & official
    return outside if same else name


def find_former(kode: str) -> tuple[str, ...]:
    """Provinces that the area of a code was part of before, the latest first.

    >>> find_former("96.03")
    ('92', '91')
    """
    found, now = [], kode[:2]
    while now in PARENTS:
        now = PARENTS[now]
        found.append(now)
    return tuple(found)


def is_same(written: str, nama: str) -> bool:
    """Whether a written name is that of the area, kind included where it is written."""
    kind, bare = squeeze(written)
    for name in (nama, shorten(nama)):
        own_kind, own_bare = squeeze(name)
        if bare == own_bare and (not kind or not own_kind or kind == own_kind):
            return True
    return False


def search(query: str, regions: pd.DataFrame, *, limit: int = 6) -> list[Match]:
    """Areas whose names come near ``query``, or with the code that it is, best first.

    Parameters
    ----------
    query : as typed: "kab.", missing spaces and small typos are tolerated; ``35.10``, ``3510``.
    regions : frame of :func:`mppgeo.country.regions.read_regions` (``kode, nama, jenis``).

    Notes
    -----
    Where the query names a kind ("kota malang"), areas of another kind with
    the same name come after; they are not left out.
    """
    if _CODE.fullmatch(query.strip()):
        return _search_code(query.strip(), regions, limit)
    kind, bare = squeeze(query)
    if not bare:
        return []
    known = SHORT_FORMS.get(bare, PROVINCE_ALIASES.get(bare) if kind in ("", "provinsi") else None)
    candidates = {}
    for row in regions.itertuples():
        candidates[row.kode] = squeeze(row.nama)[1]
        short = squeeze(shorten(row.nama))[1]
        if short != candidates[row.kode]:
            candidates[row.kode + "|"] = short
    scored = process.extract(
        bare, candidates, scorer=_score, score_cutoff=_GOOD_SCORE, limit=4 * limit
    )
    kinds = dict(zip(regions["kode"], regions["jenis"], strict=True))
    if known:
        # The very name of another area comes before what is short for one.
        very = [(name, _SHORT_SCORE, key) for key, name in candidates.items() if name == known]
        scored = [*very, *scored]
    best: dict[str, float] = {}
    for _, score, key in scored:
        kode = key.rstrip("|")
        if kind and kinds[kode] != kind:
            score -= 5
        best[kode] = max(best.get(kode, 0), score)
    ranked = sorted(best.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
    return [Match(kode, score) for kode, score in ranked[:limit]]


def _search_code(query: str, regions: pd.DataFrame, limit: int) -> list[Match]:
    """The area of a code; of one that is not whole, those whose codes begin so."""
    digits = re.sub(r"\D", "", query)
    codes = regions["kode"].str.replace(".", "", regex=False)
    found = regions["kode"][codes.eq(digits)]
    if found.empty:
        found = regions["kode"][codes.str.startswith(digits)]
    return [Match(kode, 100.0) for kode in found[:limit]]


def _score(query: str, name: str, **_: object) -> float:
    if name == query:
        return 100.0
    if name.startswith(query):
        return 95.0
    if len(query) >= 4 and query in name:
        return 90.0
    return min(fuzz.ratio(query, name), 94.0)
