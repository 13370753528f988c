"""Words that many sentences share: areas by their kind, people, names that lead to areas."""

from __future__ import annotations

from collections.abc import Mapping

from mppgeo.base.language import UNKNOWN, Language
from mppgeo.base.names import shorten
from mppgeo.base.said import Few
from mppgeo.base.told import name_area

MOST_NAMES = 4
"""Names in a sentence at the head of a page; of more, the number is told."""
_MILLION = 1_000_000


def tell_areas(count: int, jenis: str | None, t: Language) -> str:
    """So many areas, kabupaten or kota."""
    if jenis == "kabupaten":
        return t.plural("{count} kabupaten", "{count} kabupaten", count)
    if jenis == "kota":
        return t.plural("{count} kota", "{count} kota", count)
    return t.plural("{count} area", "{count} areas", count)


def tell_inhabitants(people: float, t: Language) -> str:
    """People, from a million on in millions with one decimal: ``2,4 juta jiwa``."""
    if people >= _MILLION:
        return t("{number} million people", number=t.number(people / _MILLION, 1))
    return t.plural("{count} person", "{count} people", round(people))


def tell_km(km: float, t: Language) -> str:
    """A distance as ``13,8 km``, in sentences as in tables; NaN as a dash."""
    return UNKNOWN if km != km else t("{number} km", number=t.number(km, 1))


def list_areas(
    names: Mapping[str, str],
    t: Language,
    *,
    most: int = MOST_NAMES,
    notes: Mapping[str, str] | None = None,
) -> str:
    """Areas by name, marked to lead to them, in the order given; of more, the number.

    Parameters
    ----------
    names : full name by ``kode``.
    notes : what is told of an area in brackets behind its name.
    """
    told = []
    for kode, nama in names.items():
        note = (notes or {}).get(kode, "")
        told.append(name_area(kode, shorten(nama)) + (f" ({note})" if note else ""))
    return Few(tuple(told), most).describe(t)
