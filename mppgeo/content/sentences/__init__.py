"""Figures in sentences: what pages, decks and files say, each sentence in one home.

Every sentence with its zero, one, all, none and unknown; names in it may lead to their areas
(:mod:`mppgeo.base.told`).
"""

from mppgeo.content.sentences.coverage import (
    tell_jakarta,
    tell_lead,
    tell_map,
    tell_missing,
    tell_people,
    tell_provinces,
    tell_rank,
    tell_share,
    tell_shares,
    tell_total,
)
from mppgeo.content.sentences.days import (
    find_beyond,
    tell_known,
    tell_own_clock,
)
from mppgeo.content.sentences.finding import tell_finding
from mppgeo.content.sentences.growth import (
    tell_joint,
    tell_pace,
    tell_projection,
    tell_recent,
    tell_target,
)
from mppgeo.content.sentences.official import (
    tell_official,
)
from mppgeo.content.sentences.places import (
    name_denominator,
    name_place,
)

__all__ = [
    "find_beyond",
    "name_denominator",
    "name_place",
    "tell_jakarta",
    "tell_finding",
    "tell_joint",
    "tell_known",
    "tell_lead",
    "tell_map",
    "tell_missing",
    "tell_official",
    "tell_own_clock",
    "tell_pace",
    "tell_people",
    "tell_projection",
    "tell_provinces",
    "tell_rank",
    "tell_recent",
    "tell_share",
    "tell_shares",
    "tell_target",
    "tell_total",
]
