"""The tables about MPPs: a row is one MPP, or says something about one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mppgeo.base.language import mark
from mppgeo.records.columns import (
    Address,
    Agencies,
    CountedOn,
    Latitude,
    Longitude,
    MppName,
    OwnerKode,
    OwnerName,
    Services,
    Sources,
)
from mppgeo.records.row import Row
from mppgeo.records.values import (
    Count,
    DateOrSpan,
    Day,
    KodeKabkota,
    PartialDate,
    Prose,
    Urls,
    span,
)

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


class Mpp(Row):
    """An MPP and its opening."""

    FILE = "records/mpp.csv"
    KEY = ("kode", "nama_mpp")
    AREAS = ("kode", "kode_kabkota")
    NEEDS_ROWS = True

    kode: OwnerKode
    kode_kabkota: KodeKabkota | None = Field(
        None, description=mark("Kabupaten or kota the MPP serves"), examples=["35.10"]
    )
    kabkota: OwnerName
    nama_mpp: MppName
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
    alamat: Address = None
    lintang: Latitude = None
    bujur: Longitude = None
    jumlah_layanan: Services = None
    jumlah_instansi: Agencies = None
    status: Literal["beroperasi", "soft launching", "sebagian aktif"] | None = Field(
        None, description=mark("Operation as its source said"), examples=["beroperasi"]
    )
    sumber_url: Sources
    sumber_tanggal: PartialDate | None = Field(
        None, description=mark("Date of the source"), examples=["2017-10-07"]
    )
    catatan: Prose | None = Field(None, description=mark("Note"), examples=["Peresmian bersama"])
    nama_lain: Prose | None = Field(
        None,
        description=mark("Other names of the MPP, former ones too, with “ | ” between"),
        examples=["MPP Banyuwangi"],
    )

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

    kode: OwnerKode
    kabkota: OwnerName
    nama_mpp: MppName


class MppDetail(MppRow):
    """Services, agencies, address and hours of an MPP, as counted on a day."""

    FILE = "records/mpp_details.csv"
    KEY = ("kode", "nama_mpp", "tanggal_data")
    FACTS = (
        "alamat", "lintang", "bujur", "jumlah_layanan", "jumlah_instansi", "jam_layanan", "situs",
    )  # fmt: skip

    alamat: Address = None
    lintang: Latitude = None
    bujur: Longitude = None
    jumlah_layanan: Services = None
    jumlah_instansi: Agencies = None
    jam_layanan: str | None = Field(
        None, description=mark("Opening hours"), examples=["08.00-16.00 WIB"]
    )
    situs: Urls | None = Field(
        None, description=mark("Website"), examples=["https://example.go.id"]
    )
    sumber_url: Sources
    tanggal_data: DateOrSpan | None = Field(
        None, description=mark("When it was counted"), examples=["2022-01-24"]
    )
    catatan: Prose | None = Field(None, description=mark("Note"), examples=["data 2022"])


class MppSite(MppRow):
    """Where an MPP is from a day on: a row for each move."""

    FILE = "records/mpp_sites.csv"
    KEY = ("kode", "nama_mpp", "berlaku_sejak")
    # That it moved is a fact too, even where it is not known whereto.
    FACTS = ("berlaku_sejak", "alamat", "lintang", "bujur", "gedung")

    berlaku_sejak: PartialDate | None = Field(
        None, description=mark("Since when the MPP is there"), examples=["2022-01"]
    )
    alamat: Address = None
    lintang: Latitude = None
    bujur: Longitude = None
    gedung: Literal["baru", "alih fungsi"] | None = Field(
        None,
        description=mark("A new building, or one that served for something else"),
        examples=["baru"],
    )
    sumber_url: Sources


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
    keterangan: Prose | None = Field(None, description=mark("Note"), examples=["Listrik padam"])
    sumber_url: Urls | None = Field(
        None, description=mark("Sources"), examples=["https://example.go.id/a"]
    )


class Presence(MppRow):
    """Whether a signatory of the agreement serves in an MPP."""

    FILE = "records/presence.csv"
    KEY = ("kode", "nama_mpp", "singkatan", "tanggal_data")

    singkatan: str = Field(description=mark("Abbreviation"), examples=["MA"])
    hadir: Literal["ya", "tidak"] = Field(description=mark("Serves there"), examples=["ya"])
    tanggal_data: CountedOn = None
    sumber_url: Sources


class Ecosystem(MppRow):
    """One of the four ways to serve that an MPP offers."""

    FILE = "records/ecosystems.csv"
    KEY = ("kode", "nama_mpp", "ekosistem", "tanggal_data")

    ekosistem: Literal["langsung", "bergerak", "mandiri", "elektronik"] = Field(
        description=mark("Direct, mobile, self-service or electronic"), examples=["langsung"]
    )
    ada: Literal["ya", "tidak"] = Field(description=mark("Offered"), examples=["ya"])
    tanggal_data: CountedOn = None
    sumber_url: Sources


class Visitors(MppRow):
    """How many people or requests an MPP served in a period."""

    FILE = "records/visitors.csv"
    MAY_BE_MISSING = True
    KEY = ("kode", "nama_mpp", "periode", "satuan", "tanggal_data")

    periode: str = Field(description=mark("Period"), examples=["Juli 2024"])
    jumlah_pengunjung: Count = Field(description=mark("Number"), examples=["8506"])
    satuan: str = Field(
        description=mark("What was counted: visitors, services, permits"),
        examples=["pengunjung"],
    )
    tanggal_data: CountedOn = None
    sumber_url: Sources


def _at(column: str, reason: str, **fields: str) -> PydanticCustomError:
    return PydanticCustomError("mppgeo", reason, {"column": column, "template": reason, **fields})
