"""The areas of one level by code and by name, as the matcher asks for them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Protocol

import pandas as pd
from rapidfuzz import fuzz, process

from mppgeo.base.names import squeeze
from mppgeo.importing.places import Candidate, Places

_LIKE = 60
_OFFERED = 5
_KECAMATAN = re.compile(r"(kecamatan|kec|distrik|kapanewon|kemantren)\b\W*(?=\w)")


class Gazetteer(Protocol):
    """What a matcher must know of the areas of a level.

    ``find_codes`` gives the areas that a written code may mean, ``find_named``
    those that have this very name (of its kind, where that is written),
    ``suggest`` those whose names come near, best first.
    """

    names: Mapping[str, str]

    def find_codes(self, written: str) -> list[str]: ...

    def find_named(self, written: str, kind: str = "") -> list[str]: ...

    def suggest(
        self, written: str, kind: str = "", within: tuple[str, ...] = ()
    ) -> list[Candidate]: ...


class KabkotaGazetteer:
    """The kabupaten and kota.

    Parameters
    ----------
    places : the project's areas by code and name.
    """

    def __init__(self, places: Places, regions: pd.DataFrame) -> None:
        rows = regions[regions["jenis"] != "provinsi"]
        self.names = dict(zip(rows["kode"], rows["nama"], strict=True))
        self.kinds = dict(zip(rows["kode"], rows["jenis"], strict=True))
        self._places = places

    def find_codes(self, written: str) -> list[str]:
        """``ID3510``, ``3510``, ``35.10``, ``3510.0`` -> ``35.10``; ``35.1`` is one of two."""
        text = re.sub(r"^id[-. ]?", "", written.strip(), flags=re.IGNORECASE)
        text = re.sub(r"^(\d{4})\.0+$", r"\1", text)
        return [kode for kode in self._places.find_codes(text) if kode in self.names]

    def find_named(self, written: str, kind: str = "") -> list[str]:
        """Areas of this name; a kind said apart from the name counts as if written before it."""
        found = [kode for kode in self._places.find_readings(written) if kode in self.names]
        if kind and not squeeze(written)[0]:
            found = [kode for kode in found if self.kinds[kode] == kind]
        return found

    def suggest(
        self, written: str, kind: str = "", within: tuple[str, ...] = ()
    ) -> list[Candidate]:
        """Areas whose names come near, of the written kind and within these provinces first."""
        kind = squeeze(written)[0] or kind
        best: dict[str, Candidate] = {}
        for provinsi in within or (None,):
            for candidate in self._places.suggest(written, provinsi):
                if candidate.kode in self.names:
                    known = best.get(candidate.kode)
                    if known is None or candidate.score > known.score:
                        best[candidate.kode] = candidate
        fits = [c for c in best.values() if not kind or self.kinds[c.kode] == kind]
        return sorted(fits, key=lambda c: (-c.score, c.kode))[:_OFFERED]


class KecamatanGazetteer:
    """The kecamatan.

    Parameters
    ----------
    names : official name by ``kode`` (``35.10.01``).
    kabkota : official name of the kabkota by ``kode``.
    """

    def __init__(self, names: Mapping[str, str], kabkota: Mapping[str, str]) -> None:
        self.names = dict(names)
        self._kabkota = kabkota
        self._forms = {kode: _squeeze(nama) for kode, nama in names.items()}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._within: dict[str, dict[str, str]] = defaultdict(dict)
        for kode, form in self._forms.items():
            self._by_name[form].append(kode)
            self._within[kode[:5]][kode] = form

    def find_codes(self, written: str) -> list[str]:
        """``ID351001``, ``351001``, ``35.10.01`` -> ``35.10.01``; seven digits are another system."""
        text = re.sub(r"^id[-. ]?", "", written.strip(), flags=re.IGNORECASE)
        match = re.fullmatch(r"(\d{2})\.?(\d{2})\.?(\d{2})(?:\.0+)?", text)
        kode = ".".join(match.groups()) if match else ""
        return [kode] if kode in self.names else []

    def find_named(self, written: str, kind: str = "") -> list[str]:
        """Kecamatan of this name, of all kabkota."""
        return list(self._by_name.get(_squeeze(written), ()))

    def suggest(
        self, written: str, kind: str = "", within: tuple[str, ...] = ()
    ) -> list[Candidate]:
        """Kecamatan whose names come near, within these kabkota."""
        forms = self._forms
        if within:
            forms = {k: form for part in within for k, form in self._find_within(part).items()}
        found = process.extract(
            _squeeze(written), forms, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=_OFFERED
        )
        return [
            Candidate(kode, self.names[kode], self._kabkota.get(kode[:5], ""), round(score, 1))
            for _, score, kode in found
        ]

    def _find_within(self, part: str) -> dict[str, str]:
        if len(part) == 5:
            return self._within.get(part, {})
        return {kode: form for kode, form in self._forms.items() if kode.startswith(part)}


def _squeeze(name: str) -> str:
    plain = _KECAMATAN.sub("", name.casefold().strip(), count=1)
    return re.sub(r"[^a-z0-9]", "", plain)
