"""How far services are known, in words."""

from __future__ import annotations

from collections.abc import Mapping

from mppgeo.base.language import Language
from mppgeo.base.told import Told
from mppgeo.content.sentences.wording import MOST_NAMES, list_areas
from mppgeo.programme.services import DigitalTotal


def tell_digital(
    known: Mapping[str, str], total: DigitalTotal | None, place_only: bool, t: Language
) -> Told:
    """How many areas are known to have MPP Digital, and of how many; where they are few, which.

    Parameters
    ----------
    known : name by ``kode``, in the order to be told.
    place_only : the areas known are of a part of the country, the total is not.
    """
    said = t.plural(
        "{count} area is known to have MPP Digital",
        "{count} areas are known to have MPP Digital",
        len(known),
    )
    if total is None:
        told = t("{said}; no official number by this day.", said=said)
    else:
        told = t(
            "{said}; officially there were {number} in all of Indonesia on {date}, the list of which was not found.",
            said=t("{said} in this view", said=said) if place_only else said,
            number=t.number(total.areas),
            date=t.date(total.date),
        )
    few = 0 < len(known) <= MOST_NAMES
    return Told.read(told, t("Known: {names}.", names=list_areas(known, t)) if few else "")
