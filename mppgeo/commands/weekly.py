"""``brief --weekly``: the page of the week and its tables, for one place or all, and by mail."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.base.paths import data_dir
from mppgeo.base.writing import write_whole
from mppgeo.briefing.batch import list_scenes
from mppgeo.briefing.letters import Recipient, list_recipients, write_letters
from mppgeo.briefing.post import (
    NOT_SET,
    SMTP_URL,
    MailRefused,
    Server,
    find_sender,
    find_server,
    send_letters,
)
from mppgeo.briefing.weekly import (
    FORMS,
    Weekly,
    gather_week,
    make_scene,
    make_weekly,
    name_index,
    name_weekly,
    write_index,
)
from mppgeo.commands.figures import tell_faults
from mppgeo.commands.weekly_options import explain_writing
from mppgeo.content.provenance import refuse_unreadable
from mppgeo.importing.failures import explain_failure
from mppgeo.records.values import NATION
from mppgeo.scene.scene import Scene
from mppgeo.store.choice import open_store
from mppgeo.store.journal import StoreError


def run_weekly(scene: Scene, args: argparse.Namespace) -> int:
    """Make the files, and send them or say to whom they would be sent."""
    t = scene.t
    if args.weeks:
        scene = replace(scene, view=replace(scene.view, minggu=args.weeks))
    tell_faults(scene.dataset, t)
    try:
        server = find_server()
        if args.send:
            if server is None:
                raise MailRefused(NOT_SET, name=SMTP_URL)
            find_sender()
        entries = open_store(data_dir()).list_entries()
    except (MailRefused, StoreError, OSError) as error:
        print(explain_failure(error, t), file=sys.stderr)
        return 1
    whole = make_scene(scene)
    scenes = [whole, *list_scenes(whole)] if args.all_provinces else [whole]
    weeklies = [gather_week(make_scene(one), entries) for one in scenes]
    try:
        files = _write_files(weeklies, args)
    except OSError as error:
        print(explain_writing(error, args.out, t), file=sys.stderr)
        return 1
    print(args.out)
    return _mail(weeklies, files, server, args, t)


def _write_files(weeklies: Sequence[Weekly], args: argparse.Namespace) -> list[list[Path]]:
    """The files of each week; of several, an index beside them."""
    forms = (args.format,) if args.format else FORMS
    several = len(weeklies) > 1
    if not several and len(forms) == 1 and not args.out.is_dir():
        write_whole(args.out, make_weekly(weeklies[0], forms[0]))
        return [[args.out]]
    args.out.mkdir(parents=True, exist_ok=True)
    made: list[list[Path]] = []
    for weekly in tqdm(weeklies, unit="page", disable=None if several else True):
        made.append([])
        for form in forms:
            path = args.out / name_weekly(weekly.scene, form)
            write_whole(path, make_weekly(weekly, form))
            made[-1].append(path)
    if several:
        path = args.out / name_index(weeklies[0])
        write_whole(path, write_index(weeklies))
        made[0].append(path)
    return made


def _mail(
    weeklies: Sequence[Weekly],
    files: Sequence[Sequence[Path]],
    server: Server | None,
    args: argparse.Namespace,
    t: Language,
) -> int:
    dataset = weeklies[0].scene.dataset
    places = [_name_place(weekly) for weekly in weeklies]
    recipients = list_recipients(dataset, filter(None, places))
    refusal = refuse_unreadable(("recipients",), dataset, t)
    if refusal and args.send:
        print(refusal, file=sys.stderr)
        return 1
    own = {place: paths for place, paths in zip(places, files, strict=True) if place}
    if not args.send or server is None:
        if recipients:
            _tell_plan(recipients, own, dataset.names, server, t)
        return 0
    if not recipients:
        print(t("The table recipients holds no address for these pages: nothing was sent."))
        return 0
    pages = {place: weekly for place, weekly in zip(places, weeklies, strict=True) if place}
    return _send(recipients, pages, own, server, t)


def _name_place(weekly: Weekly) -> str:
    """What the table of recipients calls the place of a page; "" = no name of it."""
    scene = weekly.scene
    if not scene.places:
        return NATION
    return scene.places[0] if len(scene.places) == 1 else ""


def _tell_plan(
    recipients: Sequence[Recipient],
    files: Mapping[str, Sequence[Path]],
    names: Mapping[str, str],
    server: Server | None,
    t: Language,
) -> None:
    """What would be sent to whom; nothing is."""
    told = t.plural(
        "Nothing was sent. With --send it would be {count} letter:",
        "Nothing was sent. With --send it would be {count} letters:",
        len(recipients),
    )
    print(told)
    for recipient in recipients:
        place = shorten(names.get(recipient.place, recipient.place))
        print(
            f"  {place}: {recipient.describe()}: {', '.join(p.name for p in files[recipient.place])}"
        )
    if server is None:
        print(t(NOT_SET, name=SMTP_URL))


def _send(
    recipients: Sequence[Recipient],
    weeklies: Mapping[str, Weekly],
    files: Mapping[str, Sequence[Path]],
    server: Server,
    t: Language,
) -> int:
    letters = write_letters(recipients, weeklies, files, find_sender())
    sent, failed = 0, 0
    try:
        for recipient, one in zip(recipients, send_letters(server, letters), strict=True):
            sent += not one.reason
            failed += bool(one.reason)
            if one.reason:
                told = t("{who}: not sent: {reason}.", who=recipient.describe(), reason=one.reason)
                print(told, file=sys.stderr)
    except (MailRefused, OSError) as error:
        left = len(recipients) - sent - failed
        print(explain_failure(error, t), file=sys.stderr)
        print(
            t.plural("{count} letter was not sent.", "{count} letters were not sent.", left),
            file=sys.stderr,
        )
        failed += left
    print(t.plural("{count} letter was sent.", "{count} letters were sent.", sent))
    return 1 if failed else 0
