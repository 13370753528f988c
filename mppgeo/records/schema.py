"""One definition of every data table: names, types, allowed values, meaning.

A table is a pydantic model; a column is a field, with its meaning in
``description`` and one value as it stands in the file in ``examples``.
Validation, the data page and the checks all read these models.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from mppgeo.language import mark

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_URL = re.compile(r"https?://[^\s<>\"']+\.[^\s<>\"']+")

NOT_A_DAY = mark("is not a date; write year-month-day, such as 2023-10-31")
NOT_A_PARTIAL_DATE = mark(
    "is not a date; write year-month-day, year-month or year, such as 2023-10-31, 2023-10 or 2023"
)
NOT_A_URL = mark("is not a web address; write http(s)://…, several separated by “ | ”")
BOUNDS_REVERSED = mark(
    "lies after tanggal_akhir ({latest}); the earliest day cannot be the later one"
)
OUTSIDE_BOUNDS = mark("does not lie between tanggal_awal and tanggal_akhir")
PRECISION_DIFFERS = mark(
    "does not fit the date {date}; write hari, bulan, tahun or nothing accordingly"
)
COUNTED_WITHOUT_DATE = mark(
    "is counted nationally but has no tanggal_akhir; without it the MPP could never be counted"
)


def _to_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " | ".join(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return str(value)


def _parse_day(value: object) -> object:
    if isinstance(value, str):
        if not _ISO_DAY.fullmatch(value):
            raise PydanticCustomError("mppgeo", NOT_A_DAY)
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("mppgeo", NOT_A_DAY) from None
    return value


def _check_partial_date(value: str) -> str:
    try:
        span(value)
    except ValueError:
        raise PydanticCustomError("mppgeo", NOT_A_PARTIAL_DATE) from None
    return value


def _split_list(value: object) -> object:
    return tuple(part.strip() for part in value.split(" | ")) if isinstance(value, str) else value


def _check_urls(urls: tuple[str, ...]) -> tuple[str, ...]:
    if not all(_URL.fullmatch(url) and _has_host(url) for url in urls):
        raise PydanticCustomError("mppgeo", NOT_A_URL)
    return urls


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def span(partial: str) -> tuple[dt.date, dt.date]:
    """First and last day of ``2023``, ``2023-10`` or ``2023-10-31``.

    Raises
    ------
    ValueError : ``partial`` is none of the three.
    """
    if not _PARTIAL.fullmatch(partial):
        raise ValueError(partial)
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 3:
        day = dt.date(*parts)
        return day, day
    if len(parts) == 2:
        first = dt.date(*parts, 1)
        following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first, following - dt.timedelta(days=1)
    return dt.date(parts[0], 1, 1), dt.date(parts[0], 12, 31)


Kode = Annotated[str, Field(pattern=r"^\d{2}(\.\d{2})?$")]
KodeKabkota = Annotated[str, Field(pattern=r"^\d{2}\.\d{2}$")]
Day = Annotated[dt.date, BeforeValidator(_parse_day)]
PartialDate = Annotated[str, AfterValidator(_check_partial_date)]
Urls = Annotated[tuple[str, ...], BeforeValidator(_split_list), AfterValidator(_check_urls)]
Codes = Annotated[
    tuple[Annotated[str, Field(pattern=r"^\d{2}$")], ...], BeforeValidator(_split_list)
]
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]


class Row(BaseModel):
    """A row of a table; empty cells arrive as ``None``."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    FILE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]
    """Columns that tell one row from another; rows equal in all of them are duplicates."""
    AREAS: ClassVar[tuple[str, ...]] = ("kode",)
    """Columns that must hold a kode of ``regions.csv``."""

    def key(self) -> tuple[object, ...]:
        """What tells the row from others; the case of letters does not."""
        values = (getattr(self, column) for column in self.KEY)
        return tuple(v.casefold() if isinstance(v, str) else v for v in values)

    def to_text(self) -> dict[str, str]:
        """The row as it stands in a file: texts, empty = not known."""
        return {name: _to_text(getattr(self, name)) for name in type(self).model_fields}


class Region(Row):
    """An area: a province, a kabupaten or a kota."""

    FILE = "regions.csv"
    KEY = ("kode",)
    AREAS = ()

    kode: Kode = Field(description=mark("Home Ministry code of the area"), examples=["35.10"])
    nama: str = Field(description=mark("Official name"), examples=["Kabupaten Banyuwangi"])
    jenis: Literal["provinsi", "kabupaten", "kota"] = Field(
        description=mark("Kind of area"), examples=["kabupaten"]
    )
    kode_provinsi: Annotated[str, Field(pattern=r"^\d{2}$")] | None = Field(
        None, description=mark("Code of the province"), examples=["35"]
    )
    otonom: Literal["ya", "tidak"] = Field(
        description=mark("Has a government of its own"), examples=["ya"]
    )
    population: Count | None = Field(
        None,
        description=mark("People"),
        examples=["1709298"],
        json_schema_extra={"unit": mark("people")},
    )
    area_km2: Annotated[float, Field(gt=0)] | None = Field(
        None,
        description=mark("Official area in km²"),
        examples=["3592.9"],
        json_schema_extra={"unit": mark("km²")},
    )
    ibu_kota: str | None = Field(None, description=mark("Capital"), examples=["Banyuwangi"])
    lat: Annotated[float, Field(ge=-90, le=90)] = Field(
        description=mark("Latitude of the capital, degrees"),
        examples=["-8.21"],
        json_schema_extra={"unit": mark("degrees")},
    )
    lon: Annotated[float, Field(ge=-180, le=180)] = Field(
        description=mark("Longitude of the capital, degrees"),
        examples=["114.36"],
        json_schema_extra={"unit": mark("degrees")},
    )


class Mpp(Row):
    """An MPP and its opening."""

    FILE = "records/mpp.csv"
    KEY = ("kode", "nama_mpp")
    AREAS = ("kode", "kode_kabkota")

    kode: Kode = Field(description=mark("Government that runs the MPP"), examples=["35.10"])
    kode_kabkota: KodeKabkota | None = Field(
        None, description=mark("Kabupaten or kota the MPP serves"), examples=["35.10"]
    )
    kabkota: str = Field(
        description=mark("Name of the government that runs it"), examples=["Kabupaten Banyuwangi"]
    )
    nama_mpp: str = Field(description=mark("Name of the MPP"), examples=["MPP Banyuwangi"])
    tanggal_peresmian: PartialDate | None = Field(
        None, description=mark("Opening, as precisely as known"), examples=["2017-10-06"]
    )
    presisi: Literal["hari", "bulan", "tahun"] | None = Field(
        None, description=mark("Precision of the opening date"), examples=["hari"]
    )
    tanggal_awal: Day | None = Field(
        None, description=mark("Earliest day of the opening"), examples=["2017-10-06"]
    )
    tanggal_akhir: Day | None = Field(
        None,
        description=mark("Latest day of the opening; the MPP counts from this day on"),
        examples=["2017-10-06"],
    )
    jenis_tanggal: Literal["peresmian", "pembukaan_daerah", "soft_launching", "jadwal"] = Field(
        description=mark("What the date is: ministerial opening, local opening, trial or schedule"),
        examples=["peresmian"],
    )
    hitungan_nasional: Literal["ya", "tidak", "belum terbukti"] = Field(
        description=mark("In the ministry's count"), examples=["ya"]
    )
    diresmikan_oleh: str | None = Field(
        None, description=mark("Opened by"), examples=["Menteri PANRB"]
    )
    alamat: str | None = Field(None, description=mark("Address"), examples=["Jl. Ahmad Yani 100"])
    lintang: Annotated[float, Field(ge=-90, le=90)] | None = Field(
        None,
        description=mark("Latitude of the MPP, degrees"),
        examples=["-8.21"],
        json_schema_extra={"unit": mark("degrees")},
    )
    bujur: Annotated[float, Field(ge=-180, le=180)] | None = Field(
        None,
        description=mark("Longitude of the MPP, degrees"),
        examples=["114.36"],
        json_schema_extra={"unit": mark("degrees")},
    )
    jumlah_layanan: Count | None = Field(
        None,
        description=mark("Number of services"),
        examples=["233"],
        json_schema_extra={"unit": mark("services")},
    )
    jumlah_instansi: Count | None = Field(
        None,
        description=mark("Number of agencies"),
        examples=["24"],
        json_schema_extra={"unit": mark("agencies")},
    )
    status: Literal["beroperasi", "soft launching", "sebagian aktif"] | None = Field(
        None, description=mark("Operation as its source said"), examples=["beroperasi"]
    )
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])
    sumber_tanggal: PartialDate | None = Field(
        None, description=mark("Date of the source"), examples=["2017-10-07"]
    )
    catatan: str | None = Field(None, description=mark("Note"), examples=["Peresmian bersama"])

    @model_validator(mode="after")
    def _dates_agree(self) -> Mpp:
        if self.tanggal_awal and self.tanggal_akhir and self.tanggal_awal > self.tanggal_akhir:
            raise _at("tanggal_awal", BOUNDS_REVERSED, latest=self.tanggal_akhir.isoformat())
        if self.tanggal_peresmian:
            first, last = span(self.tanggal_peresmian)
            if (self.tanggal_awal and last < self.tanggal_awal) or (
                self.tanggal_akhir and first > self.tanggal_akhir
            ):
                raise _at("tanggal_peresmian", OUTSIDE_BOUNDS)
        expected = {10: "hari", 7: "bulan", 4: "tahun", 0: None}[len(self.tanggal_peresmian or "")]
        if self.presisi != expected:
            raise _at("presisi", PRECISION_DIFFERS, date=self.tanggal_peresmian or "-")
        if self.hitungan_nasional == "ya" and self.tanggal_akhir is None:
            raise _at("hitungan_nasional", COUNTED_WITHOUT_DATE)
        return self


class MppRow(Row):
    """Something about one MPP."""

    kode: Kode = Field(description=mark("Government that runs the MPP"), examples=["35.10"])
    kabkota: str = Field(
        description=mark("Name of the government that runs it"), examples=["Kabupaten Banyuwangi"]
    )
    nama_mpp: str = Field(description=mark("Name of the MPP"), examples=["MPP Banyuwangi"])


class OfficialTotal(Row):
    """A total that somebody official quoted."""

    FILE = "records/official_totals.csv"
    KEY = ("tanggal", "sumber_url", "jumlah_mpp", "keterangan")
    AREAS = ()

    tanggal: PartialDate = Field(description=mark("Date of the quote"), examples=["2025-12-15"])
    penyebut_angka: str | None = Field(
        None, description=mark("Who said it"), examples=["KemenPANRB"]
    )
    jumlah_mpp: Annotated[str, Field(pattern=r"^>?\d+$")] | None = Field(
        None, description=mark("Number of MPPs; “>” = more than"), examples=["305"]
    )
    penyebut_persen: Literal["508", "509", "514"] | None = Field(
        None, description=mark("Denominator of a percentage quoted with it"), examples=["509"]
    )
    keterangan: str | None = Field(None, description=mark("Note"), examples=["296 -> 305"])
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class StageEvent(Row):
    """An event on an area's way to an MPP."""

    FILE = "records/stage_events.csv"
    KEY = ("kode", "tahap", "tanggal", "sumber_url")

    kode: Kode = Field(description=mark("Home Ministry code of the area"), examples=["35.10"])
    kabkota: str = Field(description=mark("Name of the area"), examples=["Kabupaten Asahan"])
    tahap: Literal[
        "belum_direncanakan",
        "penandatanganan_komitmen",
        "pembangunan",
        "soft_launching",
        "peresmian",
        "gangguan",
        "rencana_relokasi",
        "relokasi",
    ] = Field(description=mark("Stage"), examples=["peresmian"])
    tanggal: PartialDate | None = Field(
        None, description=mark("Date of the event"), examples=["2020-03-10"]
    )
    keterangan: str | None = Field(None, description=mark("Note"), examples=["MPP ke-37"])
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class MppDetail(MppRow):
    """Services, agencies, address and hours of an MPP, as counted on a day."""

    FILE = "records/mpp_details.csv"
    KEY = ("kode", "nama_mpp", "tanggal_data")

    alamat: str | None = Field(None, description=mark("Address"), examples=["Jl. Ahmad Yani 100"])
    lintang: Annotated[float, Field(ge=-90, le=90)] | None = Field(
        None,
        description=mark("Latitude of the MPP, degrees"),
        examples=["-8.21"],
        json_schema_extra={"unit": mark("degrees")},
    )
    bujur: Annotated[float, Field(ge=-180, le=180)] | None = Field(
        None,
        description=mark("Longitude of the MPP, degrees"),
        examples=["114.36"],
        json_schema_extra={"unit": mark("degrees")},
    )
    jumlah_layanan: Count | None = Field(
        None,
        description=mark("Number of services"),
        examples=["233"],
        json_schema_extra={"unit": mark("services")},
    )
    jumlah_instansi: Count | None = Field(
        None,
        description=mark("Number of agencies"),
        examples=["24"],
        json_schema_extra={"unit": mark("agencies")},
    )
    jam_layanan: str | None = Field(
        None, description=mark("Opening hours"), examples=["08.00-16.00 WIB"]
    )
    situs: Urls | None = Field(
        None, description=mark("Website"), examples=["https://example.go.id"]
    )
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])
    tanggal_data: str | None = Field(
        None, description=mark("When it was counted"), examples=["2022-01-24"]
    )
    catatan: str | None = Field(None, description=mark("Note"), examples=["data 2022"])


class MppSite(MppRow):
    """Where an MPP is from a day on: a row for each move."""

    FILE = "records/mpp_sites.csv"
    KEY = ("kode", "nama_mpp", "berlaku_sejak")

    berlaku_sejak: PartialDate | None = Field(
        None, description=mark("Since when the MPP is there"), examples=["2022-01"]
    )
    alamat: str | None = Field(None, description=mark("Address"), examples=["Jl. Ahmad Yani 100"])
    lintang: Annotated[float, Field(ge=-90, le=90)] | None = Field(
        None,
        description=mark("Latitude of the MPP, degrees"),
        examples=["-8.21"],
        json_schema_extra={"unit": mark("degrees")},
    )
    bujur: Annotated[float, Field(ge=-180, le=180)] | None = Field(
        None,
        description=mark("Longitude of the MPP, degrees"),
        examples=["114.36"],
        json_schema_extra={"unit": mark("degrees")},
    )
    gedung: Literal["baru", "alih fungsi"] | None = Field(
        None,
        description=mark("A new building, or one that served for something else"),
        examples=["baru"],
    )
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class StatusReport(MppRow):
    """A report of how an MPP works, for one day."""

    FILE = "records/status_reports.csv"
    KEY = ("kode", "nama_mpp", "tanggal")

    tanggal: Day = Field(description=mark("Day of the report"), examples=["2026-11-16"])
    status: Literal["beroperasi", "terganggu", "tidak aktif", "relokasi", "tidak diketahui"] = (
        Field(description=mark("How the MPP works"), examples=["beroperasi"])
    )
    pelapor: str | None = Field(
        None, description=mark("Who reported it"), examples=["Bagian Organisasi"]
    )
    keterangan: str | None = Field(None, description=mark("Note"), examples=["Listrik padam"])
    sumber_url: Urls | None = Field(
        None, description=mark("Sources"), examples=["https://example.go.id/a"]
    )


class Presence(MppRow):
    """Whether a signatory of the agreement serves in an MPP."""

    FILE = "records/presence.csv"
    KEY = ("kode", "nama_mpp", "singkatan", "tanggal_data")

    singkatan: str = Field(description=mark("Abbreviation"), examples=["MA"])
    hadir: Literal["ya", "tidak"] = Field(description=mark("Serves there"), examples=["ya"])
    tanggal_data: PartialDate | None = Field(
        None, description=mark("When it was counted"), examples=["2022-01-24"]
    )
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class Ecosystem(MppRow):
    """One of the four ways to serve that an MPP offers."""

    FILE = "records/ecosystems.csv"
    KEY = ("kode", "nama_mpp", "ekosistem", "tanggal_data")

    ekosistem: Literal["langsung", "bergerak", "mandiri", "elektronik"] = Field(
        description=mark("Direct, mobile, self-service or electronic"), examples=["langsung"]
    )
    ada: Literal["ya", "tidak"] = Field(description=mark("Offered"), examples=["ya"])
    tanggal_data: PartialDate | None = Field(
        None, description=mark("When it was counted"), examples=["2022-01-24"]
    )
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class MppDigital(Row):
    """An area known to have MPP Digital."""

    FILE = "records/mpp_digital.csv"
    KEY = ("kode",)

    kode: Kode = Field(description=mark("Home Ministry code of the area"), examples=["35.10"])
    kabkota: str = Field(description=mark("Name of the area"), examples=["Kabupaten Asahan"])
    tahap: str = Field(description=mark("Stage"), examples=["pilot"])
    tanggal: PartialDate | None = Field(
        None, description=mark("Date of the event"), examples=["2023-06-20"]
    )
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class Evaluation(Row):
    """An evaluation's result for one area."""

    FILE = "records/evaluations.csv"
    KEY = ("kode", "tahun", "predikat")

    kode: Kode = Field(description=mark("Home Ministry code of the area"), examples=["35.10"])
    kabkota: str = Field(description=mark("Name of the area"), examples=["Kabupaten Asahan"])
    tahun: Annotated[int, Field(ge=2017, le=2100)] | None = Field(
        None, description=mark("Year"), examples=["2023"]
    )
    predikat: str | None = Field(None, description=mark("Predicate"), examples=["Prima"])
    nilai: float | None = Field(None, description=mark("Score"), examples=["4.51"])
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class Capacity(Row):
    """What an area can do by itself: money, poverty, remoteness."""

    FILE = "records/capacity.csv"
    KEY = ("kode", "tahun")

    kode: KodeKabkota = Field(
        description=mark("Home Ministry code of the area"), examples=["35.10"]
    )
    kabkota: str = Field(description=mark("Name of the area"), examples=["Kabupaten Asahan"])
    tahun: Annotated[int, Field(ge=2000, le=2100)] = Field(
        description=mark("Year"), examples=["2025"]
    )
    kapasitas_fiskal: (
        Literal["sangat rendah", "rendah", "sedang", "tinggi", "sangat tinggi"] | None
    ) = Field(
        None, description=mark("Fiscal capacity by the finance ministry"), examples=["rendah"]
    )
    kemiskinan_persen: Annotated[float, Field(ge=0, le=100)] | None = Field(
        None,
        description=mark("Share of poor people in percent"),
        examples=["11.4"],
        json_schema_extra={"unit": mark("percent")},
    )
    status_3t: Literal["ya", "tidak"] | None = Field(
        None, description=mark("Whether the area is officially least developed, outermost or on the border (3T)"), examples=["tidak"]
    )  # fmt: skip
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class Institution(Row):
    """A signatory of the agreement of 28 June 2022."""

    FILE = "records/institutions.csv"
    KEY = ("nama",)
    AREAS = ()

    urutan: Count = Field(description=mark("Order"), examples=["1"])
    nama: str = Field(description=mark("Name of the institution"), examples=["Mahkamah Agung"])
    singkatan: str | None = Field(None, description=mark("Abbreviation"), examples=["MA"])
    jenis: Literal["kementerian", "lembaga", "badan hukum publik", "BUMN"] = Field(
        description=mark("Kind of institution"), examples=["lembaga"]
    )
    tanggal_nota_kesepahaman: Day = Field(
        description=mark("Date of the agreement"), examples=["2022-06-28"]
    )
    sumber: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class ProgrammeFact(Row):
    """A fact about the programme, for the explaining page."""

    FILE = "records/programme.csv"
    KEY = ("judul",)
    AREAS = ()

    judul: str = Field(description=mark("Title in Indonesian"), examples=["Penyebut"])
    judul_en: str = Field(description=mark("Title in English"), examples=["Denominator"])
    isi: str = Field(description=mark("Text in Indonesian"), examples=["…"])
    isi_en: str = Field(description=mark("Text in English"), examples=["…"])
    sumber: str = Field(description=mark("Sources"), examples=["menpan.go.id"])


class Target(Row):
    """A target that somebody official set: a share of areas by a day."""

    FILE = "records/targets.csv"
    KEY = ("kode",)
    AREAS = ()

    kode: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")] = Field(
        description=mark("Short name of the target"), examples=["semua-2024"]
    )
    tanggal: Day = Field(description=mark("Day by which"), examples=["2024-12-31"])
    persen: Annotated[float, Field(gt=0, le=100)] = Field(
        description=mark("Share of the areas in percent"),
        examples=["100"],
        json_schema_extra={"unit": mark("percent")},
    )
    penyebut: Literal["508", "509", "514"] = Field(
        description=mark("Denominator"), examples=["508"]
    )
    penyebut_sasaran: str = Field(description=mark("Who said it"), examples=["KemenPANRB"])
    tanggal_ucapan: Day = Field(description=mark("Date of the quote"), examples=["2022-06-28"])
    keterangan: str = Field(description=mark("Text in Indonesian"), examples=["…"])
    keterangan_en: str = Field(description=mark("Text in English"), examples=["…"])
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class ProvinceChange(Row):
    """A province that was set up later, and the one its areas belonged to until then."""

    FILE = "records/province_history.csv"
    KEY = ("kode",)
    AREAS = ("kode", "kode_induk")

    kode: Annotated[str, Field(pattern=r"^\d{2}$")] = Field(
        description=mark("Code of the province"), examples=["93"]
    )
    kode_induk: Annotated[str, Field(pattern=r"^\d{2}$")] = Field(
        description=mark("Code of the province it was part of"), examples=["91"]
    )
    tanggal_peresmian: Day = Field(
        description=mark("Day on which it was set up"), examples=["2022-11-11"]
    )
    dasar_hukum: str = Field(description=mark("Legal basis"), examples=["UU 14/2022"])
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class ProvinceStatement(Row):
    """A statement of which, or how many, provinces were complete or had no MPP."""

    FILE = "records/province_statements.csv"
    KEY = ("tanggal", "jenis", "sumber_url")
    AREAS = ("kode",)

    tanggal: Day = Field(description=mark("Date of the quote"), examples=["2024-12-12"])
    jenis: Literal["lengkap", "tanpa"] = Field(
        description=mark("Provinces that are complete, or without any MPP"), examples=["lengkap"]
    )
    kode: Codes | None = Field(
        None, description=mark("Codes of the provinces named"), examples=["33 | 34"]
    )
    jumlah: Count = Field(
        description=mark("Number of provinces"),
        examples=["2"],
        json_schema_extra={"unit": mark("provinces")},
    )
    penyebut: Literal["508", "509", "514"] = Field(
        description=mark("Denominator"), examples=["508"]
    )
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


class DataNote(Row):
    """Something in which the sources disagree."""

    FILE = "records/data_notes.csv"
    KEY = ("isi",)
    AREAS = ()

    isi: str = Field(description=mark("Text in Indonesian"), examples=["…"])
    isi_en: str = Field(description=mark("Text in English"), examples=["…"])
    sumber_url: Urls = Field(description=mark("Sources"), examples=["https://example.go.id/a"])


RECORDS: dict[str, type[Row]] = {
    "mpp": Mpp,
    "mpp_sites": MppSite,
    "mpp_details": MppDetail,
    "stage_events": StageEvent,
    "status_reports": StatusReport,
    "official_totals": OfficialTotal,
    "mpp_digital": MppDigital,
    "evaluations": Evaluation,
    "capacity": Capacity,
    "institutions": Institution,
    "presence": Presence,
    "ecosystems": Ecosystem,
    "programme": ProgrammeFact,
    "data_notes": DataNote,
    "targets": Target,
    "province_history": ProvinceChange,
    "province_statements": ProvinceStatement,
}
"""The record tables, by name."""


def _at(column: str, reason: str, **fields: str) -> PydanticCustomError:
    return PydanticCustomError("mppgeo", reason, {"column": column, "template": reason, **fields})
