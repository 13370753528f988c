"""A finished sentence in which names of areas can be told from the words around them.

Sentences are put together by the catalogue's forms and the language's lists, which know texts only.
A name that is to lead to its area is therefore marked in the text (:func:`name_area`), and
:meth:`Told.read` takes text and names apart again when the sentence is whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Letters that no text of people holds.
_BEGIN, _MIDDLE, _END = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_BEGIN}(\\d\\d(?:\\.\\d\\d)?){_MIDDLE}([^{_END}]*){_END}")


@dataclass(frozen=True)
class Part:
    """A piece of a sentence; ``kode`` is the area that it names, "" = none."""

    text: str
    kode: str = ""


@dataclass(frozen=True)
class Told:
    """A sentence, or several, in the reader's language; ``str()`` gives the text alone.

    Examples
    --------
    >>> told = Told.read("Belum: " + name_area("35.02", "Kab. Ponorogo") + ".")
    >>> str(told), [part.kode for part in told.parts]
    ('Belum: Kab. Ponorogo.', ['', '35.02', ''])
    """

    parts: tuple[Part, ...] = ()

    @classmethod
    def read(cls, *texts: str) -> Told:
        """The sentences whose names are marked, one after the other; empty ones are passed over."""
        text = " ".join(filter(None, texts))
        parts, begin = [], 0
        for found in _MARKED.finditer(text):
            parts += [Part(text[begin : found.start()]), Part(found[2], found[1])]
            begin = found.end()
        return cls(tuple(part for part in (*parts, Part(text[begin:])) if part.text))

    def __str__(self) -> str:
        return "".join(part.text for part in self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)


def name_area(kode: str, name: str) -> str:
    """A name marked as that of an area, to be put into a sentence that :meth:`Told.read` reads."""
    return f"{_BEGIN}{kode}{_MIDDLE}{name}{_END}"
