"""Reading query parameters one by one; what cannot be understood becomes a notice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from mppgeo.base.language import mark
from mppgeo.base.said import Said

NOT_UNDERSTOOD = mark("“{name}={value}” in the link was not understood and is ignored.")
NO_SUCH_AREA = mark("“{name}={value}” in the link names no area and is ignored.")
OUT_OF_RANGE = mark("“{name}={value}” in the link lies outside {first} to {last} and is ignored.")
SEVERAL_VALUES = mark("“{name}” stands several times in the link; only “{value}” is used.")
_SHOWN = 60
Default = TypeVar("Default", bound=str | None)


class Reader:
    """Reads the values of a query; ``notices`` are of those that could not be used.

    Parameters
    ----------
    query : values by parameter name; names that are not ours are left alone.
    """

    def __init__(self, query: Mapping[str, Iterable[str]]) -> None:
        self.query = query
        self.notices: list[Said] = []

    def refuse(self, sentence: str, name: str, value: str, **fields: object) -> None:
        """Say why a value is ignored."""
        shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
        self.notices.append(Said(sentence, {"name": name, "value": shown, **fields}))

    def list(self, name: str) -> list[str]:
        """All values, also those that stand in one with commas between them."""
        parts = [part.strip() for text in self.query.get(name, ()) for part in text.split(",")]
        return [part for part in parts if part]

    def one(self, name: str) -> str | None:
        """The first value; None = there is none."""
        values = [value.strip() for value in self.query.get(name, ()) if value.strip()]
        if len(values) > 1:
            self.refuse(SEVERAL_VALUES, name, values[0])
        return values[0] if values else None

    def many(
        self, name: str, allowed: Iterable[str], sentence: str = NOT_UNDERSTOOD
    ) -> tuple[str, ...]:
        """The values that are allowed, sorted, each once."""
        kept = set()
        for value in self.list(name):
            if value in allowed:
                kept.add(value)
            else:
                self.refuse(sentence, name, value)
        return tuple(sorted(kept))

    def choice(self, name: str, allowed: Iterable[str], default: Default) -> str | Default:
        """The value if it is allowed, else the default."""
        value = self.one(name)
        if value is None or value in allowed:
            return value or default
        self.refuse(NOT_UNDERSTOOD, name, value)
        return default

    def number(self, name: str, first: int, last: int) -> int | None:
        """A whole number from ``first`` (1 or more) to ``last``."""
        value = self.one(name)
        return None if value is None else self.count(name, value, value, first, last)

    def count(self, name: str, value: str, text: str, first: int, last: int) -> int | None:
        """The whole number that ``text``, the last part of ``value``, says."""
        if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
            self.refuse(NOT_UNDERSTOOD, name, value)
            return None
        if not first <= int(text) <= last:
            self.refuse(OUT_OF_RANGE, name, value, first=first, last=last)
            return None
        return int(text)

    def day(self, name: str, first: dt.date, last: dt.date) -> dt.date | None:
        """A day from ``first`` to ``last``."""
        value = self.one(name)
        if value is None:
            return None
        try:
            found = dt.datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.refuse(NOT_UNDERSTOOD, name, value)
            return None
        if not first <= found <= last:
            self.refuse(OUT_OF_RANGE, name, value, first=first, last=last)
            return None
        return found
