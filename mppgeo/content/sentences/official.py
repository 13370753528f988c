"""Official totals beside ours."""

from __future__ import annotations

from mppgeo.base.language import Language
from mppgeo.content.provenance import Difference


def tell_official(difference: Difference, t: Language) -> str:
    """The latest official total beside ours."""
    return t(
        "On {date} the official total was {quoted}; our records hold {ours} that count.",
        date=t.date(difference.date),
        quoted=t.number(difference.quoted),
        ours=t.number(difference.ours),
    )
