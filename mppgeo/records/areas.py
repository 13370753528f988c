"""The tables about areas: what they are, and what happened in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mppgeo.base.language import mark
from mppgeo.records.columns import AreaKode, AreaName, Sources
from mppgeo.records.row import Row
from mppgeo.records.values import Count, Day, KodeKabkota, PartialDate, Prose


class Region(Row):
    """An area: a province, a kabupaten or a kota."""

    FILE = "regions.csv"
    KEY = ("kode",)
    AREAS = ()
    NEEDS_ROWS = True

    kode: AreaKode
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


class StageEvent(Row):
    """An event on an area's way to an MPP."""

    FILE = "records/stage_events.csv"
    KEY = ("kode", "tahap", "tanggal", "sumber_url")

    kode: AreaKode
    kabkota: AreaName
    tahap: Literal[
        "belum_direncanakan",
        "rencana",
        "penandatanganan_komitmen",
        "pembangunan",
        "soft_launching",
        "pembukaan_daerah",
        "peresmian",
        "gangguan",
        "rencana_relokasi",
        "relokasi",
    ] = Field(description=mark("Stage"), examples=["peresmian"])
    tanggal: PartialDate | None = Field(
        None, description=mark("Date of the event"), examples=["2020-03-10"]
    )
    keterangan: Prose | None = Field(None, description=mark("Note"), examples=["MPP ke-37"])
    sumber_url: Sources


class MppDigital(Row):
    """A step of an area with MPP Digital."""

    FILE = "records/mpp_digital.csv"
    KEY = ("kode", "tahap", "tanggal")

    kode: AreaKode
    kabkota: AreaName
    tahap: str = Field(description=mark("Stage"), examples=["pilot"])
    tanggal: PartialDate | None = Field(
        None, description=mark("Date of the event"), examples=["2023-06-20"]
    )
    sumber_url: Sources


class Evaluation(Row):
    """An evaluation's result for one area."""

    FILE = "records/evaluations.csv"
    KEY = ("kode", "tahun", "predikat")
    FACTS = ("predikat", "nilai")

    kode: AreaKode
    kabkota: AreaName
    tahun: Annotated[int, Field(ge=2017, le=2100)] | None = Field(
        None, description=mark("Year"), examples=["2023"]
    )
    predikat: str | None = Field(None, description=mark("Predicate"), examples=["Prima"])
    nilai: float | None = Field(None, description=mark("Score"), examples=["4.51"])
    sumber_url: Sources


class Capacity(Row):
    """What an area can do by itself: money, poverty, whether it is least developed."""

    FILE = "records/capacity.csv"
    KEY = ("kode", "tahun")
    FACTS = ("kapasitas_fiskal", "kemiskinan_persen", "daerah_tertinggal")
    LEFT_OVER = ("status_3t",)

    kode: KodeKabkota = Field(
        description=mark("Home Ministry code of the area"), examples=["35.10"]
    )
    kabkota: AreaName
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
    daerah_tertinggal: Literal["ya", "tidak"] | None = Field(
        None,
        description=mark("Whether it stands on the official list of least developed areas"),
        examples=["tidak"],
    )
    daftar_tertinggal: str | None = Field(
        None,
        description=mark("That list, and the years it holds for"),
        examples=["Perpres 63/2020 (2020-2024)"],
    )
    sumber_url: Sources


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
    sumber_url: Sources
