"""The view: the one small state of the dashboard, and its form in an address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, mark
from mppgeo.base.said import Said
from mppgeo.country.regions import PULAU, pulau_of
from mppgeo.coverage import DEFAULT_DENOMINATOR, DENOMINATORS, HAS, HAS_NOT
from mppgeo.scene.choices import CHOICE_PARAMETERS, Choices, read_choices
from mppgeo.scene.lengths import LENGTHS, SECTIONS, SHORT, keep_choice
from mppgeo.scene.query import NO_SUCH_AREA, NOT_UNDERSTOOD, Reader

PROVINSI = "provinsi"
KABKOTA = "kabkota"
LEVELS = (PROVINSI, KABKOTA)
KECAMATAN = "kecamatan"
"""Lines that a map may show within kabkota."""
JENIS = ("kabupaten", "kota")
STATUS_FILTER = (HAS, HAS_NOT)
FIRST_DAY = dt.date(2017, 10, 1)
"""The month in which the first MPPs opened; earlier days hold nothing."""

LAST_DAY = dt.date(2100, 12, 31)
"""The last day that a target of one's own may have."""
TARGET_KODE = r"[a-z][a-z0-9-]{0,39}"
OWN_TARGET = "sendiri"
"""Choice of a target of one's own."""
PRESENT = "presentasi"
MODES = (PRESENT,)
PAUSES = (3, 600)
"""Shortest and longest time, in seconds, that a presentation may stay at one step."""
WEEKS = 4
MOST_WEEKS = 104
"""Weeks after which a report of an MPP is late: the usual number, and the largest."""

NO_STEP = mark("“{name}={value}” in the link is no step of this presentation and is ignored.")


@dataclass(frozen=True)
class Aim:
    """The target looked at: one of the records by ``kode``, or one's own.

    ``date`` and ``share`` (whole percent, 1..100) belong to one's own.
    """

    kode: str | None = None
    date: dt.date | None = None
    share: int | None = None

    @classmethod
    def start_own(cls, today: dt.date) -> Aim:
        """A target of one's own to begin with: all areas by the end of next year."""
        return cls(date=dt.date(today.year + 1, 12, 31), share=100)

    def to_text(self) -> str:
        """``semua-2025`` or ``2027-12-31~90``."""
        return self.kode or f"{self.date}~{self.share}"

    @classmethod
    def from_text(cls, text: str) -> Aim:
        """Read what :meth:`to_text` wrote.

        Raises
        ------
        ValueError : ``text`` is neither form.
        """
        if text == OWN_TARGET:
            raise ValueError(text)
        if re.fullmatch(TARGET_KODE, text):
            return cls(kode=text)
        found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})~(\d{1,3})", text)
        if not found or not 1 <= int(found[2]) <= 100:
            raise ValueError(text)
        day = dt.date.fromisoformat(found[1])
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(text)
        return cls(date=day, share=int(found[2]))


@dataclass(frozen=True, kw_only=True)
class View:
    """What is looked at.

    Attributes
    ----------
    as_of : the day; None = always today.
    level : what is coloured: :data:`PROVINSI` or :data:`KABKOTA`.
    provinsi : codes of the provinces kept, sorted; empty = all.
    pulau : island groups kept, keys of :data:`mppgeo.country.regions.PULAU`; empty = all.
    jenis : "kabupaten" or "kota"; None = both.
    status : "ada" or "belum"; None = both.
    denominator : 508, 509 or 514.
    kode : the selected area; None = none.
    sasaran : the target that progress is measured against; None = the latest.
    sejak : the earlier day of a comparison; None = the default of its page.
    kecamatan : whether a map of opened provinces shows the lines of kecamatan.
    minggu : weeks after which a report of an MPP is late, 1..:data:`MOST_WEEKS`.
    pilihan : what is asked of reach, next places and priorities.
    panjang : length of a briefing, one of :data:`mppgeo.scene.lengths.LENGTHS`.
    isi : its sections, of :data:`mppgeo.scene.lengths.SECTIONS`; () = those usual of its length.
    mode : :data:`PRESENT` while the view is presented; None = the dashboard.
    langkah : the province that a presentation shows; None = the nation. It
        passes the filters by place; None outside of presentations.
    jeda : seconds until a presentation goes on by itself, within
        :data:`PAUSES`; None = it waits; None outside of presentations.
    hari : day to which time was played in a presentation; the view's own comes back after it.
    lang : language of the reader.
    """

    as_of: dt.date | None = None
    level: str = PROVINSI
    provinsi: tuple[str, ...] = ()
    pulau: tuple[str, ...] = ()
    jenis: str | None = None
    status: str | None = None
    denominator: int = DEFAULT_DENOMINATOR
    kode: str | None = None
    sasaran: Aim | None = None
    sejak: dt.date | None = None
    kecamatan: bool = False
    minggu: int = WEEKS
    pilihan: Choices = Choices()
    panjang: str = SHORT
    isi: tuple[str, ...] = ()
    mode: str | None = None
    langkah: str | None = None
    jeda: int | None = None
    hari: dt.date | None = None
    lang: str = DEFAULT_LANGUAGE

    def day(self, today: dt.date) -> dt.date:
        """The day for which figures are drawn."""
        return (self.hari if self.mode else None) or self.as_of or today

    def to_query(self) -> dict[str, str | list[str]]:
        """The view as query parameters; what is at its default is left out."""
        query: dict[str, str | list[str]] = {}
        if self.as_of:
            query["tanggal"] = self.as_of.isoformat()
        if self.provinsi:
            query["provinsi"] = list(self.provinsi)
        if self.pulau:
            query["pulau"] = list(self.pulau)
        if self.level != PROVINSI:
            query["level"] = self.level
        if self.jenis:
            query["jenis"] = self.jenis
        if self.status:
            query["status"] = self.status
        if self.denominator != DEFAULT_DENOMINATOR:
            query["penyebut"] = str(self.denominator)
        if self.kode:
            query["kode"] = self.kode
        if self.sasaran:
            query["sasaran"] = self.sasaran.to_text()
        if self.sejak:
            query["sejak"] = self.sejak.isoformat()
        if self.kecamatan:
            query["batas"] = KECAMATAN
        if self.minggu != WEEKS:
            query["minggu"] = str(self.minggu)
        query |= self.pilihan.to_query()
        if self.panjang != SHORT:
            query["panjang"] = self.panjang
        if self.isi:
            query["isi"] = list(self.isi)
        if self.mode:
            query["mode"] = self.mode
            if self.langkah:
                query["langkah"] = self.langkah
            if self.jeda:
                query["jeda"] = str(self.jeda)
            if self.hari:
                query["hari"] = self.hari.isoformat()
        if self.lang != DEFAULT_LANGUAGE:
            query["lang"] = self.lang
        return query

    # Moves: what a click or a choice makes of the view.

    def open_provinsi(self, kode: str) -> View:
        """Go into one province."""
        return replace(
            self.leave(), provinsi=(kode,), pulau=self._pulau_around(kode), level=KABKOTA, kode=None
        )

    def select(self, kode: str | None) -> View:
        """Select an area: a province is opened, and so is that of a kabkota, which is marked."""
        if kode is None:
            return replace(self, kode=None)
        if len(kode) == 2:
            return self.open_provinsi(kode)
        inside = kode[:2] in self.provinsi
        return replace(
            self.leave(),
            kode=kode,
            level=KABKOTA,
            provinsi=self.provinsi if inside else (kode[:2],),
            pulau=self._pulau_around(kode),
        )

    def _pulau_around(self, kode: str) -> tuple[str, ...]:
        return self.pulau if pulau_of(kode) in self.pulau else ()

    def aim(self, kode: str, today: dt.date) -> View:
        """Measure against a target of the records, or start one's own at the end of next year."""
        if kode != OWN_TARGET:
            return replace(self, sasaran=Aim(kode=kode))
        return replace(self, sasaran=Aim.start_own(today))

    def close(self) -> View:
        """One step back: from the kabkota to its list, from the province to the nation."""
        if self.kode:
            return replace(self, kode=None)
        return self.home()

    def home(self) -> View:
        """The nation, with the day, denominator, lines, choices and language kept."""
        return View(
            as_of=self.as_of,
            denominator=self.denominator,
            kecamatan=self.kecamatan,
            pilihan=self.pilihan,
            panjang=self.panjang,
            isi=self.isi,
            lang=self.lang,
        )

    def present(self, jeda: int | None = None) -> View:
        """Present the places of this view, from the nation on; see :mod:`mppgeo.scene.playlist`."""
        return replace(self, mode=PRESENT, langkah=None, jeda=jeda, hari=None)

    def show(self, langkah: str | None) -> View:
        """Go to a step of the presentation."""
        return replace(self, langkah=langkah)

    def turn_to(self, day: dt.date, today: dt.date) -> View:
        """Show the figures of a day; in a presentation, as long as it lasts."""
        if self.mode:
            return replace(self, hari=min(day, today))
        return replace(self, as_of=None if day >= today else day)

    def leave(self) -> View:
        """End the presentation; everything else is as it was before."""
        return replace(self, mode=None, langkah=None, jeda=None, hari=None)


PARAMETERS = (
    "tanggal", "provinsi", "pulau", "level", "jenis", "status", "penyebut", "kode", "sasaran",
    "sejak", "batas", "minggu", *CHOICE_PARAMETERS, "panjang", "isi", "mode", "langkah", "jeda", "hari",
    "lang",
)  # fmt: skip


def from_query(
    query: Mapping[str, Iterable[str]], regions: pd.DataFrame, *, today: dt.date
) -> tuple[View, list[Said]]:
    """Read a view from query parameters.

    Parameters
    ----------
    query : values by parameter name; names that are not ours are left alone.
    regions : frame of :func:`mppgeo.country.regions.read_regions`; its codes are the valid ones.
    today : the last day allowed.

    Returns
    -------
    The view, with a default for whatever could not be used, and a notice for each.
    """
    reader = Reader(query)
    codes = set(regions["kode"].tolist())
    provinces = {kode for kode in codes if len(kode) == 2}

    def aim() -> Aim | None:
        value = reader.one("sasaran")
        if value is None:
            return None
        try:
            return Aim.from_text(value)
        except ValueError:
            reader.refuse(NOT_UNDERSTOOD, "sasaran", value)
            return None

    def places() -> tuple[tuple[str, ...], tuple[str, ...]]:
        groups = reader.many("pulau", PULAU)
        inside = []
        for found in reader.many("provinsi", provinces, NO_SUCH_AREA):
            if groups and pulau_of(found) not in groups:
                reader.refuse(NOT_UNDERSTOOD, "provinsi", found)
            else:
                inside.append(found)
        return tuple(inside), groups

    def presentation(provinsi: tuple[str, ...], pulau: tuple[str, ...]) -> dict[str, Any]:
        if not reader.choice("mode", MODES, None):
            return {}
        jeda = reader.number("jeda", *PAUSES)
        hari = reader.day("hari", FIRST_DAY, today)
        return {"mode": PRESENT, "langkah": step(provinsi, pulau), "jeda": jeda, "hari": hari}

    def step(provinsi: tuple[str, ...], pulau: tuple[str, ...]) -> str | None:
        value = reader.one("langkah")
        if value is None:
            return None
        if value not in provinces:
            reader.refuse(NO_SUCH_AREA, "langkah", value)
            return None
        if (provinsi and value not in provinsi) or (pulau and pulau_of(value) not in pulau):
            reader.refuse(NO_STEP, "langkah", value)
            return None
        return value

    kode = reader.one("kode")
    if kode is not None and kode not in codes - provinces:
        reader.refuse(NO_SUCH_AREA, "kode", kode)
        kode = None
    provinsi, pulau = places()
    outside = kode and pulau and pulau_of(kode) not in pulau
    if kode and (outside or (provinsi and kode[:2] not in provinsi)):
        reader.refuse(NOT_UNDERSTOOD, "kode", kode)
        kode = None
    level = reader.choice("level", LEVELS, KABKOTA if kode else PROVINSI)
    panjang = reader.choice("panjang", LENGTHS, SHORT)
    denominator = reader.choice("penyebut", map(str, DENOMINATORS), str(DEFAULT_DENOMINATOR))
    view = View(
        as_of=reader.day("tanggal", FIRST_DAY, today),
        level=KABKOTA if kode else level,
        provinsi=provinsi,
        pulau=pulau,
        jenis=reader.choice("jenis", JENIS, None),
        status=reader.choice("status", STATUS_FILTER, None),
        denominator=int(denominator),
        kode=kode,
        sasaran=aim(),
        sejak=reader.day("sejak", FIRST_DAY, today),
        minggu=reader.number("minggu", 1, MOST_WEEKS) or WEEKS,
        kecamatan=reader.choice("batas", (KECAMATAN,), None) is not None,
        pilihan=read_choices(reader, codes),
        panjang=panjang,
        isi=keep_choice(panjang, reader.many("isi", SECTIONS)),
        **presentation(provinsi, pulau),
        lang=reader.choice("lang", LANGUAGES, DEFAULT_LANGUAGE),
    )
    return view, reader.notices
