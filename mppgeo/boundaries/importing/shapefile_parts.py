"""Whether the files of a Shapefile belong together.

GDAL reads the outlines where the ``.shx`` says that they are. With the ``.shx`` or ``.dbf`` of
another export that yields nothing, or the names of other features, without a word.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused

NOT_TOGETHER = mark("The parts of {name} do not belong together: {part} is of another export, or not complete. Give all parts of one export, best as a ZIP file.")  # fmt: skip

_HEADER = 100
_SHX_RECORD = np.dtype([("offset", ">u4"), ("length", ">u4")])
_WORD = 2
"""Bytes in which offsets and lengths are counted."""


def check_parts(path: Path, given: str) -> None:
    """Compare the lengths, counts and offsets of ``.shp``, ``.shx`` and ``.dbf``.

    Parameters
    ----------
    path : of the ``.shp``; the others stand beside it.
    given : what to call it.

    Raises
    ------
    ImportRefused : one is not of the same export as the others, or was cut off.
    OSError : they cannot be read.
    """
    shapes = np.memmap(path, dtype=np.uint8, mode="r") if path.stat().st_size else np.zeros(0)
    if len(shapes) < _HEADER or _stated(shapes) > len(shapes):
        raise ImportRefused(NOT_TOGETHER, name=given, part=".shp")
    index = np.fromfile(path.with_suffix(".shx"), dtype=np.uint8)
    if len(index) < _HEADER or _stated(index) > len(index) or not _fits(index, shapes):
        raise ImportRefused(NOT_TOGETHER, name=given, part=".shx")
    records = (_stated(index) - _HEADER) // _SHX_RECORD.itemsize
    with path.with_suffix(".dbf").open("rb") as file:
        head = file.read(12)
        size = file.seek(0, 2)
    count, start, width = (int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))  # fmt: skip
    if len(head) < 12 or count != records or size < start + count * width:
        raise ImportRefused(NOT_TOGETHER, name=given, part=".dbf")


def _stated(file: np.ndarray) -> int:
    """Bytes that a file says it has."""
    return int.from_bytes(bytes(file[24:28]), "big") * _WORD


def _fits(index: np.ndarray, shapes: np.ndarray) -> bool:
    """Whether each record of the index points at one of that length."""
    whole = index[_HEADER : _stated(index)]
    if len(whole) % _SHX_RECORD.itemsize:
        return False
    records = whole.view(_SHX_RECORD)
    start = records["offset"].astype(np.int64) * _WORD
    length = records["length"].astype(np.int64)
    if not len(start):
        return _stated(shapes) == _HEADER
    end = start + 2 * 4 + length * _WORD
    if start.min() < _HEADER or end.max() > len(shapes):
        return False
    stated = np.zeros(len(start), dtype=np.int64)
    for place in range(4, 8):
        stated = stated << 8 | shapes[start + place]
    # As many as there are, too: the index of a part of the file points right, and lacks the rest.
    return bool((stated == length).all()) and int((end - start).sum()) + _HEADER == _stated(shapes)
