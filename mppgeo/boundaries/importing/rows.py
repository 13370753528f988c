"""Gathers features that say the same of themselves into rows for the matcher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from mppgeo.base.names import PARENTS
from mppgeo.boundaries.importing.fields import Fields
from mppgeo.boundaries.importing.matching import Matcher, Row
from mppgeo.importing.places import Places

_KINDS = {"kabupaten": "kabupaten", "regency": "kabupaten", "kota": "kota", "city": "kota",
          "kotamadya": "kota", "municipality": "kota"}  # fmt: skip
_NOTHING = {"", "-", "na", "n/a", "null", "none", "nan", "<null>"}


class Context:
    """Provinces as they are written, with those that were set up from them since.

    Parameters
    ----------
    places : the project's areas by name.
    parents : province that another was set up from, by ``kode``, beside those of ``names``.
    """

    def __init__(self, places: Places, parents: Mapping[str, str]) -> None:
        self._places = places
        self._children: dict[str, list[str]] = defaultdict(list)
        parents = {**PARENTS, **parents}
        for child in parents:
            parent = parents.get(child)
            while parent:
                self._children[parent].append(child)
                parent = parents.get(parent)

    def find(self, written: str) -> tuple[str, ...]:
        """Codes of a written province and of its offspring; empty = it is not known."""
        kode = self._places.find_provinsi(written) if written else None
        return (kode, *self._children[kode]) if kode else ()

    def list_unknown(self, frame: pd.DataFrame, fields: Fields) -> tuple[str, ...]:
        """Texts of the column of provinces that are the name of none, in order."""
        written = dict.fromkeys(_read(frame, fields.provinsi))
        return tuple(name for name in written if name and not self.find(name))


def gather_rows(frame: pd.DataFrame, fields: Fields, context: Context) -> list[Row]:
    """Rows of a layer of kabkota, in the order of their first feature."""
    codes = [_join(frame, columns) for columns in fields.codes]
    names, kinds, provinces = (
        _read(frame, column) for column in (fields.name, fields.kind, fields.provinsi)
    )
    members: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, key in enumerate(zip(names, kinds, provinces, *codes, strict=True)):
        members[key].append(number)
    within = {provinsi: context.find(provinsi) for provinsi in set(provinces)}
    return [
        Row(
            members=tuple(numbers),
            codes=tuple(key[3:]),
            name=key[0],
            kind=_KINDS.get(key[1].casefold(), ""),
            within=within[key[2]],
        )
        for key, numbers in members.items()
    ]


def gather_kecamatan(
    frame: pd.DataFrame, fields: Fields, context: Context, kabkota: Matcher
) -> list[Row]:
    """Rows of a layer of kecamatan; each within the kabkota that is written for it."""
    names = _read(frame, fields.name)
    codes = [_join(frame, columns) for columns in fields.codes]
    outer = Fields((), fields.kabkota, fields.kind, None, fields.provinsi, 0)
    within: list[tuple[str, ...]] = [()] * len(frame)
    if fields.kabkota:
        parents = gather_rows(frame, outer, context)
        matched = kabkota.match(parents)
        for parent in parents:
            for number in parent.members:
                within[number] = parent.within
        for found in matched.found:
            for number in found.row.members:
                within[number] = (found.kode,)
    elif fields.provinsi:
        within = [context.find(written) for written in _read(frame, fields.provinsi)]
    members: dict[tuple, list[int]] = defaultdict(list)
    for number, key in enumerate(zip(names, within, *codes, strict=True)):
        members[key].append(number)
    return [
        Row(tuple(numbers), tuple(key[2:]), key[0], "", key[1]) for key, numbers in members.items()
    ]


def _join(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """A code as text; of parts (``35`` and ``10``), each as long as it should be."""
    if len(columns) == 1:
        return _read(frame, columns[0])
    parts = [_read(frame, column) for column in columns]
    joined = []
    for row in zip(*parts, strict=True):
        filled = [part.zfill(2 if place < 2 else 3) for place, part in enumerate(row)]
        # Where the last part is the whole code already, the others are not put before it again.
        joined.append(row[-1] if len(row[-1]) > 3 else "".join(filled) if all(row) else "")
    return joined


def _read(frame: pd.DataFrame, column: str | None) -> list[str]:
    """The texts of a column; "" where nothing is written."""
    if column is None:
        return [""] * len(frame)
    texts = []
    for value in frame[column].astype(object):
        if value is None or value != value:
            text = ""
        elif isinstance(value, float) and value.is_integer():
            text = str(int(value))
        elif isinstance(value, bytes):
            text = value.decode("utf-8", "replace")
        else:
            text = " ".join(str(value).split())
        texts.append("" if text.casefold() in _NOTHING else text)
    return texts
