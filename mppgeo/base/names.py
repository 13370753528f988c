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
}
_ADMINISTRATIVE = {"adm", "admin", "administrasi", "administratif"}
_BEFORE_NAMES = _KINDS.keys() | _ADMINISTRATIVE
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
}
_GOOD_SCORE = 72


@dataclass(frozen=True)
class Match:
    """An area found by name; ``score`` is 0..100, 100 = the very name."""

    kode: str
    score: float


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
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
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


def is_same(written: str, nama: str) -> bool:
    """Whether a written name is that of the area, kind included where it is written."""
    kind, bare = squeeze(written)
    for name in (nama, shorten(nama)):
        own_kind, own_bare = squeeze(name)
        if bare == own_bare and (not kind or not own_kind or kind == own_kind):
            return True
    return False


def search(query: str, regions: pd.DataFrame, *, limit: int = 6) -> list[Match]:
    """Areas whose names come near ``query``, best first; or the one whose code it is.

    Parameters
    ----------
    query : as typed: "kab.", missing spaces and small typos are tolerated; a code as
        "35.10" or "3510".
    regions : frame of :func:`mppgeo.country.regions.read_regions` (``kode, nama, jenis``).

    Notes
    -----
    Where the query names a kind ("kota malang"), areas of another kind with
    the same name come after; they are not left out.
    """
    code = re.fullmatch(r"([0-9]{2})(?:\.?([0-9]{2}))?", query.strip())
    if code:
        kode = ".".join(filter(None, code.groups()))
        return [Match(kode, 100)] if kode in set(regions["kode"]) else []
    kind, bare = squeeze(query)
    if not bare:
        return []
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
    best: dict[str, float] = {}
    for _, score, key in scored:
        kode = key.rstrip("|")
        if kind and kinds[kode] != kind:
            score -= 5
        best[kode] = max(best.get(kode, 0), score)
    ranked = sorted(best.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
    return [Match(kode, score) for kode, score in ranked[:limit]]


def _score(query: str, name: str, **_: object) -> float:
    if name == query:
        return 100.0
    if name.startswith(query):
        return 95.0
    if len(query) >= 4 and query in name:
        return 90.0
    return min(fuzz.ratio(query, name), 94.0)
