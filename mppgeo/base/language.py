"""The reader's language: sentences, plurals, numbers and dates.

Sentences stand in the code in English and are looked up in
``mppgeo/locale/<lang>.po``. Babel reads the catalogue and formats numbers and
dates, so Indonesian pages get ``1.234,5`` and ``31 Oktober 2023``.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, dates, numbers
from babel.messages.pofile import read_po

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
DEFAULT_LANGUAGE = "id"
LOCALE_DIR = Path(__file__).parent.parent / "locale"
UNKNOWN = "–"

_FORMS = {"long": "d MMMM y", "medium": "d MMM y", "month": "MMMM y", "short_month": "MMM y"}


def mark(sentence: str) -> str:
    """Mark a sentence for the catalogue without translating it here."""
    return sentence


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """Mark the two forms of a sentence for the catalogue, to be given to ``plural``."""
    return one, many


@functools.cache
def _catalogue(lang: str) -> dict[str, str | tuple[str, ...]]:
    path = LOCALE_DIR / f"{lang}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=lang)
    entries: dict[str, str | tuple[str, ...]] = {}
    for message in catalogue:
        if message.id and message.string:
            key = message.id if isinstance(message.id, str) else message.id[0]
            said = message.string
            entries[key] = said if isinstance(said, str) else tuple(said)
    return entries


def list_sentences() -> list[str]:
    """All that can be said, in every language."""
    said: list[str] = []
    for code in LANGUAGES:
        for sentence, forms in _catalogue(code).items():
            said += [sentence, *((forms,) if isinstance(forms, str) else forms)]
    return said


@dataclass(frozen=True)
class Language:
    """Speaks one language; calling it translates a sentence.

    Parameters
    ----------
    code : a key of :data:`LANGUAGES`.
    """

    code: str = DEFAULT_LANGUAGE

    @property
    def locale(self) -> Locale:
        return _locale(self.code)

    def __call__(self, sentence: str, **fields: object) -> str:
        """Translate ``sentence`` and fill in its ``{fields}``."""
        found = _catalogue(self.code).get(sentence, sentence)
        text = found if isinstance(found, str) else found[0]
        return text.format(**fields) if fields else text

    def plural(self, one: str, many: str, count: int, **fields: object) -> str:
        """Translate the form of a sentence that fits ``count`` (field ``{count}``)."""
        found = _catalogue(self.code).get(one, (one, many))
        forms = (found,) if isinstance(found, str) else found
        form = forms[0] if count == 1 or len(forms) == 1 else forms[-1]
        return form.format(count=self.number(count), **fields)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with the locale's separators; unknown values as a dash."""
        if value is None or _is_unknown(value):
            return UNKNOWN
        return _format_number(round(value, decimals) + 0, decimals, self.code)

    def percent(self, share: float | None, decimals: int = 1) -> str:
        """A percentage (0..100) such as ``59,3%``, see :func:`round_share`."""
        if share is None or _is_unknown(share):
            return UNKNOWN
        shown = round_share(share, decimals)
        return self.number(shown, decimals if shown not in (0, 100) else 0) + "%"

    def date(self, day: dt.date | None, form: str = "long") -> str:
        """A date as ``31 Oktober 2023`` (``long``) or ``31 Okt 2023`` (``medium``)."""
        if day is None:
            return UNKNOWN
        return _format_day(day.year, day.month, day.day, form, self.code)

    def listing(self, items: list[str]) -> str:
        """``A, B, dan C`` by the locale's rule."""
        from babel.lists import format_list

        return format_list(items, locale=self.locale)


def round_share(share: float, decimals: int = 1) -> float:
    """A percentage (0..100) as it is told.

    Never rounds to 100 % what is not complete, nor to 0 % what is not none.

    Examples
    --------
    >>> round_share(59.53), round_share(99.99), round_share(0.01)
    (59.5, 99.9, 0.1)
    """
    step = 10**-decimals
    shown = round(share, decimals)
    if shown >= 100 > share:
        return 100 - step
    if shown <= 0 < share:
        return step
    return shown


@functools.cache
def _locale(code: str) -> Locale:
    return Locale(code)


@functools.lru_cache(maxsize=8192)
def _format_number(value: float, decimals: int, code: str) -> str:
    """The same few are told again and again."""
    form = "#,##0" + ("." + "0" * decimals if decimals else "")
    return numbers.format_decimal(value, form, locale=_locale(code))


@functools.lru_cache(maxsize=8192)
def _format_day(year: int, month: int, day: int, form: str, code: str) -> str:
    return dates.format_date(dt.date(year, month, day), _FORMS[form], locale=_locale(code))


def _is_unknown(value: float | None) -> bool:
    return value is None or value != value or (isinstance(value, float) and math.isnan(value))
