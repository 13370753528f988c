"""Every record table by name, each defined once: columns, allowed values, meaning.

A table is a pydantic model; a column is a field, with its meaning in
``description`` and one value as it stands in the file in ``examples``.
Validation, the data page and the checks all read these models.
"""

from __future__ import annotations

from mppgeo.records.areas import Capacity, Evaluation, MppDigital, ProvinceChange, StageEvent
from mppgeo.records.mpp import Ecosystem, Mpp, MppDetail, MppSite, Presence, StatusReport, Visitors
from mppgeo.records.people import Recipient
from mppgeo.records.programme import (
    Attestation,
    DataNote,
    Institution,
    OfficialTotal,
    ProgrammeFact,
    ProvinceStatement,
    Target,
)
from mppgeo.records.row import Row

RECORDS: dict[str, type[Row]] = {
    "mpp": Mpp,
    "mpp_sites": MppSite,
    "mpp_details": MppDetail,
    "stage_events": StageEvent,
    "status_reports": StatusReport,
    "official_totals": OfficialTotal,
    "attestations": Attestation,
    "mpp_digital": MppDigital,
    "evaluations": Evaluation,
    "capacity": Capacity,
    "institutions": Institution,
    "presence": Presence,
    "ecosystems": Ecosystem,
    "visitors": Visitors,
    "programme": ProgrammeFact,
    "data_notes": DataNote,
    "targets": Target,
    "province_history": ProvinceChange,
    "province_statements": ProvinceStatement,
    "recipients": Recipient,
}
"""The record tables, by name."""


def is_private(table: str) -> bool:
    """Whether the rows of a table are personal data; those of a table of another version may be."""
    return table not in RECORDS or RECORDS[table].PRIVATE
