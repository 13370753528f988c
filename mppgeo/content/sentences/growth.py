"""How coverage grew, and where it stands against a target."""

from __future__ import annotations

import datetime as dt

from mppgeo.base.language import Language
from mppgeo.growth.pace import LEAST_OPENINGS, Goal, Progress


def tell_recent(gained: int, first: dt.date, last: dt.date, t: Language) -> str:
    """How many areas got their first MPP after ``first``, up to ``last``."""
    since, until = t.date(first), t.date(last)
    if not gained:
        return t("No area got its first MPP between {since} and {until}.", since=since, until=until)
    return t.plural(
        "{count} area got its first MPP between {since} and {until}.",
        "{count} areas got their first MPP between {since} and {until}.",
        gained,
        since=since,
        until=until,
    )


_SHORT = 60
"""Days before a target from which on days are told instead of a pace."""


def tell_target(label: str, goal: Goal, progress: Progress, as_of: dt.date, t: Language) -> str:
    """Where a place stands against a target, in one sentence.

    Parameters
    ----------
    as_of : the day asked for; what is missing is that of ``progress.day``.
    """
    date = t.date(goal.date)
    if not progress.areas:
        return t("No area counts under this denominator.")
    if progress.reached:
        return t("“{label}” ({date}): reached.", label=label, date=date)
    needed = t.number(progress.needed)
    if progress.pace_needed is None and progress.day < goal.date:
        return t.plural(
            "“{label}” fell due on {date}; on {until}, where the records end, {count} area of {needed} needed was missing.",
            "“{label}” fell due on {date}; on {until}, where the records end, {count} areas of {needed} needed were missing.",
            progress.gap,
            label=label,
            date=date,
            until=t.date(progress.day),
            needed=needed,
        )
    if progress.pace_needed is None:
        return t.plural(
            "“{label}” fell due on {date}; {count} area of {needed} needed is missing.",
            "“{label}” fell due on {date}; {count} areas of {needed} needed are missing.",
            progress.gap,
            label=label,
            date=date,
            needed=needed,
        )
    left = (goal.date - as_of).days
    if left < _SHORT:
        days = t.plural("{count} day left", "{count} days left", left)
        return t.plural(
            "“{label}” ({date}, {days}): {count} area of {needed} needed is missing.",
            "“{label}” ({date}, {days}): {count} areas of {needed} needed are missing.",
            progress.gap,
            label=label,
            date=date,
            days=days,
            needed=needed,
        )
    return t.plural(
        "“{label}” ({date}): {count} area of {needed} needed is missing, {pace} a month until then.",
        "“{label}” ({date}): {count} areas of {needed} needed are missing, {pace} a month until then.",
        progress.gap,
        label=label,
        date=date,
        needed=needed,
        pace=t.number(progress.pace_needed, 1),
    )


def tell_pace(progress: Progress, t: Language) -> str:
    """The pace of the last two years."""
    day = t.date(progress.day)
    if not progress.openings:
        return t("No area got its first MPP in the 24 months up to {date}.", date=day)
    if progress.pace_24 < 0.05:
        return t("Pace of the 24 months up to {date}: less than 0.1 areas a month.", date=day)
    return t(
        "Pace of the 24 months up to {date}: {pace} areas a month.",
        date=day,
        pace=t.number(progress.pace_24, 1),
    )


def tell_projection(progress: Progress, t: Language) -> str:
    """When the gap closes at the pace of the last two years, or why that cannot be said."""
    if not progress.openings:
        return t("no projection: no opening in 24 months")
    if progress.too_few:
        return t.plural(
            "no projection: only {count} opening in 24 months, at least {least} are needed",
            "no projection: only {count} openings in 24 months, at least {least} are needed",
            progress.openings,
            least=LEAST_OPENINGS,
        )
    if progress.projected is None:
        return t("no projection: more than a hundred years away")
    latest = t("open") if progress.latest is None else t.date(progress.latest, "month")
    return t(
        "{date} (80% interval: {earliest} to {latest})",
        date=t.date(progress.projected, "month"),
        earliest=t.date(progress.earliest, "month"),
        latest=latest,
    )


def tell_joint(count: int, date: dt.date, t: Language) -> str:
    """A day on which several MPPs were inaugurated together."""
    return t(
        "{date}: {count} MPPs inaugurated together",
        date=t.date(date, "medium"),
        count=t.number(count),
    )
