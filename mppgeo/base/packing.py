"""What is sent to browsers and programs: a body, its digest, and its compressed forms made once."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import brotli

GZIP, BROTLI = "gzip", "br"


def compress(body: bytes, coding: str, *, shortest: bool = True) -> bytes:
    """A body in a content coding of HTTP.

    Parameters
    ----------
    coding : :data:`GZIP` or :data:`BROTLI`.
    shortest : as short as it gets, which takes seconds a megabyte; else in time for who waits.
    """
    if coding == BROTLI:
        return brotli.compress(body, quality=11 if shortest else 5)
    return gzip.compress(body, compresslevel=9 if shortest else 6, mtime=0)


def list_codings(accepted: str) -> list[str]:
    """The content codings that an Accept-Encoding header names and does not refuse.

    Examples
    --------
    >>> list_codings("gzip;q=0.8, BR, zstd;q=0")
    ['gzip', 'br']
    """
    parts = [part.replace(" ", "").lower().partition(";q=") for part in accepted.split(",")]
    return [coding for coding, _, weight in parts if not re.fullmatch(r"0(\.0*)?", weight)]


@dataclass(frozen=True)
class Packed:
    """A file to send; ``body`` as it is, before compression.

    Attributes
    ----------
    packed : the body by content coding, as far as it was asked for.
    """

    name: str
    body: bytes
    packed: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def digest(self) -> str:
        return hashlib.blake2b(self.body, digest_size=8).hexdigest()

    def pack(self, coding: str) -> bytes:
        """The body in a content coding; made when first asked for."""
        if coding not in self.packed:
            self.packed[coding] = compress(self.body, coding, shortest=False)
        return self.packed[coding]

    def choose_coding(self, accepted: Sequence[str]) -> str | None:
        """The shortest coding that a browser accepts; None = as it is."""
        return next((coding for coding in (BROTLI, GZIP) if coding in accepted), None)
