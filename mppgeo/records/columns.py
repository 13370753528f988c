"""Columns that several tables share: what may stand in them, and what they mean."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from mppgeo.base.language import mark
from mppgeo.records.values import Count, Kode, Longest, PartialDate, Urls
from mppgeo.records.words import check_letters, check_name

AreaKode = Annotated[
    Kode, Field(description=mark("Home Ministry code of the area"), examples=["35.10"])
]
AreaName = Annotated[
    str, Field(description=mark("Name of the area"), examples=["Kabupaten Asahan"])
]
OwnerKode = Annotated[
    Kode, Field(description=mark("Government that runs the MPP"), examples=["35.10"])
]
OwnerName = Annotated[
    str,
    Field(
        description=mark("Name of the government that runs it"), examples=["Kabupaten Banyuwangi"]
    ),
]
MppName = Annotated[
    str,
    AfterValidator(check_name),
    Field(description=mark("Name of the MPP"), examples=["MPP Banyuwangi"]),
]
Address = Annotated[
    Annotated[str, Longest(500)] | None,
    AfterValidator(check_letters),
    Field(description=mark("Address"), examples=["Jl. Ahmad Yani 100"]),
]
Latitude = Annotated[
    Annotated[float, Field(ge=-90, le=90)] | None,
    Field(
        description=mark("Latitude of the MPP, degrees"),
        examples=["-8.21"],
        json_schema_extra={"unit": mark("degrees")},
    ),
]
Longitude = Annotated[
    Annotated[float, Field(ge=-180, le=180)] | None,
    Field(
        description=mark("Longitude of the MPP, degrees"),
        examples=["114.36"],
        json_schema_extra={"unit": mark("degrees")},
    ),
]
Services = Annotated[
    Count | None,
    Field(
        description=mark("Number of services"),
        examples=["233"],
        json_schema_extra={"unit": mark("services")},
    ),
]
Agencies = Annotated[
    Count | None,
    Field(
        description=mark("Number of agencies"),
        examples=["24"],
        json_schema_extra={"unit": mark("agencies")},
    ),
]
CountedOn = Annotated[
    PartialDate | None, Field(description=mark("When it was counted"), examples=["2022-01-24"])
]
Denominator = Annotated[
    Literal["508", "509", "514"], Field(description=mark("Denominator"), examples=["508"])
]
Sources = Annotated[Urls, Field(description=mark("Sources"), examples=["https://example.go.id/a"])]
