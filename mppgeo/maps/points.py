"""MPPs that the class of an area does not show."""

from __future__ import annotations

from mppgeo.coverage import Snapshot
from mppgeo.scene.selection import Selection


def list_extra_points(snapshot: Snapshot, selection: Selection) -> list[tuple[str, bool]]:
    """MPPs that the class of a kabkota does not show: run by provinces, or not counted.

    Returns
    -------
    Code of a kabkota or province, and whether the MPP counts.
    """
    runs = snapshot.mpp[snapshot.mpp["kode_kabkota"].isna()]
    points = [(kode, True) for kode in runs["kode"]]
    others = snapshot.not_counted
    points += [(kode, False) for kode in others["kode_kabkota"].fillna(others["kode"])]
    places = set(selection.places) if selection.by_place_only else set()
    return [point for point in points if point[0] in selection.kabkota or point[0] in places]
