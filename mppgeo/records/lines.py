"""The lines of a CSV text, read and written alike wherever one is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

LONGEST_CELL = 16_777_216
"""Letters of a cell that are read at all: more than any file holds that may be imported.

What a column may hold is far less; with this limit a cell beyond it is named as one, and the
rest of its file can still be read.
"""


def make_reader(text: str, *, delimiter: str = ",", strict: bool = True):
    """A reader of :mod:`csv` that also takes long cells.

    Examples
    --------
    >>> list(make_reader("kode;nama\\n35;Jawa Timur\\n", delimiter=";"))
    [['kode', 'nama'], ['35', 'Jawa Timur']]
    """
    # The limit belongs to the whole process: whoever reads sets it, whatever others set.
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def format_lines(lines: Iterable[Sequence[str]]) -> str:
    """Lines as CSV that :func:`make_reader` reads as the same; each ends with a line feed.

    Examples
    --------
    >>> format_lines([["35", "satu, dua"], ["72", "tiga"]])
    '35,"satu, dua"\\n72,tiga\\n'
    """
    out = _Out()
    # Signs of the end that the writer is told of are quoted in cells: both, as both end a line.
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    return "".join(out.lines)


class _Out:
    """Takes what a writer of :mod:`csv` writes: a whole line at a time."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        self.lines.append(line.removesuffix("\r\n") + "\n")
