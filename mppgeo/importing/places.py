"""Which area is meant: by its code, its name, or both; never by a guess.

A kabupaten and a kota of one name are two areas: "Malang" alone is neither.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
from rapidfuzz import fuzz, process

from mppgeo.base.names import PROVINCE_ALIASES, SHORT_FORMS, find_former, shorten, squeeze
from mppgeo.importing.sheets import Value, clean, show
from mppgeo.records.crosscheck import list_not_autonomous

_DOTTED = re.compile(r"(\d{2})[.,](\d{1,2})")
_UNDOTTED = re.compile(r"\d{4}")
_PROVINCE = re.compile(r"(\d{2})(?:[.,]0{1,2})?")
_GLUED = re.compile(r"^adm(inistrasi|inistratif)?")
_LONGEST = 100
"""Letters of a name; what is longer comes near to none."""
_LIKE = 55
"""Likeness (0..100) from which an area is offered for a name."""
_SAME_BUT_A_SLIP = 85
_OFFERED = 5
_OTHER_KIND, _OTHER_PROVINCE = 5.0, 15.0


@dataclass(frozen=True)
class Candidate:
    """An area that may be meant: code, official name, province, likeness 0..100."""

    kode: str
    nama: str
    provinsi: str
    score: float


class Places:
    """The areas by code and by name.

    Parameters
    ----------
    regions : frame of :func:`mppgeo.country.regions.read_regions`.
    """

    def __init__(self, regions: pd.DataFrame) -> None:
        self.names: dict[str, str] = dict(zip(regions["kode"], regions["nama"], strict=True))
        self.not_autonomous: dict[str, str] = list_not_autonomous(regions)
        """Names of the areas without a government of their own, by code."""
        self._kinds: dict[str, str] = dict(zip(regions["kode"], regions["jenis"], strict=True))
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._forms: dict[tuple[str, str], str] = {}
        for kode, nama in self.names.items():
            for form in {squeeze(nama)[1], squeeze(shorten(nama))[1]}:
                self._by_name[form].add(kode)
                self._forms[kode, form] = form
        self.suggest = lru_cache(maxsize=2048)(self._suggest)

    def find_codes(self, value: Value) -> list[str]:
        """Codes that a written code may mean; several where a zero may be missing.

        ``3510`` is ``35.10``; a number ``35.1``, or ``35,1`` as a spreadsheet shows it here, has
        lost its zero, whereas a text ``35.1`` may be ``35.10`` or ``35.01``.
        """
        if isinstance(value, bool):
            return []
        if isinstance(value, float):
            text = f"{value:.2f}" if abs(value * 100 - round(value * 100)) < 1e-6 else ""
        else:
            text = clean(show(value)).lstrip("'").replace(" ", "")
        return [kode for kode in self._read_forms(text) if kode in self.names]

    @staticmethod
    def _read_forms(text: str) -> list[str]:
        if match := _PROVINCE.fullmatch(text):
            return [match[1]]
        if _UNDOTTED.fullmatch(text):
            return [f"{text[:2]}.{text[2:]}"]
        match = _DOTTED.fullmatch(text)
        if not match:
            return []
        first, second = match[1], match[2]
        if len(second) == 2 or "," in text:
            return [f"{first}.{second:0<2}"]
        return [f"{first}.{second}0", f"{first}.0{second}"]

    def find_named(self, written: str) -> list[str]:
        """Codes of the areas that have this very name; the kind counts where it is written."""
        kind, bare = squeeze(written)
        found = self._by_name.get(bare, ())
        return sorted(kode for kode in found if not kind or self._kinds[kode] == kind)

    def find_readings(self, written: str) -> list[str]:
        """:meth:`find_named`, and where nothing has the name, by the same letters set otherwise.

        "Kota Baru" is also Kabupaten Kotabaru, and "KotaBogor" is Kota Bogor, as map files
        have them.
        """
        found = self.find_named(written)
        if found:
            return found
        kind, bare = squeeze(written)
        letters = squeeze("".join(re.findall(r"\w+", written)))[1]
        pool = set(self.find_named(written)) | self._by_name.get(letters, set())
        if not kind and letters.startswith("kota"):
            named = self._by_name.get(letters.removeprefix("kota"), ())
            pool |= {kode for kode in named if self._kinds[kode] == "kota"}
        if not pool:
            # "Kota AdministrasiJakartaPusat": the word is no part of the name, as elsewhere.
            pool |= self._by_name.get(_GLUED.sub("", bare), set())
        if kind and not pool:
            # A kind that is written in vain may be the beginning of the name.
            pool = {k for k in self._by_name.get(kind + bare, ())}
        return sorted(pool)

    def find_provinsi(self, written: str) -> str | None:
        """The province of a written name or code; None = none is."""
        if match := re.fullmatch(r"\d{2}", written.strip()):
            return match[0] if match[0] in self.names else None
        kind, bare = squeeze(written)
        if kind not in ("", "provinsi"):
            return None
        found = [kode for kode in self.find_named(written) if self._kinds[kode] == "provinsi"]
        if len(found) == 1:
            return found[0]
        official = PROVINCE_ALIASES.get(bare)
        found = [k for k in self._by_name.get(official or "", ()) if self._kinds[k] == "provinsi"]
        return found[0] if len(found) == 1 else None

    def keep_within(self, codes: Iterable[str], provinsi: str | None) -> list[str]:
        """Of some areas those in a province; if there are none, those that were in it before.

        Parameters
        ----------
        provinsi : its code; None = it is not known, and all are kept.
        """
        codes = list(codes)
        inside = [kode for kode in codes if provinsi in (None, kode[:2])]
        return inside or [kode for kode in codes if provinsi in find_former(kode)]

    def is_near(self, written: str, kode: str) -> bool:
        """Whether a name is that of an area but for a slip of the pen."""
        kind, bare = squeeze(written)
        if kind and kind != self._kinds[kode]:
            return False
        own = squeeze(self.names[kode])[1]
        best = self.suggest(written, kode[:2])
        return fuzz.ratio(bare, own) >= _SAME_BUT_A_SLIP and bool(best) and (
            squeeze(best[0].nama)[1] == own
        )  # fmt: skip

    def describe(self, kode: str, score: float = 100.0) -> Candidate:
        """An area as a candidate."""
        return Candidate(kode, self.names[kode], self.names.get(kode[:2], ""), score)

    def _suggest(self, written: str, provinsi: str | None = None) -> tuple[Candidate, ...]:
        """Areas whose names come near, best first; those of the province before others."""
        kind, bare = squeeze(written)
        bare = SHORT_FORMS.get(bare, bare)
        if not bare or len(bare) > _LONGEST:
            return ()
        likely = process.extract(bare, self._forms, scorer=_score, score_cutoff=_LIKE, limit=40)
        best: dict[str, float] = {}
        for _, score, (kode, _form) in likely:
            if kind and self._kinds[kode] != kind:
                score -= _OTHER_KIND
            if provinsi and kode[:2] != provinsi:
                score -= _OTHER_PROVINCE
            best[kode] = max(best.get(kode, 0.0), score)
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        ranked = [item for item in ranked if item[1] >= _LIKE]
        return tuple(self.describe(kode, round(score, 1)) for kode, score in ranked[:_OFFERED])


def _score(query: str, name: str, **_: object) -> float:
    if query == name:
        return 100.0
    longer = max(len(query), len(name))
    if min(len(query), len(name)) >= 4 and (query in name or name in query):
        # "Pasaman" in "Pasaman Barat": likely, yet never as likely as the very name.
        return 80.0 + 15.0 * min(len(query), len(name)) / longer
    return min(fuzz.ratio(query, name), 95.0)
