"""The tables about the programme: totals and targets quoted, partners, notes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mppgeo.base.language import mark
from mppgeo.records.columns import Denominator, Sources
from mppgeo.records.row import Row
from mppgeo.records.values import Codes, Count, Day, PartialDate, Prose


class OfficialTotal(Row):
    """A total that somebody official quoted."""

    FILE = "records/official_totals.csv"
    KEY = ("tanggal", "sumber_url", "jumlah_mpp", "keterangan")
    FACTS = ("jumlah_mpp", "jumlah_digital", "keterangan")
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
    keterangan: Prose | None = Field(None, description=mark("Note"), examples=["296 -> 305"])
    sumber_url: Sources
    jumlah_digital: Count | None = Field(
        None,
        description=mark("Number of areas with MPP Digital"),
        examples=["199"],
        json_schema_extra={"unit": mark("areas")},
    )


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
    penyebut: Denominator
    sumber_url: Sources


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
    penyebut: Denominator
    penyebut_sasaran: str = Field(description=mark("Who said it"), examples=["KemenPANRB"])
    tanggal_ucapan: Day = Field(description=mark("Date of the quote"), examples=["2022-06-28"])
    keterangan: Prose = Field(description=mark("Text in Indonesian"), examples=["…"])
    keterangan_en: Prose = Field(description=mark("Text in English"), examples=["…"])
    sumber_url: Sources


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
    sumber: Sources


class ProgrammeFact(Row):
    """A fact about the programme, for the explaining page."""

    FILE = "records/programme.csv"
    KEY = ("judul",)
    AREAS = ()

    judul: str = Field(description=mark("Title in Indonesian"), examples=["Penyebut"])
    judul_en: str = Field(description=mark("Title in English"), examples=["Denominator"])
    isi: Prose = Field(description=mark("Text in Indonesian"), examples=["…"])
    isi_en: Prose = Field(description=mark("Text in English"), examples=["…"])
    sumber: Prose = Field(description=mark("Sources"), examples=["menpan.go.id"])


class DataNote(Row):
    """Something in which the sources disagree."""

    FILE = "records/data_notes.csv"
    KEY = ("isi",)
    AREAS = ()

    isi: Prose = Field(description=mark("Text in Indonesian"), examples=["…"])
    isi_en: Prose = Field(description=mark("Text in English"), examples=["…"])
    sumber_url: Sources
