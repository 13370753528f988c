"""A page's address on the command line: the same view, with options that go before it."""

from __future__ import annotations

import argparse
from dataclasses import replace
from urllib.parse import parse_qs

from mppgeo.base.clock import Known, today
from mppgeo.base.language import DEFAULT_LANGUAGE, LANGUAGES, Language
from mppgeo.commands.figures import choose_provinsi
from mppgeo.dataset import Dataset
from mppgeo.openings import find_known_until
from mppgeo.scene.view import KABKOTA, PARAMETERS, View, from_query


def add_link(parser: argparse.ArgumentParser) -> None:
    """Add the option; day, denominator and language are then those of the link if not said."""
    parser.add_argument(
        "--link", metavar="QUERY", help="the part of a page's address after “?”: the same view"
    )
    parser.set_defaults(as_of=None, denominator=None, lang=None)


def choose_language(args: argparse.Namespace) -> Language:
    """The language asked for, else that of the link."""
    asked = args.lang or _read(args.link).get("lang", [DEFAULT_LANGUAGE])[0]
    return Language(asked if asked in LANGUAGES else DEFAULT_LANGUAGE)


def read_view(args: argparse.Namespace, dataset: Dataset, t: Language) -> tuple[View | None, str]:
    """The view asked for, or None and why not.

    Nothing of a link is passed over: what was mailed and what is made of it must agree.
    """
    view, notices = from_query(_read(args.link), dataset.regions, today=today())
    if notices:
        return None, notices[0].explain(t)
    day = Known(args.as_of or view.day(today()), find_known_until(dataset), today()).day
    provinsi, refusal = choose_provinsi(args.provinsi, dataset, day, t)
    if refusal:
        return None, refusal
    if provinsi:
        view = replace(view, provinsi=(provinsi,), pulau=(), level=KABKOTA, kode=None)
    return replace(
        view,
        as_of=args.as_of or view.as_of,
        denominator=getattr(args, "denominator", None) or view.denominator,
        lang=args.lang or view.lang,
    ), ""


def _read(link: str | None) -> dict[str, list[str]]:
    query = (link or "").rsplit("?", 1)[-1]
    return {name: values for name, values in parse_qs(query).items() if name in PARAMETERS}
