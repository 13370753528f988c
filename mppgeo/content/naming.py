"""What files are called: place, filters and day in words, so that a file says what it shows."""

from __future__ import annotations

import re
import unicodedata

from mppgeo.base.language import mark
from mppgeo.content.sentences import name_place
from mppgeo.coverage import DEFAULT_DENOMINATOR, HAS, HAS_NOT
from mppgeo.scene.scene import Scene

_STATUS = {HAS: mark("with MPP"), HAS_NOT: mark("without MPP")}
_LONGEST = 60


def name_download(scene: Scene, *what: str, status: bool = True) -> str:
    """Such as ``mpp-jawa-timur-kota-catatan-sampai-2025-12-15-penyebut-514``; letters and digits of
    ASCII only.

    The day is that of the figures, and it is said whether the records end with it. A kind, a status and another denominator than the usual one
    are part of the name.

    Parameters
    ----------
    what : further words before the place, such as the name of a table.
    status : whether the filter by status has a bearing on the file.
    """
    t, view = scene.t, scene.view
    parts = ["mpp", *what, slugify(name_place(scene.dataset, view, t)) or "peta", view.jenis or ""]
    if status and view.status:
        parts.append(slugify(t(_STATUS[view.status])))
    day, known = scene.day.isoformat(), scene.known
    ends = known.until is not None and known.is_latest
    parts.append(slugify(t("records until {date}", date=day)) if ends else day)
    if view.denominator != DEFAULT_DENOMINATOR:
        parts.append(slugify(t("denominator {number}", number=view.denominator)))
    return "-".join(filter(None, parts))


def slugify(text: str) -> str:
    """Words of small letters and digits of ASCII, with hyphens between them.

    Examples
    --------
    >>> slugify("Kepulauan Bangka Belitung, é!")
    'kepulauan-bangka-belitung-e'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
