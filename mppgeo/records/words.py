"""Words that say whether there is something, or how it is: never what it is called."""

from __future__ import annotations

import re

from pydantic_core import PydanticCustomError

from mppgeo.base.language import mark

STATUS_NOT_NAME = mark(
    "says whether there is an MPP or how it is, and is no name; write the name of the MPP, or leave"
    " the row out if there is none"
)
NO_LETTERS = mark("has no letters, so it cannot be what is asked for here")

_STATES = frozenset(
    """
    ada adanya belum blm sudah sdh telah tidak tdk tak bukan ya iya nihil kosong diketahui jelas
    beroperasi operasional operasi aktif nonaktif berfungsi berjalan berdiri buka tutup ditutup
    diresmikan peresmian resmi launching launched soft diluncurkan dilaunching
    dibangun pembangunan rencana direncanakan perencanaan persiapan proses progres
    dibentuk terbentuk tersedia memiliki punya terganggu gangguan relokasi pindah dilayani berlaku
    benar salah true false yes no none not nil na unknown open opened closed planned active inactive
    operating has have had without missing exists exist available served ok okay
    """.split()
)
_NEUTRAL = frozenset(
    """
    mpp mal mall pelayanan publik dan atau dalam masih di oleh sejak tahap data laporan status
    sementara provinsi kabupaten kota daerah yet an a the by to with public service province
    applicable reported report known is are it lagi akan
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = frozenset("ytvxn")
"""Letters that stand for yes or no where nothing else does."""
_MARKS = frozenset("√✓✔☑✗✘❌✅×")


def is_status(text: str) -> bool:
    """Whether a text only says that something is there, is not, or how it is.

    Examples
    --------
    >>> is_status("Belum ada MPP"), is_status("v"), is_status("MPP Siola"), is_status("MPP")
    (True, True, False, False)
    """
    if set(text.strip()) and set(text.strip()) <= _MARKS:
        return True
    words = _WORD.findall(text.casefold())
    if len(words) == 1 and len(words[0]) == 1:
        return words[0] in _LETTERS and not any(map(str.isdigit, text))
    return any(w in _STATES for w in words) and all(w in _STATES | _NEUTRAL for w in words)


def check_name(value: str) -> str:
    """A name as it is; for pydantic.

    Raises
    ------
    PydanticCustomError : it is a status, or has no letters.
    """
    if is_status(value):
        raise PydanticCustomError("mppgeo", STATUS_NOT_NAME)
    check_letters(value)
    return value


def check_letters(value: str | None) -> str | None:
    """A text as it is; for pydantic.

    Raises
    ------
    PydanticCustomError : it has no letters.
    """
    if value is not None and not _WORD.search(value):
        raise PydanticCustomError("mppgeo", NO_LETTERS)
    return value
