"""What each column of an open table means, and in which unit it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mppgeo.base.language import mark
from mppgeo.programme.stages import NOT_KNOWN, WAY


@dataclass(frozen=True)
class Meaning:
    """A column: marked sentence and unit; "" = it has none."""

    sentence: str
    unit: str = ""


_PEOPLE, _PERCENT, _AREAS = mark("people"), mark("percent"), mark("areas")
_MPPS, _DAYS, _WEEKS, _KM = mark("MPPs"), mark("days"), mark("weeks"), mark("km")
_PACE = mark("areas a month")
_VILLAGES, _PROVINCES = mark("villages"), mark("provinces")
_SERVICES, _AGENCIES = mark("services"), mark("agencies")

COMMON: Mapping[str, Meaning] = {
    "kode": Meaning(mark("Code of the Home Ministry: two digits for a province, four with a full stop for a kabupaten or kota. Text, never a number.")),
    "nama": Meaning(mark("Short name of the area.")),
    "daerah": Meaning(mark("Short name of the area.")),
    "provinsi": Meaning(mark("Short name of the province.")),
    "status": Meaning(mark("Whether the area has an MPP, is served by the province's, has none yet, or lacks usable data.")),
    "coverage_pct": Meaning(mark("Share of the areas of the denominator that have an MPP."), _PERCENT),
    "areas_with_mpp": Meaning(mark("Areas of the denominator that have an MPP."), _AREAS),
    "areas": Meaning(mark("Areas of the denominator."), _AREAS),
    "missing": Meaning(mark("Areas of the denominator known to have no MPP."), _AREAS),
    "unknown": Meaning(mark("Areas of the denominator without usable data."), _AREAS),
    "mpp_count": Meaning(mark("MPPs that count."), _MPPS),
    "population": Meaning(mark("People who live in the areas."), _PEOPLE),
    "population_covered": Meaning(mark("People who live in the areas that have an MPP."), _PEOPLE),
    "population_covered_pct": Meaning(mark("Share of the people who live in areas that have an MPP; how far it is for them is another figure."), _PERCENT),
    "provinsi_complete": Meaning(mark("Provinces in which every area has an MPP."), _PROVINCES),
    "provinsi_without": Meaning(mark("Provinces known to have no MPP."), _PROVINCES),
    "as_of": Meaning(mark("The day of the figures.")),
    "known_until": Meaning(mark("The last day for which the list of openings is known to be complete.")),
    "denominator": Meaning(mark("Which areas count: 508, 509 or 514.")),
    "dibuka": Meaning(mark("Day from which the MPP counts, where it is known to the day.")),
    "perkiraan": Meaning(mark("The opening in words, where it is not known to the day.")),
    "nama_mpp": Meaning(mark("Name of the MPP.")),
    "jenis_tanggal": Meaning(mark("What the date is of.")),
    "hitungan_nasional": Meaning(mark("Whether the ministry counts it.")),
    "alamat": Meaning(mark("Latest address on record.")),
    "gedung": Meaning(mark("Kind of building, latest on record.")),
    "jumlah_layanan": Meaning(mark("Services offered, latest number on record."), _SERVICES),
    "layanan_per": Meaning(mark("Date of the number of services.")),
    "jumlah_instansi": Meaning(mark("Agencies present, latest number on record."), _AGENCIES),
    "instansi_per": Meaning(mark("Date of the number of agencies.")),
    "sumber_url": Meaning(mark("Addresses of the sources, with | between them.")),
    "gained": Meaning(mark("Areas that got their first MPP between the days."), _AREAS),
    "before": Meaning(mark("Areas with an MPP on the earlier day."), _AREAS),
    "after": Meaning(mark("Areas with an MPP on the later day."), _AREAS),
    "gap": Meaning(mark("Areas still missing to reach the target."), _AREAS),
    "pace_12": Meaning(mark("Areas per month that got their first MPP over the last 12 months."), _PACE),
    "pace_24": Meaning(mark("Areas per month that got their first MPP over the last 24 months."), _PACE),
    "pace_needed": Meaning(mark("Areas per month needed to reach the target in time; empty = reached, or its day is past."), _PACE),
    "projected": Meaning(mark("When the target is reached at today's pace; empty = cannot be said. A month, written as one of its days.")),
    "earliest": Meaning(mark("Earliest month by the 80% interval, written as one of its days.")),
    "latest": Meaning(mark("Latest month by the 80% interval, written as one of its days; empty = open or cannot be said.")),
    "stage": Meaning(mark("Stage of the area on its way to an MPP, as far as known.")),
    "step": Meaning(mark("Last step on record.")),
    "tanggal": Meaning(mark("Date of the step, as precisely as known.")),
    "days": Meaning(mark("Days since the last step on record."), _DAYS),
    "day": Meaning(mark("The day, where it is known to the day.")),
    "rough": Meaning(mark("The date in words, where it is not known to the day.")),
    "keterangan": Meaning(mark("What the source says besides.")),
    "condition": Meaning(mark("How the MPP works, as reported; otherwise no report yet.")),
    "reported": Meaning(mark("Day of the last report.")),
    "weeks": Meaning(mark("Weeks without a report."), _WEEKS),
    "since": Meaning(mark("From what the weeks are counted: the last report or the opening.")),
    "told": Meaning(mark("What is known of how it works, in words.")),
    "said": Meaning(mark("What the report or the press said.")),
    "basis": Meaning(mark("Whether a report or the press said it.")),
    "pelapor": Meaning(mark("Who reported.")),
    "predikat": Meaning(mark("Result of the evaluation.")),
    "tahun": Meaning(mark("Year of the evaluation.")),
    "nilai": Meaning(mark("Score of the evaluation.")),
    "periode": Meaning(mark("Period that the number is of.")),
    "jumlah_pengunjung": Meaning(mark("What was counted in the period, in the unit that stands in the column satuan.")),
    "satuan": Meaning(mark("What was counted, such as visitors or services given.")),
    "tanggal_data": Meaning(mark("Date of the figure.")),
    "median_km": Meaning(mark("Distance to the nearest MPP that half of the people do not exceed, as the crow flies."), _KM),
    "p90_km": Meaning(mark("Distance to the nearest MPP that nine in ten people do not exceed, as the crow flies."), _KM),
    "people": Meaning(mark("People who live in the areas."), _PEOPLE),
    "villages": Meaning(mark("Villages of the area."), _VILLAGES),
    "people_water_pct": Meaning(mark("Share of the people whose nearest MPP is on another island."), _PERCENT),
    "area_km2": Meaning(mark("Official area."), mark("km²")),
    "quoted": Meaning(mark("MPPs as the official source states them."), _MPPS),
    "ours": Meaning(mark("MPPs of our records that count on that day."), _MPPS),
    "difference": Meaning(mark("Ours less the official total."), _MPPS),
    "said_by": Meaning(mark("Who stated the total.")),
    "note": Meaning(mark("What is known of the total besides.")),
}  # fmt: skip
"""By the name of the column."""

OWN: Mapping[tuple[str, str], Meaning] = {
    ("events", "tahap"): Meaning(mark("What happened.")),
    ("disrupted", "tanggal"): Meaning(mark("Day of the report, as precisely as known.")),
    ("digital", "tahap"): Meaning(mark("Stage of MPP Digital, latest on record.")),
    ("official_totals", "basis"): Meaning(mark("What is compared with what.")),
    ("official_totals", "explained"): Meaning(mark("What explains the difference.")),
    ("waiting", "ago"): Meaning(mark("How long ago the last event was, in words.")),
    ("waiting-by-province", "whole"): Meaning(
        mark("Areas of the denominator known to have no MPP."), _AREAS
    ),
    ("waiting-by-province", "ready"): Meaning(
        mark("Areas in soft launching or under construction.")
    ),
    **{
        ("waiting-by-province", stage): Meaning(mark("Areas without an MPP at this stage."), _AREAS)
        for stage in [*WAY[:-1], NOT_KNOWN]
    },
}
"""By the names of a table and of a column that means something else there."""

_WITHIN = {
    "people": (mark("Share of the people who live within {km} km of the nearest MPP, as the crow flies."), _PERCENT),
    "villages": (mark("Share of the villages within {km} km of the nearest MPP, as the crow flies."), _PERCENT),
}  # fmt: skip


def find_meaning(table: str, column: str) -> tuple[str, dict[str, object], str]:
    """The marked sentence of a column with its fields, and its unit.

    Raises
    ------
    KeyError : nobody has said what the column means.
    """
    found = OWN.get((table, column)) or COMMON.get(column)
    if found:
        return found.sentence, {}, found.unit
    who, km, _ = column.split("_")
    sentence, unit = _WITHIN[who]
    return sentence, {"km": int(km)}, unit
