"""How far areas are on their way to an MPP, as the events on record say.

Rules
-----
* An area with an MPP that counts on the day is at the opening, whatever else
  is on record.
* Any other area is at the furthest stage that it has certainly reached: an
  event known as a month or a year counts from its last possible day on, one of
  unknown date on every day.
* What opened without being in the national count (a local opening, a trial,
  a ministerial opening that is disputed) stands at the soft launching.
* A plan (announced, studied, budgeted) is further than "not planned yet", of which
  somebody said so, and is no step yet: nothing is signed.
* Jakarta, and its six areas with it, is "served by the province's MPP" once that opened.
* An area of which nothing is on record, or whose MPP record could not be
  read, is "not known"; it is never taken for "not planned yet".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mppgeo import coverage
from mppgeo.base.caching import VIEWS, cached
from mppgeo.base.frames import select_rows
from mppgeo.base.language import Language, mark
from mppgeo.country.regions import JAKARTA
from mppgeo.coverage import WITH_MPP, Snapshot, select_not_counted
from mppgeo.dataset import Dataset
from mppgeo.records.validity import find_bounds
from mppgeo.records.values import span
from mppgeo.scene.selection import Selection

STAGES = {
    "belum_direncanakan": mark("Not planned yet"),
    "rencana": mark("Planned"),
    "penandatanganan_komitmen": mark("Commitment signed"),
    "pembangunan": mark("Under construction"),
    "soft_launching": mark("Soft launching"),
    "peresmian": mark("Opened"),
    "gangguan": mark("Disrupted"),
    "rencana_relokasi": mark("Move planned"),
    "relokasi": mark("Moved"),
    "pembukaan_daerah": mark("Opened by the region"),
}
"""Stages by their name in the records."""

WAY = tuple(STAGES)[:6]
"""The stages on the way to an MPP, in order."""
NOT_PLANNED, PLANNED, COMMITTED, BUILDING, TRIAL, OPENED = WAY
OPENED_LOCALLY = "pembukaan_daerah"
"""An event that is as far as a trial: opened, but not by the ministry."""
SERVED = "dilayani_provinsi"
"""Stage of what the MPP of Jakarta's province serves: as far as an opening."""
NOT_KNOWN = "tidak_diketahui"
ASIDE = "tidak_berlaku"
"""Stage of areas outside the count: Jakarta's six under 508."""
FUNNEL = (*WAY, SERVED, NOT_KNOWN, ASIDE)
"""Every area is at exactly one of these."""

ON_THE_WAY = WAY[2:-1]
_ORDER = {stage: place for place, stage in enumerate(WAY)} | {OPENED_LOCALLY: WAY.index(TRIAL)}


def list_events(dataset: Dataset, kode: str, as_of: dt.date) -> pd.DataFrame:
    """Events of an area up to a day, those of unknown date first.

    Returns
    -------
    Rows of the table ``stage_events``, in order of ``tanggal``.
    """
    return select_rows(_sort_events(dataset, as_of), kode)


def find_last_events(dataset: Dataset, as_of: dt.date) -> pd.DataFrame:
    """The last event of every area of :func:`list_events` that has any; index ``kode``."""
    events = _sort_events(dataset, as_of)
    return events.drop_duplicates("kode", keep="last").set_index("kode")


@cached(maxsize=8)
def _sort_events(dataset: Dataset, as_of: dt.date) -> pd.DataFrame:
    """Events of all areas up to a day, those of unknown date first."""
    events, begins = _sort_all_events(dataset)
    return events[~(begins > np.datetime64(as_of, "s"))]


@cached(maxsize=4)
def _sort_all_events(dataset: Dataset) -> tuple[pd.DataFrame, np.ndarray]:
    """Events of all areas and days in their order, and the first day on which each may have been."""
    events = dataset.records["stage_events"]
    events = events.sort_values("tanggal", na_position="first", kind="stable")
    return events, find_bounds(events["tanggal"])["begin"].to_numpy()


def select_events(snapshot: Snapshot, selection: Selection) -> pd.DataFrame:
    """Events of all areas kept, up to the day of the snapshot, the latest first.

    Returns
    -------
    Rows of the table ``stage_events``; those of unknown date come last. Where
    areas are kept by place alone, those of their provincial governments too.
    """
    events = snapshot.dataset.records["stage_events"]
    inside = events["kode"].isin(selection.kabkota)
    if selection.by_place_only:
        inside |= events["kode"].isin(selection.places)
    kept = events[inside & _may_have_been(events, snapshot.as_of)]
    return kept.sort_values(["tanggal", "kode"], ascending=[False, True], kind="stable")


@cached(maxsize=VIEWS)
def judge_stages(snapshot: Snapshot) -> pd.DataFrame:
    """The stage of every area on the day of a snapshot.

    Returns
    -------
    Index ``kode``: the 514 kabkota, and Jakarta (``31``) where it is an area of
    the denominator. Columns:

    ``nama``, ``kode_provinsi``;
    ``stage`` : one of :data:`FUNNEL`;
    ``step`` : the last step on record, one of :data:`WAY` or :data:`OPENED_LOCALLY`, NaN = none;
    ``tanggal`` : its date as precisely as known, NaN = not known;
    ``last`` : its last possible day (datetime64), NaT = not known;
    ``days`` : days from then to the day of the snapshot (Int64): at least so
    many have passed; NA = not known;
    ``sumber_url`` : addresses that tell of it, NaN = none (of an opening, see its MPP).
    """
    kabkota = snapshot.kabkota
    frame = kabkota[["nama", "kode_provinsi"]].copy()
    frame["stage"] = NOT_KNOWN
    status = kabkota["status"]
    if JAKARTA in snapshot.areas.index:
        frame.loc[JAKARTA] = [*snapshot.areas.loc[JAKARTA, ["nama", "kode_provinsi"]], NOT_KNOWN]
        status = pd.concat([status, snapshot.areas.loc[[JAKARTA], "status"]])
    steps = _list_steps(snapshot)
    steps = steps[steps["kode"].isin(frame.index)]
    furthest = steps.groupby("kode")["order"].max().to_dict()
    frame["stage"] = [WAY[furthest[k]] if k in furthest else NOT_KNOWN for k in frame.index]
    if JAKARTA in frame.index:
        # Where Jakarta is one area, those within it are no further than it is.
        frame.loc[frame["kode_provinsi"].eq(JAKARTA), "stage"] = frame.loc[JAKARTA, "stage"]
    named = {
        coverage.HAS: OPENED, coverage.SERVED: SERVED, coverage.NO_DATA: NOT_KNOWN,
        coverage.NOT_APPLICABLE: ASIDE,
    }  # fmt: skip
    frame["stage"] = status.reindex(frame.index).map(named).fillna(frame["stage"])
    opened = _list_opened(snapshot)
    latest = steps[~steps["kode"].isin(opened.index)].drop_duplicates("kode", keep="last")
    latest = pd.concat(
        [latest.set_index("kode")[["step", "tanggal", "last", "sumber_url"]], opened]
    )
    frame = frame.join(latest)
    frame["last"] = pd.to_datetime(frame["last"]).astype("datetime64[s]")
    frame["days"] = (pd.Timestamp(snapshot.as_of) - frame["last"]).dt.days.astype("Int64")
    return frame.rename_axis("kode").sort_index()


@dataclass(frozen=True)
class Step:
    """The last step of an area without an MPP: which of :data:`WAY` or :data:`OPENED_LOCALLY`,
    its date as precisely as known (None = not known), and the days that have passed since."""

    step: str
    tanggal: str | None
    days: int | None


def find_last_step(snapshot: Snapshot, kode: str) -> Step | None:
    """What :func:`judge_stages` says of the last step of one area without an MPP; None = none."""
    steps = _list_steps(snapshot, kode)
    if steps.empty:
        return None
    last = steps.iloc[-1]
    day = last["last"]
    ago = None if pd.isna(day) else (pd.Timestamp(snapshot.as_of) - day).days
    return Step(last["step"], last["tanggal"] if isinstance(last["tanggal"], str) else None, ago)


def keep_areas(snapshot: Snapshot, selection: Selection) -> pd.Index:
    """Codes of the areas of the denominator that the filters keep."""
    areas = snapshot.areas.index
    return areas[selection.keeps(areas)]


def count_stages(snapshot: Snapshot, selection: Selection) -> pd.Series:
    """How many of the areas kept are at each stage.

    Returns
    -------
    Number by stage of :data:`FUNNEL`, in its order; they add up to the number
    of areas kept.
    """
    stages = judge_stages(snapshot).loc[keep_areas(snapshot, selection), "stage"]
    return stages.value_counts().reindex(FUNNEL, fill_value=0).astype(int)


def find_waiting(snapshot: Snapshot, selection: Selection) -> pd.DataFrame:
    """The areas kept that are known to have no MPP, those that could open next first.

    Returns
    -------
    Rows of :func:`judge_stages`: the furthest stage first, of one stage the latest step first;
    those of which nothing is known come last.
    """
    stages = judge_stages(snapshot).loc[keep_areas(snapshot, selection)]
    waiting = stages[snapshot.areas["status"].reindex(stages.index).eq(coverage.HAS_NOT)]
    order = waiting["stage"].map({stage: -place for place, stage in enumerate(WAY)}).fillna(1)
    return waiting.assign(_order=order).sort_values(
        ["_order", "last", "nama"], ascending=[True, False, True], na_position="last"
    ).drop(columns="_order")  # fmt: skip


def find_ready(snapshot: Snapshot, selection: Selection) -> pd.DataFrame:
    """Of :func:`find_waiting` those that could open next: in soft launching or under construction."""
    waiting = find_waiting(snapshot, selection)
    return waiting[waiting["stage"].isin((TRIAL, BUILDING))]


@dataclass(frozen=True, eq=False)
class Durations:
    """Time from the commitment to the opening.

    Attributes
    ----------
    spans : the areas for which both dates are known, the quickest first; index
        ``kode``: ``nama, committed, opened`` (dates as precisely as known),
        ``shortest, longest`` (days; they differ where a date is a month or a year).
    undated : opened areas with a commitment for which one of the dates is not known.
    reversed : areas whose commitment was certainly signed after the opening.
    """

    spans: pd.DataFrame
    undated: int
    reversed: int

    def quantile(self, share: float) -> tuple[int, int] | None:
        """Days within which ``share`` (0..1) of the areas opened: least and most.

        The true figure lies between the two. None = no area.
        """
        if self.spans.empty:
            return None
        bounds = (self.spans["shortest"], self.spans["longest"])
        least, most = (round(float(np.quantile(bound, share))) for bound in bounds)
        return least, most


@cached(maxsize=VIEWS)
def measure_durations(snapshot: Snapshot, selection: Selection) -> Durations:
    """How long the areas kept took from the first commitment to the first opening."""
    events = snapshot.dataset.records["stage_events"]
    signed = events[events["tahap"].eq(COMMITTED) & events["kode"].isin(selection.kabkota)]
    spans = [_span(partial) for partial in signed["tanggal"]]
    signed = signed.assign(first=[one[0] for one in spans], last=[one[1] for one in spans])
    signed = signed.sort_values("first", na_position="last").drop_duplicates("kode")
    opened = snapshot.mpp.dropna(subset=["kode_kabkota"]).drop_duplicates("kode_kabkota")
    both = signed.merge(opened, left_on="kode", right_on="kode_kabkota", suffixes=("", "_mpp"))
    shortest = (both["tanggal_awal"] - pd.to_datetime(both["last"])).dt.days
    longest = (both["tanggal_akhir"] - pd.to_datetime(both["first"])).dt.days
    known, after = shortest.notna() & longest.notna(), longest < 0
    frame = pd.DataFrame(
        {
            "kode": both["kode"],
            "nama": snapshot.kabkota["nama"].reindex(both["kode"]).to_numpy(),
            "committed": both["tanggal"],
            "opened": both["tanggal_peresmian"],
            "shortest": shortest.clip(lower=0),
            "longest": longest,
        }
    )[known & ~after].astype({"shortest": int, "longest": int})
    frame = frame.sort_values(["longest", "shortest", "kode"]).set_index("kode")
    return Durations(frame, undated=int((~known & ~after).sum()), reversed=int(after.sum()))


def tell_days(bounds: tuple[int, int], t: Language) -> str:
    """Days as ``455 days`` or, of a span, ``205 to 235 days``."""
    least, most = bounds
    if least == most:
        return t.plural("{count} day", "{count} days", most)
    return t("{least} to {most} days", least=t.number(least), most=t.number(most))


def tell_durations(durations: Durations, t: Language) -> list[str]:
    """Median, spread and what stands aside, in sentences."""
    number = len(durations.spans)
    if not number:
        told = [t("Of no area in this view are both the commitment and the opening dated.")]
    else:
        shares = (0, 0.25, 0.5, 0.75, 1)
        bounds = filter(None, map(durations.quantile, shares))
        days = [tell_days(one, t) for one in bounds]
        quickest, lower, median, upper, slowest = days
        told = [
            t.plural(
                "Commitment and opening are both dated for {count} area: it took {median}.",
                "Commitment and opening are both dated for {count} areas: half of them took {median} or less.",
                number,
                median=median,
            )
        ]
    if number > 1:
        told.append(
            t(
                "The quickest took {quickest}, the slowest {slowest}; the middle half lies between {lower} and {upper}.",
                quickest=quickest,
                slowest=slowest,
                lower=lower,
                upper=upper,
            )
        )
    if durations.undated:
        told.append(
            t.plural(
                "{count} more area has opened, but one of its two dates is not known.",
                "{count} more areas have opened, but one of their two dates is not known.",
                durations.undated,
            )
        )
    if durations.reversed:
        told.append(
            t.plural(
                "{count} area signed only after its opening and stands aside.",
                "{count} areas signed only after their opening and stand aside.",
                durations.reversed,
            )
        )
    return told


def _list_steps(snapshot: Snapshot, kode: str | None = None) -> pd.DataFrame:
    """Steps certainly taken by the day: ``kode, step, order, tanggal, last, sumber_url``, in order
    of time; ``kode``: of one area alone."""
    steps, certain, places = _sort_all_steps(snapshot.dataset)
    if kode is not None:
        at = places.get(kode, _NOWHERE)
        steps, certain = steps.take(at), certain[at]
    return steps[~(certain > np.datetime64(snapshot.as_of, "s"))]


_NOWHERE = np.array([], np.intp)


@cached(maxsize=4)
def _sort_all_steps(dataset: Dataset) -> tuple[pd.DataFrame, np.ndarray, dict[str, np.ndarray]]:
    """The steps of all days in their order; from which day on each is certain (NaT = on every day);
    the places of those of an area."""
    events = dataset.records["stage_events"]
    events = events[events["tahap"].isin(_ORDER)]
    # Undated MPPs existed at the latest on the day of the source that tells of them.
    others = select_not_counted(dataset.mpp, dt.date.max)
    dates = others["tanggal_peresmian"].fillna(others["sumber_tanggal"])
    steps = pd.DataFrame(
        {
            "kode": [*events["kode"], *others["kode_kabkota"].fillna(others["kode"])],
            "step": [*events["tahap"], *[TRIAL] * len(others)],
            "tanggal": [*events["tanggal"], *others["tanggal_peresmian"]],
            "last": [_span(date)[1] for date in [*events["tanggal"], *dates]],
            "sumber_url": [*events["sumber_url"], *others["sumber_url"]],
        }
    ).astype({"kode": object, "step": object, "tanggal": object, "last": "datetime64[s]"})
    # Of what opened without being counted, the stage is a trial.
    steps["order"] = steps["step"].map(_ORDER).clip(upper=_ORDER[TRIAL])
    known = pd.Series([pd.NaT] * len(events) + others["tanggal_akhir"].tolist())
    steps["certain"] = pd.concat([steps["last"], known], axis=1).max(axis=1)
    bound_only = steps["tanggal"].isna()
    steps["last"] = steps["last"].mask(bound_only)
    steps = steps.sort_values(
        ["last", "order"], na_position="first", kind="stable", ignore_index=True
    )
    places = dict(steps.groupby("kode").indices)
    return steps.drop(columns="certain"), steps["certain"].to_numpy("datetime64[s]"), places


def _list_opened(snapshot: Snapshot) -> pd.DataFrame:
    """Areas with an MPP that counts: ``step, tanggal, last`` of the opening, index ``kode``."""
    columns = ["status", "tanggal_peresmian", "dibuka"]
    frame = pd.concat([snapshot.kabkota[columns], snapshot.areas[columns]])
    opened = frame[~frame.index.duplicated() & frame["status"].isin(WITH_MPP)]
    return pd.DataFrame(
        {"step": OPENED, "tanggal": opened["tanggal_peresmian"], "last": opened["dibuka"]}
    )


def _may_have_been(events: pd.DataFrame, as_of: dt.date) -> pd.Series:
    """Whether each event may have been by a day; of unknown date it may."""
    later = [_span(date)[0] for date in events["tanggal"]]
    return ~pd.Series([day is not None and day > as_of for day in later], events.index, dtype=bool)


def _span(partial: object) -> tuple[dt.date | None, dt.date | None]:
    return span(partial) if isinstance(partial, str) else (None, None)
