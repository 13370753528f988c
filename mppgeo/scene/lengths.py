"""How much a briefing tells: its length and sections, a part of the view."""

from __future__ import annotations

from mppgeo.base.language import mark

SHORT, FULL, ONE = LENGTHS = ("ringkas", "lengkap", "satu")
"""A few slides; everything; one slide or sheet that can stand alone."""

LENGTH_NAMES = {
    SHORT: mark("Short"),
    FULL: mark("Complete"),
    ONE: mark("One page"),
}

FIGURES, MAP, MISSING, PROVINCES, MALLS, GROWTH, CHANGE = (
    "angka", "peta", "belum", "provinsi", "mpp", "pertumbuhan", "perubahan",
)  # fmt: skip
REACH, NEXT, PRIORITY, BESIDE, DATA = ("jangkauan", "berikut", "prioritas", "banding", "catatan")

SECTION_NAMES = {
    FIGURES: mark("Key figures"),
    MAP: mark("Map"),
    MISSING: mark("Areas still without an MPP"),
    PROVINCES: mark("Comparison of provinces"),
    MALLS: mark("The MPPs"),
    GROWTH: mark("Growth and targets"),
    CHANGE: mark("Change in 12 months"),
    REACH: mark("Reach of MPPs"),
    NEXT: mark("Next steps"),
    PRIORITY: mark("Priority list"),
    BESIDE: mark("Beside its neighbours"),
    DATA: mark("Notes on the data"),
}
"""Sections that can be chosen, in the order in which a briefing tells them."""
SECTIONS = tuple(SECTION_NAMES)

USUAL = {SHORT: (MAP, MISSING, GROWTH, NEXT, DATA), FULL: SECTIONS, ONE: ()}
"""Sections of a length where nothing else is chosen."""


def choose_sections(length: str, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The sections of a briefing in order; one page has none to choose."""
    if length == ONE:
        return ()
    kept = chosen or USUAL[length]
    return tuple(section for section in SECTIONS if section in kept)


def keep_choice(length: str, sections: tuple[str, ...]) -> tuple[str, ...]:
    """What a view holds of a choice: () where it is the usual one of the length, or none."""
    ordered = tuple(section for section in SECTIONS if section in sections)
    return () if length == ONE or ordered == USUAL[length] else ordered
