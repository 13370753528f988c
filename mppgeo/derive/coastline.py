"""Get the land from GMT: GSHHG's full coastline, cut along DCW's country outlines.

GSHHG has the better coast but no countries, DCW has the countries but a coarser coast. So the land
border is DCW's, the coast GSHHG's, and an island belongs to the country whose DCW outline is
nearest. All coordinates are degrees, EPSG:4326; lakes are land.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile

import numpy as np
import shapely

from mppgeo.derive import BuildError

#: West, east, south, north of the land that is read; wider than the map, so that Papua and Borneo
#: come out whole.
REGION = (80, 165, -30, 28)
NEIGHBOURS = ("MY", "PG", "TL", "SG", "BN", "PH")
#: The three that share a land border with Indonesia.
LAND_BORDERS = ("MY", "PG", "TL")

# DCW stores every country on its own grid of up to 0.0008 degrees, so shared borders match only
# about that well.
_SAME_BORDER = 0.004
_SHORTEST_RUN, _LONGEST_GAP = 5, 3  # vertices
# Farther from DCW's Indonesia than this (degrees), an island is another country's: Ashmore, the
# Nicobars, Christmas.
_HOME_WATERS = 0.5
_BORDER_OVERSHOOT = 0.15
_DIRECTION_LENGTH = 0.02
_COORDINATE_DECIMALS = 7


def read_versions() -> dict[str, str]:
    """Return the versions of GSHHG and DCW that GMT uses, a dict by name."""
    shore = _print_gmt(["coast", "-R106/107/-7/-6", "-Df", "-W1", "-M", "-Vi"]).stderr
    outline = _print_gmt(["coast", "-ESG", "-M", "-Vi"]).stderr
    found = {
        "gshhg": re.search(r"GSHHG version (\S+)", shore),
        "dcw-gmt": re.search(r"Version: (\S+)", outline),
    }
    return {name: match[1] if match else "unknown" for name, match in found.items()}


def read_land(region: tuple[float, float, float, float] = REGION) -> np.ndarray:
    """Return GSHHG's land in `region` (west, east, south, north), polygons without holes.

    Land that runs out of the region is closed along its frame. Raises `BuildError` when GMT or
    GSHHG is missing.
    """
    west, east, south, north = region
    pieces = _run_gmt(["coast", f"-R{west}/{east}/{south}/{north}", "-Df", "-W1", "-A0/0/1", "-M"])
    return close_shoreline(pieces, shapely.box(west, south, east, north))


def close_shoreline(pieces: list[np.ndarray], frame: shapely.Polygon) -> np.ndarray:
    """Join shoreline `pieces` (coordinate arrays, land on their left) into land polygons inside the
    box `frame`."""
    lines = shapely.multilinestrings(
        [shapely.linestrings(piece) for piece in pieces if len(piece) > 1]
    )
    lines = shapely.get_parts(shapely.line_merge(lines))
    closed = shapely.is_ring(lines)
    islands = np.array([shapely.Polygon(line) for line in lines[closed]], dtype=object)
    return np.concatenate(
        [islands[shapely.is_ccw(lines[closed])], _close_at_frame(lines[~closed], frame)]
    )


def read_country(code: str) -> np.ndarray:
    """Return DCW's outline of the country `code` (ISO, two letters) as valid polygons."""
    rings = [ring for ring in _run_gmt(["coast", f"-E{code}", "-M"]) if len(ring) > 3]
    parts = shapely.get_parts(
        shapely.get_parts([shapely.make_valid(shapely.Polygon(ring)) for ring in rings])
    )
    return parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]


def split_by_country(
    land: np.ndarray, home: np.ndarray, others: np.ndarray, border: list[shapely.LineString]
) -> tuple[np.ndarray, np.ndarray]:
    """Cut `land` along the lines of `border` and tell which pieces are home's.

    `land`, `home` and `others` (all other countries) are arrays of polygons. Returns (pieces,
    is_home), two arrays of one length.
    """
    pieces = _cut(land, border)
    return pieces, _closer_to(pieces, home, others)


def border_lines(home: np.ndarray, country: np.ndarray) -> list[shapely.LineString]:
    """Return the stretches of the outlines of `home` along `country`, prolonged out to sea."""
    tree = shapely.STRtree(shapely.boundary(country))
    lines = []
    for ring in shapely.get_exterior_ring(home):
        coordinates = shapely.get_coordinates(ring)[:-1]
        points = shapely.points(coordinates)
        near = np.zeros(len(points), dtype=bool)
        near[tree.query(points, predicate="dwithin", distance=_SAME_BORDER)[0]] = True
        lines += [_prolong(run) for run in _runs(coordinates, near)]
    return lines


def _run_gmt(arguments):
    """Run GMT and return the segments it prints as a list of coordinate arrays."""
    blocks = [block.partition("\n")[2] for block in _print_gmt(arguments).stdout.split(">")[1:]]
    arrays = [np.array(block.split(), dtype=float).reshape(-1, 2) for block in blocks]
    return [np.round(array, _COORDINATE_DECIMALS) for array in arrays if len(array)]


def _print_gmt(arguments):
    if shutil.which("gmt") is None:
        raise BuildError("The command gmt is missing: apt install gmt gmt-gshhg-full gmt-dcw.")
    # GMT leaves a history file in the working directory.
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["gmt", *arguments], capture_output=True, text=True, check=False, cwd=folder
        )
    if done.returncode or not done.stdout:
        reason = (done.stderr.strip().splitlines() or ["no output"])[-1]
        command = " ".join(["gmt", *arguments])
        raise BuildError(f"{command} failed ({reason}): are gmt-gshhg-full and gmt-dcw installed?")
    return done


def _close_at_frame(lines, frame):
    if not len(lines):
        return np.array([], dtype=object)
    network = shapely.union_all([*lines, frame.exterior])
    faces = shapely.get_parts(shapely.polygonize([network]))
    starts = np.array([shapely.get_coordinates(line)[:2] for line in lines])
    step = starts[:, 1] - starts[:, 0]
    left = np.column_stack([-step[:, 1], step[:, 0]]) * 1e-3
    probes = shapely.points(starts.mean(axis=1) + left)
    return faces[np.unique(shapely.STRtree(faces).query(probes, predicate="within")[1])]


def _runs(coordinates, near):
    """Yield the runs of `near` vertices of a closed ring, short gaps bridged, short runs left out."""
    if near.all() or near.sum() < _SHORTEST_RUN:
        return
    first = int(np.flatnonzero(~near)[0])
    coordinates, near = np.roll(coordinates, -first, axis=0), np.roll(near, -first)
    index = np.flatnonzero(near)
    for run in np.split(index, np.flatnonzero(np.diff(index) > _LONGEST_GAP + 1) + 1):
        if len(run) >= _SHORTEST_RUN:
            yield coordinates[run[0] : run[-1] + 1]


def _prolong(run):
    line = shapely.LineString(run)
    reach = min(_DIRECTION_LENGTH, line.length / 2)
    ends = []
    for end, inside in (
        (run[0], line.interpolate(reach)),
        (run[-1], line.interpolate(line.length - reach)),
    ):
        direction = end - shapely.get_coordinates(inside)[0]
        ends.append(end + direction / np.hypot(*direction) * _BORDER_OVERSHOOT)
    return shapely.LineString([ends[0], *run, ends[1]])


def _cut(land, lines):
    if not lines:
        return land
    hit = np.unique(shapely.STRtree(land).query(lines, predicate="intersects")[1])
    pieces = [np.delete(land, hit)]
    for polygon in land[hit]:
        network = shapely.union_all([polygon.exterior, *lines])
        faces = shapely.get_parts(shapely.polygonize([network]))
        pieces.append(faces[shapely.contains(polygon, shapely.point_on_surface(faces))])
    return np.concatenate(pieces)


def _closer_to(pieces, home, others):
    """Tell for each piece whether a point inside it lies nearer to `home` than to `others` and not
    far from home."""
    points = shapely.point_on_surface(pieces)
    to_home, to_others = (_distance(points, side) for side in (home, others))
    return (to_home <= to_others) & (to_home < _HOME_WATERS)


def _distance(points, polygons):
    tree = shapely.STRtree(polygons)
    return tree.query_nearest(points, all_matches=False, return_distance=True)[1]
