"""The kinds of columns that tables have, and the form of each on the screen, in files, on slides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa

from mppgeo.base.facts import make_links
from mppgeo.base.language import UNKNOWN, Language, round_share

_LETTER, _AROUND = 7.0, 20
"""Pixels of a letter of a title at most, on average, and of what is left free around it."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of column; a missing value is None in files and :data:`UNKNOWN` in print.

    Attributes
    ----------
    plain : a value that is not missing as files hold it: text, number or day.
    tell : the same in the reader's words and numbers, for slides and paper.
    pack : the column as it goes to the browser, as short as it can be.
    screen : how the browser shows it: settings of a column of the table widget, but for its width.
    least : pixels of a column whose values the browser cannot measure; 0 = it does, and makes the
        column as wide as they and the title are.
    stored : the type of a plain value in a typed file.
    declared : the same as a field of a Table Schema (Frictionless).
    number_format : of a cell in a workbook; "" = none.
    right : numbers stand at the right.
    """

    plain: Callable[[Any], object]
    tell: Callable[[Any, Language], str]
    pack: Callable[[pd.Series], pa.Array]
    stored: pa.DataType = field(default_factory=pa.string)
    declared: str = "string"
    screen: Mapping[str, Any] = field(default_factory=dict)
    number_format: str = ""
    least: int = 0
    right: bool = False

    def find_width(self, title: str) -> int | None:
        """Pixels of a column on the screen, its title whole; None = the browser finds them."""
        return max(self.least, _AROUND + round(_LETTER * len(title))) if self.least else None

    def make_plain(self, value: object) -> object:
        """A value as files hold it; None where it is missing."""
        return None if is_missing(value) else self.plain(value)

    def tell_value(self, value: object, t: Language) -> str:
        """A value in print; nothing on record looks as it does on the screen."""
        return ("" if is_missing(value) else self.tell(value, t)) or UNKNOWN


def is_missing(value: object) -> bool:
    """Whether a cell of a table holds nothing."""
    return value is None or (not isinstance(value, tuple) and bool(pd.isna(value)))


def _to_day(value: Any) -> dt.date:
    return pd.Timestamp(value).date()


def _pack_texts(values: pd.Series) -> pa.Array:
    texts = pa.array(values.astype(object), pa.string(), from_pandas=True)
    encoded = texts.dictionary_encode()
    short = len(encoded.dictionary) < min(len(texts) / 2, 128)
    return encoded.cast(pa.dictionary(pa.int8(), pa.string())) if short else texts


def _pack_decimals(decimals: int) -> Callable[[pd.Series], pa.Array]:
    """Rounded here, and in full width: the browser cuts off what it does not show."""
    return lambda values: pa.array(
        values.astype(float).round(decimals), pa.float64(), from_pandas=True
    )


def _pack_shares(values: pd.Series) -> pa.Array:
    """Percentages as shares of one, rounded as sentences tell them.

    Rounded by the browser, from another number of decimals, some would be told otherwise.
    """
    return pa.array(values.astype(float).map(round_share) / 100, pa.float32(), from_pandas=True)


def _pack_days(values: pd.Series) -> pa.Array:
    return pa.array(values.dt.date, pa.date32(), from_pandas=True)


def _fix_decimals(decimals: int) -> dict[str, Any]:
    """A number by the rules of the page's language, always with so many decimals."""
    return {"type": "number", "format": "localized", "step": 10**-decimals}


_NUMBER = {"type": "number", "format": "localized"}

KINDS: Mapping[str, Kind] = {
    "text": Kind(
        plain=str,
        tell=lambda value, t: str(value),
        pack=_pack_texts,
        screen={"type_config": {"type": "text"}},
    ),
    "count": Kind(
        plain=int,
        tell=lambda value, t: t.number(float(value)),
        pack=lambda values: pa.array(values, pa.int32(), from_pandas=True),
        stored=pa.int64(),
        declared="integer",
        screen={"type_config": _NUMBER},
        number_format="#,##0",
        right=True,
    ),
    "percent": Kind(
        plain=lambda value: round(float(value), 2),
        tell=lambda value, t: t.percent(float(value)),
        pack=_pack_shares,
        stored=pa.float64(),
        declared="number",
        screen={
            # The step of a share of one leaves one decimal to the percentage.
            "type_config": {
                "type": "progress", "min_value": 0, "max_value": 1, "format": "percent",
                "step": 0.001,
            },
        },
        number_format="0.0",
        least=80,
        right=True,
    ),
    "decimal": Kind(
        plain=lambda value: round(float(value), 2),
        tell=lambda value, t: t.number(float(value), 1),
        pack=_pack_decimals(1),
        stored=pa.float64(),
        declared="number",
        screen={"type_config": _fix_decimals(1)},
        number_format="#,##0.0",
        right=True,
    ),
    "rate": Kind(
        plain=lambda value: round(float(value), 2),
        tell=lambda value, t: t.number(float(value), 2),
        pack=_pack_decimals(2),
        stored=pa.float64(),
        declared="number",
        screen={"type_config": _fix_decimals(2)},
        number_format="0.00",
        right=True,
    ),
    "day": Kind(
        plain=_to_day,
        tell=lambda value, t: t.date(_to_day(value), "medium"),
        pack=_pack_days,
        stored=pa.date32(),
        declared="date",
        screen={"type_config": {"type": "date", "format": "localized"}},
        number_format="yyyy-mm-dd",
        least=96,
    ),
    "month": Kind(
        plain=_to_day,
        tell=lambda value, t: t.date(_to_day(value), "short_month"),
        pack=_pack_days,
        stored=pa.date32(),
        declared="date",
        screen={"type_config": {"type": "date", "format": "MM/YYYY"}},
        number_format="yyyy-mm",
        least=96,
    ),
    "links": Kind(
        plain=" | ".join,
        tell=lambda value, t: ", ".join(link.site for link in make_links(value)),
        pack=lambda values: pa.array(map(list, values), pa.list_(pa.string())),
        screen={"type_config": {"type": "list"}},
    ),
}  # fmt: skip
"""``text``, ``count``, ``percent`` (0..100, a part of a whole), ``decimal`` (one decimal: km, km²,
differences in percent), ``rate`` (two: scores, paces), ``day``, ``month`` (a day of which only month
and year say something) and ``links`` (tuples of addresses)."""
