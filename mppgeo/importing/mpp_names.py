"""The names of the MPPs that are known: whose each is, and which area one says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from mppgeo.importing.places import Places
from mppgeo.importing.sheets import clean

_IN_EVERY_NAME = re.compile(
    r"\b(mall?\s+pelayanan\s+publik|mpp|kabupaten|kab|kota|provinsi|prov)\b|[\W_]+", re.IGNORECASE
)
_MPP = re.compile(r"\b(mall?\s+pelayanan\s+publik|mpp)\b[\s.:,-]*", re.IGNORECASE)


class MppNames:
    """The MPPs of a store.

    Parameters
    ----------
    rows : of the table ``mpp``.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]], places: Places) -> None:
        self._places = places
        self._names: dict[str, list[str]] = defaultdict(list)
        self._areas: dict[str, set[str]] = defaultdict(set)
        self._run_there: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in rows:
            kode, name = clean(row.get("kode") or ""), clean(row.get("nama_mpp") or "")
            if not name:
                continue
            if name not in self._names[kode]:
                self._names[kode].append(name)
            self._areas[_fold(name)].add(kode)
            there = clean(row.get("kode_kabkota") or "")
            if there and there != kode:
                self._run_there[there].append((kode, name))

    def of_area(self, kode: str) -> list[str]:
        """Names of the MPPs that an area runs."""
        return self._names.get(kode, [])

    def find_owner(self, kode: str, written: str) -> tuple[str, str] | None:
        """Code of another government that runs an MPP of this name in an area, and the name."""
        found = [one for one in self._run_there.get(kode, ()) if same_mpp(one[1], written)]
        return found[0] if len(found) == 1 else None

    def find_areas(self, written: str) -> list[str]:
        """Codes of the areas that a name may be of: those that have such an MPP, and those it says.

        "MPP Kota Bogor" says one, "MPP Bogor" two, "MPP Siola" none.
        """
        said = strip_mpp(written)
        named = self._places.find_named(said) if said else []
        return sorted({*self._areas.get(_fold(written), ()), *named})

    def is_known(self, kode: str, written: str) -> bool:
        """Whether an area has an MPP of this very name."""
        return kode in self._areas.get(_fold(written), ())


def strip_mpp(written: str) -> str:
    """What a name says beside "MPP"."""
    return _MPP.sub(" ", written).strip()


def same_mpp(one: str, other: str) -> bool:
    """Whether two names of an MPP of one area differ in usual words and signs only."""
    return _IN_EVERY_NAME.sub("", one.casefold()) == _IN_EVERY_NAME.sub("", other.casefold())


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", " ", _MPP.sub("mpp ", name.casefold())).strip()
