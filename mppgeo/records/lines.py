"""The lines of a CSV text, read alike wherever one is read."""

from __future__ import annotations

import csv
import io

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
