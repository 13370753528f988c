"""The sentence at the head of a page: its names are links that keep the rest of the view."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from mppgeo.base.told import Told
from mppgeo.scene.view import View


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence; ``url`` leads to what it names, "" = nowhere."""

    text: str
    url: str = ""


def link_names(told: Told | str, view: View) -> list[Piece]:
    """The pieces of a sentence, names with the address of the same page at their area.

    Parameters
    ----------
    view : what is looked at; day, denominator, choices and language stay.
    """
    if isinstance(told, str):
        return [Piece(told)] if told else []
    return [
        Piece(part.text, find_address(view.select(part.kode)) if part.kode else "")
        for part in told.parts
    ]


def find_address(view: View) -> str:
    """The address of a view on the page that is open."""
    return "?" + urlencode(view.to_query(), doseq=True)
