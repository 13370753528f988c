"""What to answer when asked: which day, why another total, what is not known."""

from __future__ import annotations

from mppgeo.base.language import UNKNOWN
from mppgeo.briefing.overview import tell_finding
from mppgeo.content.provenance import find_latest_total
from mppgeo.content.sentences import tell_official
from mppgeo.content.tables import list_missing
from mppgeo.growth.reconciliation import reconcile
from mppgeo.planning.reach import find_distances
from mppgeo.programme.operation import NEVER, judge_operation
from mppgeo.programme.places import PRECISE
from mppgeo.scene.scene import Scene

_REASONS = 2
"""Reasons of a difference that are told: those that come first."""


def answer_questions(scene: Scene) -> tuple[str, ...]:
    """Notes for the cover: the finding, and the answers to the questions that are asked most."""
    answers = (answer_day(scene), *answer_total(scene), answer_unknown(scene))
    return tuple(filter(None, (*tell_finding(scene), *answers)))


def answer_day(scene: Scene) -> str:
    """For which day the figures are known."""
    t, known = scene.t, scene.known
    if known.until is None:
        return t("Up to which day the list of openings is complete is not known.")
    if not known.is_latest:
        return t("All figures of coverage are of {date}.", date=t.date(scene.day))
    return t(
        "The list of openings is complete up to {date}; what opened later is not counted yet.",
        date=t.date(known.until),
    )


def answer_total(scene: Scene) -> tuple[str, ...]:
    """Why the official total differs; () where a view has none to be held against."""
    t = scene.t
    national = not scene.places and not scene.view.jenis
    found = find_latest_total(scene.dataset, scene.day) if national else None
    if not found:
        return ()
    told = [tell_official(found, t)]
    if found.quoted != found.ours:
        reasons = [
            reason
            for one in reconcile(scene.dataset)
            if one.day == found.date and one.quoted == found.quoted
            for reason in one.reasons
        ]
        told += [reason.describe(t) for reason in reasons[:_REASONS]]
    return tuple(told)


def answer_unknown(scene: Scene) -> str:
    """What is not known of the places of a scene, in one sentence; "" where nothing is missing."""
    t, snapshot = scene.t, scene.snapshot
    parts = []
    stages = list_missing(snapshot, scene.places, t).frame["tahap"]
    if unknown := int(stages.eq(UNKNOWN).sum()):
        parts.append(
            t.plural("the stage of {count} area without an MPP", "the stage of {count} areas without an MPP", unknown)
        )  # fmt: skip
    operation = judge_operation(snapshot)
    if scene.places:
        operation = operation[operation["area"].str[:2].isin(scene.places)]
    if silent := int(operation["reporting"].eq(NEVER).sum()):
        parts.append(
            t.plural("whether {count} MPP works (nobody has reported)", "whether {count} MPPs work (nobody has reported)", silent)
        )  # fmt: skip
    own = [
        one
        for one in find_distances(snapshot).places
        if not scene.places or one.kode[:2] in scene.places
    ]
    rough = sum(one.precision != PRECISE for one in own)
    if rough and len(snapshot.dataset.villages):
        parts.append(
            t.plural(
                "where exactly {count} MPP stands (distances are rough)",
                "where exactly {count} MPPs stand (distances are rough)",
                rough,
            )
        )
    return t("Not known: {things}.", things=t.listing(parts)) if parts else ""
