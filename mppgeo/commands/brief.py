"""``brief``: a slide deck, handout, map or data pack of the nation or a province."""

from __future__ import annotations

import argparse
import signal
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

from tqdm import tqdm

from mppgeo.briefing.batch import count_cores, list_scenes, make_all
from mppgeo.briefing.files import FORMS, SIZES, make_file, name_file
from mppgeo.clock import today
from mppgeo.commands.coverage import parse_day, refuse_provinsi, tell_faults
from mppgeo.coverage import DEFAULT_DENOMINATOR, DENOMINATORS
from mppgeo.dataset import Dataset, load
from mppgeo.failures import explain_reason
from mppgeo.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.scene import Scene
from mppgeo.view import FIRST_DAY, KABKOTA, PARAMETERS, View, from_query
from mppgeo.writing import write_whole


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("brief", help=__doc__, description=__doc__)
    parser.add_argument("--as-of", type=parse_day, help="year-month-day (default: today)")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--provinsi", help="kode of one province, such as 35 (default: the nation)")
    place.add_argument("--all-provinces", action="store_true", help="one file for each province")
    parser.add_argument(
        "--denominator", type=int, choices=DENOMINATORS, help=f"default: {DEFAULT_DENOMINATOR}"
    )
    parser.add_argument("--lang", choices=LANGUAGES, help=f"default: {DEFAULT_LANGUAGE}")
    parser.add_argument(
        "--link", metavar="QUERY", help="the part of a page's address after “?”: the same view"
    )
    parser.add_argument("--format", choices=FORMS, required=True)
    parser.add_argument("--size", choices=SIZES, default="layar", help="of a picture")
    parser.add_argument(
        "--out", type=Path, required=True,
        help="the file; with --all-provinces, and if it is one, the folder",
    )  # fmt: skip
    parser.add_argument("--workers", type=int, help="processes at once (default: one per core)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the file or files; what cannot be done is told on standard error."""
    # Files half written are removed on the way out, also when asked to stop.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    t = Language(args.lang or _find_language(args.link))
    dataset = load()
    view, refusal = _read_view(args, dataset, t)
    if view is None:
        print(refusal, file=sys.stderr)
        return 1
    scene = Scene(dataset, view, today())
    tell_faults(dataset, scene.t)
    path = args.out
    try:
        if args.all_provinces:
            if not list_scenes(scene):
                print(t("There is no province to make a file of."), file=sys.stderr)
                return 1
            path = _make_all(scene, args)
        else:
            if path.is_dir():
                path = path / name_file(scene, args.format)
            write_whole(path, make_file(scene, args.format, SIZES[args.size]))
    except OSError as error:
        print(_explain(error, path, scene.t), file=sys.stderr)
        return 1
    print(path)
    return 0


def _make_all(scene: Scene, args: argparse.Namespace) -> Path:
    scenes = list_scenes(scene)
    args.out.mkdir(parents=True, exist_ok=True)
    workers = args.workers or count_cores()
    made = make_all(scenes, args.format, SIZES[args.size], args.out, workers)
    with tqdm(total=len(scenes), unit="file", disable=None) as bar:
        for path in made:
            bar.set_postfix_str(path.name)
            bar.update()
    return args.out


def _read_view(args: argparse.Namespace, dataset: Dataset, t: Language) -> tuple[View | None, str]:
    """The view asked for, or None and why not."""
    view, notices = from_query(_read_link(args.link), dataset.regions, today=today())
    if notices:
        return None, notices[0].describe(t)
    day = args.as_of or view.day(today())
    if not FIRST_DAY <= day <= today():
        return None, t(
            "{value}: the day must lie between {first} and {last}",
            value=day.isoformat(), first=t.date(FIRST_DAY), last=t.date(today()),
        )  # fmt: skip
    refusal = refuse_provinsi(args.provinsi, dataset, day, t)
    if refusal:
        return None, refusal
    if args.provinsi:
        view = replace(view, provinsi=(args.provinsi,), pulau=(), level=KABKOTA, kode=None)
    return replace(
        view,
        as_of=args.as_of or view.as_of,
        denominator=args.denominator or view.denominator,
        lang=args.lang or view.lang,
    ), ""


def _find_language(link: str | None) -> str:
    asked = _read_link(link).get("lang", [DEFAULT_LANGUAGE])[0]
    return asked if asked in LANGUAGES else DEFAULT_LANGUAGE


def _read_link(link: str | None) -> dict[str, list[str]]:
    query = (link or "").rsplit("?", 1)[-1]
    return {name: values for name, values in parse_qs(query).items() if name in PARAMETERS}


def _explain(error: OSError, path: Path, t: Language) -> str:
    return t(
        "{path} could not be written: {reason}. Nothing incomplete was left behind.",
        path=path,
        reason=explain_reason(error, t),
    )
