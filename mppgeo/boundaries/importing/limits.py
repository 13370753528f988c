"""How much one file may hold."""

from __future__ import annotations

from dataclasses import dataclass

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused

TOO_LARGE = mark(
    "The file is larger than {limit} MB. Simplify it first, or allow more with --max-mb."
)
TOO_LARGE_UNPACKED = mark(
    "The file is larger than {limit} MB when unpacked. Take out what is not needed, or allow more with --max-mb."
)
TOO_DETAILED = mark(
    "The file has more than {limit} vertices. Simplify it first, or allow more with --max-vertices."
)


@dataclass(frozen=True)
class Limits:
    """Greatest size of a file, packed and unpacked, in MB (10⁶ bytes), and of its geometry."""

    megabytes: int = 500
    vertices: int = 20_000_000

    @property
    def bytes(self) -> int:
        return self.megabytes * 1_000_000

    def check_bytes(self, size: int, *, unpacked: bool = False) -> None:
        """Raise :class:`ImportRefused` where a file is larger."""
        if size > self.bytes:
            raise ImportRefused(TOO_LARGE_UNPACKED if unpacked else TOO_LARGE, limit=self.megabytes)

    def check_vertices(self, count: int) -> None:
        """Raise :class:`ImportRefused` where a geometry has more."""
        if count > self.vertices:
            raise ImportRefused(TOO_DETAILED, limit=self.vertices)
