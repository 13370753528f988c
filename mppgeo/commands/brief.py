"""``brief``: a slide deck, handout, map or data pack of the nation or a province."""

from __future__ import annotations

import argparse
import signal
import sys
from dataclasses import replace
from pathlib import Path

from mppgeo.base.clock import today
from mppgeo.base.forks import count_cores
from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.base.writing import write_whole
from mppgeo.briefing.batch import list_scenes, make_all
from mppgeo.briefing.chosen import TEMPLATE, BadTemplate, read_template
from mppgeo.briefing.files import FORMS, SIZES, make_file, name_file
from mppgeo.commands.figures import parse_day, tell_faults
from mppgeo.commands.links import add_link, choose_language, read_view
from mppgeo.commands.weekly_options import add_weekly, explain_writing, find_misuse
from mppgeo.content.provenance import refuse_unreadable
from mppgeo.coverage import DEFAULT_DENOMINATOR, DENOMINATORS
from mppgeo.dataset import read
from mppgeo.importing.failures import explain_failure
from mppgeo.records.schema import RECORDS, is_private
from mppgeo.scene.lengths import LENGTHS, SECTIONS, SHORT, keep_choice
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import FIRST_DAY, View


def add_parsers(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("brief", help=__doc__, description=__doc__)
    parser.add_argument("--as-of", type=parse_day, help="year-month-day (default: today)")
    place = parser.add_mutually_exclusive_group()
    place.add_argument(
        "--provinsi", help="one province by kode or name, such as 35 or Jatim (default: the nation)"
    )
    place.add_argument("--all-provinces", action="store_true", help="one file for each province")
    parser.add_argument(
        "--denominator", type=int, choices=DENOMINATORS, help=f"default: {DEFAULT_DENOMINATOR}"
    )
    parser.add_argument("--lang", choices=LANGUAGES, help=f"default: {DEFAULT_LANGUAGE}")
    add_link(parser)
    parser.add_argument("--format", choices=FORMS, help="required but for --weekly")
    parser.add_argument(
        "--length", choices=LENGTHS, help=f"of a deck or handout (default: {SHORT})"
    )
    parser.add_argument(
        "--sections", type=_parse_sections, metavar="NAME,NAME",
        help=f"of a deck or handout, instead of the usual ones: {', '.join(SECTIONS)}",
    )  # fmt: skip
    parser.add_argument(
        "--template", type=Path, metavar="FILE",
        help=f"of decks, .pptx or .potx (default: {TEMPLATE}, else our own)",
    )  # fmt: skip
    parser.add_argument("--size", choices=SIZES, default="layar", help="of a picture")
    parser.add_argument(
        "--out", type=Path, required=True,
        help="the file; with --all-provinces, and if it is one, the folder",
    )  # fmt: skip
    add_weekly(parser)
    parser.add_argument("--workers", type=int, help="processes at once (default: one per core)")
    parser.set_defaults(run=run, misused=parser.error)


def run(args: argparse.Namespace) -> int:
    """Make the file or files; what cannot be done is told on standard error."""
    if fault := find_misuse(args):
        args.misused(fault)
    # Files half written are removed on the way out, also when asked to stop.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    t = choose_language(args)
    dataset = read()
    view, refusal = read_view(args, dataset, t)
    # A briefing tells of all tables: of one that cannot be read it would say that nothing is there.
    told = tuple(table for table in RECORDS if not is_private(table))
    refusal = refuse_unreadable(told, dataset, t) or refusal or _refuse_day(view, t)
    if refusal:
        print(refusal, file=sys.stderr)
        return 1
    if args.weekly:
        from mppgeo.commands.weekly import run_weekly

        return run_weekly(Scene(dataset, view, today()), args)
    view = _choose_length(view, args)
    try:
        office = read_template(args.template)
        if office is not None and args.format == "pptx":
            from mppgeo.briefing.office import open_office

            # Refused before anything is made.
            open_office(office)
    except (BadTemplate, OSError) as error:
        print(explain_failure(error, t), file=sys.stderr)
        return 1
    scene = Scene(dataset, view, today())
    tell_faults(dataset, scene.t)
    path = args.out
    try:
        if args.all_provinces:
            if not list_scenes(scene):
                print(t("There is no province to make a file of."), file=sys.stderr)
                return 1
            path = _make_all(scene, args, office)
        else:
            if path.is_dir():
                path = path / name_file(scene, args.format)
            size = SIZES[args.size]
            write_whole(path, make_file(scene, args.format, size, ahead=True, office=office))
    except OSError as error:
        print(explain_writing(error, path, scene.t), file=sys.stderr)
        return 1
    print(path)
    return 0


def _parse_sections(text: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    for name in names:
        if name not in SECTIONS:
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(SECTIONS)}")
    return names


def _choose_length(view: View, args: argparse.Namespace) -> View:
    """The view with the length and sections asked for; those of a link where none are."""
    length = args.length or view.panjang
    sections = view.isi if args.sections is None and length == view.panjang else args.sections or ()
    return replace(view, panjang=length, isi=keep_choice(length, sections))


def _make_all(scene: Scene, args: argparse.Namespace, office: bytes | None) -> Path:
    from tqdm import tqdm

    scenes = list_scenes(scene)
    args.out.mkdir(parents=True, exist_ok=True)
    workers = args.workers or count_cores()
    made = make_all(scenes, args.format, SIZES[args.size], args.out, workers, office)
    with tqdm(total=len(scenes) + (len(scenes) > 1), unit="file", disable=None) as bar:
        for path in made:
            bar.set_postfix_str(path.name)
            bar.update()
    return args.out


def _refuse_day(view: View, t: Language) -> str:
    """Why there is no briefing of the day of a view; "" if there is."""
    day = view.day(today())
    if FIRST_DAY <= day <= today():
        return ""
    return t(
        "{value}: the day must lie between {first} and {last}",
        value=day.isoformat(), first=t.date(FIRST_DAY), last=t.date(today()),
    )  # fmt: skip
