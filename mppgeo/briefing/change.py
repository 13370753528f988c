"""The section of a briefing on what changed since the one of a year before."""

from __future__ import annotations

import pandas as pd

from mppgeo.base.names import shorten
from mppgeo.briefing.outline import Bullets, Figures, Section, TableBlock
from mppgeo.briefing.phrases import is_single, name_own_place, tell_last_year
from mppgeo.content.datatable import DataTable, make_table, name_areas
from mppgeo.content.headline import Figure
from mppgeo.coverage import Snapshot, take_snapshot
from mppgeo.growth.changes import a_year_before
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import FIRST_DAY


def show_change(scene: Scene) -> Section | None:
    """Coverage on both days, and which areas got their first MPP between them; None where the
    programme was younger than a year."""
    t, first = scene.t, a_year_before(scene.day)
    if first < FIRST_DAY:
        return None
    before = look_back(scene)
    then, now = before.total(scene.places), scene.total
    gained = find_gained(scene)
    tiles = Figures((
        *(
            Figure(t.date(one.day, "medium"), t.number(one.areas_with_mpp), t("areas with an MPP"))
            for one in (then, now)
        ),
        Figure(
            t("Coverage"), t.percent(now.coverage_pct),
            t("{share} on {date}", share=t.percent(then.coverage_pct), date=t.date(then.day, "medium")),
        ),
        Figure(
            t("People of areas with an MPP"), t.percent(now.population_covered_pct),
            t("{share} on {date}", share=t.percent(then.population_covered_pct), date=t.date(then.day, "medium")),
        ),
    ))  # fmt: skip
    lead = tell_last_year(scene)
    blocks: tuple = (tiles,)
    if len(gained):
        blocks += (_list_gained(scene, gained),)
    else:
        blocks += (Bullets((tell_since(scene),)),)
    return Section("change", t("Change in 12 months"), lead, blocks, (lead, tell_since(scene)))


def look_back(scene: Scene) -> Snapshot:
    """The same places a year before the day of a scene."""
    view = scene.view
    first = a_year_before(scene.day)
    return take_snapshot(scene.dataset, first, view.denominator, jenis=view.jenis)


def tell_since(scene: Scene) -> str:
    """Coverage of the places on both days, in one sentence."""
    t, then, now = scene.t, look_back(scene).total(scene.places), scene.total
    return t(
        "{place}: {before} of the areas had an MPP on {first}, {after} on {last}.",
        place=name_own_place(scene),
        before=t.percent(then.coverage_pct),
        after=t.percent(now.coverage_pct),
        first=t.date(then.day),
        last=t.date(now.day),
    )


def find_gained(scene: Scene) -> pd.DataFrame:
    """The areas of a scene's places that got their first MPP within a year; rows of
    :attr:`mppgeo.coverage.Snapshot.areas`."""
    had, areas = look_back(scene).areas["has_mpp"], scene.snapshot.areas
    if scene.places:
        areas = areas[areas.index.str[:2].isin(scene.places)]
    before = had.reindex(areas.index).fillna(False).astype(bool)
    return areas[areas["has_mpp"].fillna(False).astype(bool) & ~before]


def _list_gained(scene: Scene, gained: pd.DataFrame) -> TableBlock:
    t = scene.t
    if is_single(scene):
        widths = {"nama": 4.0, "dibuka": 2.0, "population": 2.0}
        columns = {
            "nama": ("text", t("Area"), gained["nama"].map(shorten)),
            "dibuka": ("day", t("Opened by"), gained["dibuka"]),
            "population": ("count", t("Population"), gained["population"]),
        }
        table = make_table("perubahan", columns)
    else:
        table, widths = _group_gained(scene, gained), {"nama": 2.6, "jumlah": 1.3, "daerah": 7.1}
    return TableBlock(table, widths, t("Table of the areas that got their first MPP."))


def _group_gained(scene: Scene, gained: pd.DataFrame) -> DataTable:
    t, groups = scene.t, gained.groupby("kode_provinsi")
    codes = pd.Series(list(groups.groups), index=list(groups.groups), dtype=object)
    columns = {
        "nama": ("text", t("Province"), name_areas(codes, scene.dataset)),
        "jumlah": ("count", t("Gained"), groups.size().reindex(codes.index)),
        "daerah": (
            "text", t("Areas"),
            codes.map(lambda kode: ", ".join(map(shorten, groups.get_group(kode)["nama"]))),
        ),
    }  # fmt: skip
    return make_table("perubahan", columns)
