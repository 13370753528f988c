"""What a table on a page is, and the columns that many tables have.

A table is made once for everybody and serves the screen and the downloads alike;
it must not be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from propcache.api import cached_property

from mppgeo.base.language import UNKNOWN, Language
from mppgeo.base.names import shorten
from mppgeo.dataset import Dataset

Columns = Mapping[str, tuple[str, str, pd.Series]]
"""Kind, title and values of each column."""


@dataclass(frozen=True, eq=False)
class DataTable:
    """A table to show and to save.

    Attributes
    ----------
    name : stable name, used for files.
    frame : index ``kode``; columns in order of importance; numbers as numbers,
        days as ``datetime64``. Unknown = NA.
    titles : title of each column in the reader's language.
    kinds : kind of each column (:data:`mppgeo.content.kinds.KINDS`).
    """

    name: str
    frame: pd.DataFrame
    titles: Mapping[str, str]
    kinds: Mapping[str, str]

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The columns that hold something, which screen and paper show; files have all of them."""
        if self.frame.empty:
            return tuple(self.frame)
        return tuple(key for key in self.frame if _holds_something(self.frame[key]))


def _holds_something(values: pd.Series) -> bool:
    return any(
        value not in ("", UNKNOWN) if isinstance(value, str) else value != ()
        if isinstance(value, tuple) else True
        for value in values.dropna()
    )  # fmt: skip


def make_table(name: str, columns: Columns) -> DataTable:
    """A table of its columns, in their order."""
    return DataTable(
        name=name,
        frame=pd.DataFrame({key: values for key, (_, _, values) in columns.items()}),
        titles={key: title for key, (_, title, _) in columns.items()},
        kinds={key: kind for key, (kind, _, _) in columns.items()},
    )


def name_areas(codes: pd.Series, dataset: Dataset) -> pd.Series:
    """The short name of each area, :data:`UNKNOWN` where a code is not known."""
    return codes.map(dataset.names).map(shorten, na_action="ignore").astype(object).fillna(UNKNOWN)


def say_words(
    values: pd.Series, words: Mapping[str, str], t: Language, *, missing: str | None = None
) -> pd.Series:
    """Each value in the reader's words; ``missing`` where there are none for it."""
    return values.map(lambda value: t(words[value]) if value in words else missing).astype(object)
