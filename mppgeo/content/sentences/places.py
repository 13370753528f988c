"""How places and denominators are called."""

from __future__ import annotations

from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.country.regions import PULAU_NAMES
from mppgeo.dataset import Dataset
from mppgeo.scene.view import View


def name_place(dataset: Dataset, view: View, t: Language) -> str:
    """The place a view is about, such as "Jawa Timur" or "Island group Sumatra"."""
    if view.provinsi:
        if len(view.provinsi) > 3:
            return t.plural("{count} province", "{count} provinces", len(view.provinsi))
        return t.listing([shorten(dataset.names[kode]) for kode in view.provinsi])
    if view.pulau:
        names = t.listing([t(PULAU_NAMES[pulau]) for pulau in view.pulau])
        return t("Island group {names}", names=names)
    return "Indonesia"


def name_denominator(denominator: int, t: Language) -> str:
    """What the denominator holds, in words."""
    return {
        508: t("denominator 508: autonomous kabupaten and kota"),
        509: t("denominator 509: autonomous kabupaten and kota, Jakarta as one"),
        514: t("denominator 514: all kabupaten and kota"),
    }[denominator]
