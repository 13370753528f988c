"""The letters that bring weekly pages to the addresses which offices keep."""

from __future__ import annotations

import datetime as dt
import hashlib
import mimetypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pandas as pd

from mppgeo.base.clock import JAKARTA_TIME
from mppgeo.briefing.weekly import Weekly, make_figures, make_weekly_title, tell_weekly_basis
from mppgeo.dataset import Dataset

_MOST_NAME = 100
"""Letters of a name in a header."""
_POLICY = policy.SMTP.clone(max_line_length=78)


@dataclass(frozen=True)
class Recipient:
    """An address of the table; ``place`` is the kode of a province or ``nasional``."""

    place: str
    address: str
    name: str = ""

    def describe(self) -> str:
        """Name and address, as a sentence names them."""
        return f"{self.name} <{self.address}>" if self.name else self.address


def list_recipients(dataset: Dataset, places: Iterable[str]) -> list[Recipient]:
    """Who gets the pages of some places, by place and address.

    Parameters
    ----------
    places : codes of provinces, or ``nasional``.
    """
    rows = dataset.records["recipients"]
    rows = rows[rows["wilayah"].isin(list(places))].sort_values(["wilayah", "surel"])
    return [
        Recipient(row.wilayah, row.surel, "" if pd.isna(row.nama) else _clean(row.nama))
        for row in rows.itertuples()
    ]


def write_letters(
    recipients: Sequence[Recipient],
    weeklies: Mapping[str, Weekly],
    files: Mapping[str, Sequence[Path]],
    sender: str,
) -> Iterator[EmailMessage]:
    """A letter to each recipient with the page of the place and its tables, made one by one.

    Parameters
    ----------
    weeklies, files : by place, as of :attr:`Recipient.place`.

    Raises
    ------
    OSError : a file cannot be read.
    """
    for recipient in recipients:
        weekly = weeklies[recipient.place]
        yield _write_letter(recipient, weekly, files[recipient.place], sender)


def _write_letter(
    recipient: Recipient, weekly: Weekly, files: Sequence[Path], sender: str
) -> EmailMessage:
    scene, t = weekly.scene, weekly.scene.t
    letter = EmailMessage(policy=_POLICY)
    letter["From"] = sender
    # The library refuses line ends in headers, and writes other letters than ASCII as code.
    user, _, domain = recipient.address.rpartition("@")
    letter["To"] = Address(recipient.name, user, domain)
    letter["Subject"] = _clean(f"{make_weekly_title(scene)}, {t.date(scene.as_of)}")
    letter["Date"] = format_datetime(dt.datetime.now(JAKARTA_TIME))
    letter["Message-ID"] = _name_letter(recipient, weekly, sender)
    letter["Auto-Submitted"] = "auto-generated"
    lines = [make_weekly_title(scene), tell_weekly_basis(scene), ""]
    for figure in make_figures(weekly):
        note = f" ({figure.note})" if figure.note else ""
        lines.append(f"- {figure.label}: {figure.value}{note}")
    lines += ["", t("The page and its tables are attached."), ""]
    letter.set_content("\n".join(lines))
    for path in files:
        kind, _, part = (mimetypes.guess_type(path.name)[0] or "application/octet-stream").partition("/")  # fmt: skip
        letter.add_attachment(path.read_bytes(), maintype=kind, subtype=part, filename=path.name)
    return letter


def _name_letter(recipient: Recipient, weekly: Weekly, sender: str) -> str:
    """One name for the letter of a week to an address: sent twice, it can be told as the same."""
    told = f"{weekly.scene.as_of}|{weekly.scene.t.code}|{recipient.place}|{recipient.address}"
    digest = hashlib.blake2b(told.encode(), digest_size=12).hexdigest()
    return f"<mppgeo-{digest}@{sender.rpartition('@')[2]}>"


def _clean(text: str) -> str:
    """A text in one line, as far as a header should hold it."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(plain.split())[:_MOST_NAME]
