"""What a person decides for rows in question: ``--choose ROW=KODE``, as often as needed."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence

from mppgeo.base.refusal import ImportRefused


def make_reader(row: str, kode: str) -> Callable[[str], tuple[int, str]]:
    """A type for argparse that reads ``12=35.10`` as number and code.

    Parameters
    ----------
    row : what the number counts, in capitals, for the message.
    kode : pattern of the codes that may be chosen.
    """

    def parse_choice(text: str) -> tuple[int, str]:
        match = re.fullmatch(rf"\s*(\d{{1,7}})\s*=\s*({kode})\s*", text)
        if not match:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a choice; write {row}=KODE, such as 12=35.10"
            )
        return int(match[1]), match[2]

    return parse_choice


def gather_choices(choices: Sequence[tuple[int, str]], twice: str) -> dict[int, str]:
    """The code chosen for each row.

    Parameters
    ----------
    twice : a marked sentence with the fields ``row``, ``first`` and ``second``.

    Raises
    ------
    ImportRefused : two codes are chosen for one row.
    """
    gathered: dict[int, str] = {}
    for row, kode in choices:
        if gathered.setdefault(row, kode) != kode:
            raise ImportRefused(twice, row=row, first=gathered[row], second=kode)
    return gathered
