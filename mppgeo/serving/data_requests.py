"""What an address of data asks for: a table or all, a form, a view; or why it cannot be had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from mppgeo.base.caching import cached
from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language, mark
from mppgeo.base.said import Said
from mppgeo.content.metadata import METADATA
from mppgeo.content.open_tables import OWN, TABLES, OpenTable
from mppgeo.dataset import Dataset
from mppgeo.scene.choices import UNKNOWN_PART
from mppgeo.scene.query import NO_SUCH_AREA, NOT_UNDERSTOOD, OUT_OF_RANGE, SEVERAL_VALUES
from mppgeo.scene.view import PARAMETERS, View, from_query

PACKAGE = "datapackage.json"
LONGEST = 2000
"""Characters of a query."""
_MOST = 50
"""Parameters in it."""
_PRESENTATION = ("mode", "langkah", "jeda", "hari")
"""Parameters of a presentation, which shows a day of its own; data have none."""
KNOWN = tuple(name for name in PARAMETERS if name not in _PRESENTATION)
"""Parameters that an address of data may have: those of a page's address."""

_SHOWN = 40

TAKES: Mapping[str, str] = {
    "tanggal": mark("a day up to today, such as 2025-12-15; without it today"),
    "provinsi": mark("codes of provinces, such as 35 or 35,51"),
    "pulau": mark("names of island groups, such as jawa or bali-nusra"),
    "level": mark("provinsi or kabkota: what one row is"),
    "jenis": mark("kabupaten or kota"),
    "status": mark("ada or belum: with or without an MPP"),
    "penyebut": mark("508, 509 or 514: the denominator"),
    "sejak": mark("the earlier day of a comparison, such as 2024-12-15"),
    "minggu": mark("1 to 104: weeks after which a report is late"),
    "sasaran": mark("a target of the records, or one's own such as 2027-12-31~90"),
    "terdekat": mark("sendiri: only the MPP of one's own government"),
    "kode": mark("the code of one kabupaten or kota, such as 35.10"),
    "lang": mark("id or en: the language of words and titles"),
}
"""What each parameter takes that a table follows; marked sentences."""

NO_TABLE = mark("There is no table “{name}”. There are: {known}.")
NO_FORM = mark("The table “{table}” is not to be had as “{form}”. There are: {known}.")
NO_PARAMETER = mark("“{name}” is no parameter of a data address. There are: {known}.")
TOO_LONG = mark("What follows the question mark is too long: at most {most} characters.")
WRONG = mark("“{name}={value}” was not understood.")
WRONG_TAKES = mark("“{name}={value}” was not understood. “{name}” takes: {takes}.")
NO_AREA = mark("“{name}={value}” names no area.")
OUTSIDE = mark("“{name}={value}” lies outside {first} to {last}.")
SEVERAL = mark("“{name}” stands several times; give it once.")
NO_WEIGHT = mark("“{name}={value}” is no weight of the score.")
_REFUSED = {
    NOT_UNDERSTOOD: WRONG,
    NO_SUCH_AREA: NO_AREA,
    OUT_OF_RANGE: OUTSIDE,
    SEVERAL_VALUES: SEVERAL,
    UNKNOWN_PART: NO_WEIGHT,
}
"""What a page ignores with a notice, an address of data refuses: rows of something else than was
asked for would be taken for it."""


@dataclass(frozen=True)
class Asked:
    """What is asked for.

    Attributes
    ----------
    table : None = all of them, as a package.
    form : an ending of :attr:`OpenTable.forms`, or :data:`METADATA`, or :data:`PACKAGE`.
    view : reduced to what the answer follows.
    """

    table: OpenTable | None
    form: str
    view: View


@dataclass(frozen=True)
class Refusal:
    """Why an address is not answered.

    Attributes
    ----------
    status : of HTTP.
    sentences : in the reader's language.
    """

    status: int
    sentences: tuple[str, ...]


@cached(maxsize=1024)
def read_request(dataset: Dataset, file: str, query: str, today: dt.date) -> Asked | Refusal:
    """Read an address.

    Parameters
    ----------
    file : what follows ``api/``, such as ``coverage.csv``.
    query : what follows the question mark, as it came.
    """
    view, refusal = read_view(dataset, query, today)
    if refusal:
        return refusal
    t = Language(view.lang)
    if file == PACKAGE:
        return Asked(None, PACKAGE, reduce_all(view))
    name, _, form = file.partition(".")
    table = TABLES.get(name)
    if table is None:
        known = ", ".join(TABLES)
        return Refusal(404, (t(NO_TABLE, name=_shorten(name), known=known),))
    if form not in (*table.forms, METADATA):
        known = ", ".join((*table.forms, METADATA))
        told = t(NO_FORM, table=name, form=_shorten(form), known=known)
        return Refusal(404, (told,))
    return Asked(table, form, table.reduce(view))


def read_view(dataset: Dataset, query: str, today: dt.date) -> tuple[View, Refusal | None]:
    """The view that a query asks for, and what of it is wrong."""
    try:
        if len(query) > LONGEST:
            raise ValueError(query)
        values = parse_qs(query, keep_blank_values=True, max_num_fields=_MOST)
    except ValueError:
        return View(), Refusal(400, (Language()(TOO_LONG, most=LONGEST),))
    lang = values.get("lang", [DEFAULT_LANGUAGE])[0]
    t = Language(lang if lang in LANGUAGES else DEFAULT_LANGUAGE)
    foreign = [name for name in values if name not in KNOWN]
    if foreign:
        told = t(NO_PARAMETER, name=_shorten(foreign[0]), known=", ".join(TAKES))
        return View(), Refusal(400, (told,))
    view, notices = from_query(values, dataset.regions, today=today)
    told = tuple(dict.fromkeys(_refuse(notice, t) for notice in notices))
    return view, Refusal(400, told) if told else None


def reduce_all(view: View) -> View:
    """A view as far as any table follows it."""
    kept = {name: getattr(one.reduce(view), name) for one in TABLES.values() for name in one.uses if name != OWN}  # fmt: skip
    return View(**kept, pilihan=TABLES["reach"].reduce(view).pilihan, lang=view.lang)


def list_parameters(table: OpenTable) -> list[str]:
    """The parameters that a table follows."""
    names = {"as_of": "tanggal", "denominator": "penyebut", OWN: "terdekat"}
    followed = {names.get(name, name) for name in table.uses} | {"lang"}
    return [name for name in TAKES if name in followed]


def _refuse(notice: Said, t: Language) -> str:
    sentence, fields = _REFUSED.get(notice.sentence, notice.sentence), dict(notice.fields)
    takes = TAKES.get(str(fields.get("name")))
    if sentence == WRONG and takes:
        sentence, fields["takes"] = WRONG_TAKES, t(takes)
    return Said(sentence, fields).explain(t)


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
