"""The records as a version ships them, remembered beside those that an office made of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from mppgeo.base.language import mark
from mppgeo.store.journal import StoreError, Texts

DAMAGED = mark("what is remembered of the shipped records is damaged; restore it from a backup")

_TABLES = TypeAdapter(dict[str, list[dict[str, str]]])


@dataclass(frozen=True)
class Shipped:
    """Records that ship.

    Attributes
    ----------
    version : of the program that they came with.
    tables : rows of texts by name of the table; one that is missing is not known.
    """

    version: str
    tables: Mapping[str, Sequence[Texts]]

    @property
    def name(self) -> str:
        """The version, and what tells these records from others of it."""
        body = json.dumps(self.tables, ensure_ascii=False, sort_keys=True).encode()
        return f"{self.version} ({hashlib.blake2b(body, digest_size=4).hexdigest()})"


def format_shipped(shipped: Shipped) -> bytes:
    """The file that remembers them."""
    stored = {"version": shipped.version, "tables": shipped.tables}
    return json.dumps(stored, ensure_ascii=False).encode()


def parse_shipped(body: bytes) -> Shipped:
    """What :func:`format_shipped` made.

    Raises
    ------
    StoreError : it is something else.
    """
    try:
        stored = dict(json.loads(body))
        return Shipped(str(stored["version"]), _TABLES.validate_python(stored["tables"]))
    except (ValueError, TypeError, KeyError, ValidationError):
        raise StoreError(DAMAGED) from None
