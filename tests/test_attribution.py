"""The sentence on the boundaries of a map."""

from __future__ import annotations

from dataclasses import replace

from mppgeo.boundaries.attribution import attribute_sources, tell_boundaries
from mppgeo.boundaries.sets import BoundarySet

BIG = "big-2024"


def test_areas_that_keep_the_derived_boundary_are_said(t):
    some = BoundarySet(BIG, None, source="BIG", kept_derived=("35.07", "35.10"))
    said = {
        "id": "Batas: BIG. 2 daerah tetap memakai batas turunan proyek (indikatif).",
        "en": "Boundaries: BIG. 2 areas keep the project's own boundary (indicative).",
    }
    assert tell_boundaries(some, t) == said[t.code]
    assert "idn-area-data" in attribute_sources(some, t)
    assert "idn-area-data" not in attribute_sources(replace(some, kept_derived=()), t)


def test_a_set_without_a_source_is_named(english):
    assert tell_boundaries(BoundarySet(BIG, None), english) == f"Boundaries: {BIG}."


def test_a_long_source_is_cut_short(english):
    told = tell_boundaries(BoundarySet(BIG, None, source="B  I\nG" + "x" * 500), english)
    assert told.startswith("Boundaries: B I Gxxx") and "…" in told and len(told) < 120
