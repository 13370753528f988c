"""The table about people: addresses to which pages are sent."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from mppgeo.base.language import mark
from mppgeo.records.row import Row
from mppgeo.records.values import NATION, Longest

NOT_AN_ADDRESS = mark("is not an e-mail address in plain letters, such as biro@example.go.id")

_LONGEST = 254
"""Letters of an address that mail servers take (RFC 5321)."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


def check_address(value: str) -> str:
    """An e-mail address as it is; for pydantic.

    Nothing that could end a header or name a second address passes: no blanks, no line
    ends, no commas, no brackets, no quotes, letters of ASCII alone.

    Raises
    ------
    PydanticCustomError : it is none.
    """
    if len(value) > _LONGEST or not _ADDRESS.fullmatch(value):
        raise PydanticCustomError("mppgeo", NOT_AN_ADDRESS)
    return value


class Recipient(Row):
    """An address to which the weekly page is sent."""

    FILE = "records/recipients.csv"
    KEY = ("wilayah", "surel")
    FACTS = ("surel",)
    AREAS = ("wilayah",)
    MAY_BE_MISSING = True
    PRIVATE = True

    wilayah: Annotated[str, Field(pattern=rf"^(\d{{2}}|{NATION})$")] = Field(
        description=mark("Code of the province whose page is sent, or nasional"), examples=["35"]
    )
    surel: Annotated[str, Longest(_LONGEST), AfterValidator(check_address)] = Field(
        description=mark("E-mail address"), examples=["biro.organisasi@example.go.id"]
    )
    nama: str | None = Field(
        None, description=mark("Name of the person or office"), examples=["Biro Organisasi"]
    )
    keterangan: str | None = Field(None, description=mark("Note"), examples=["Sejak Januari"])
