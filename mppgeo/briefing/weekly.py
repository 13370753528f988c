"""The weekly page: one A4 sheet of what to look at this week, and its tables.

What changed in the records in seven days, which MPPs were reported closed, disrupted or moved,
who has not reported, what could open next, and how old the list is. The same data and the same
day give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import pandas as pd
from propcache.api import cached_property
from reportlab.platypus import Flowable

from mppgeo.base.language import Language
from mppgeo.base.names import shorten
from mppgeo.briefing.areas import list_missing_areas
from mppgeo.briefing.batch import INDEX
from mppgeo.briefing.handout import make_imprint, set_story
from mppgeo.briefing.outline import (
    Block,
    Briefing,
    Bullets,
    Columns,
    Figures,
    Section,
    TableBlock,
)
from mppgeo.briefing.paper import print_pages
from mppgeo.briefing.phrases import is_single, name_own_place
from mppgeo.content.datatable import DataTable, make_table
from mppgeo.content.exports import write_xlsx
from mppgeo.content.headline import Figure
from mppgeo.content.naming import slugify
from mppgeo.content.sentences import tell_known
from mppgeo.content.sentences.stages import tell_way
from mppgeo.content.sentences.week import (
    count_ready,
    name_some,
    tell_counts,
    tell_hindered,
    tell_ready,
    tell_span,
)
from mppgeo.content.weekly_tables import (
    TABLE_NAMES,
    list_figures,
    list_hindered,
    list_ready,
    list_silent,
    list_silent_provinces,
    list_week_changes,
)
from mppgeo.programme.operation import NEVER, find_unreported, judge_operation
from mppgeo.programme.stages import find_ready
from mppgeo.programme.week import Week, count_unreported, find_hindered
from mppgeo.scene.scene import Scene
from mppgeo.scene.selection import keep_mpp
from mppgeo.scene.view import View
from mppgeo.store.journal import Entry
from mppgeo.store.netting import NetChange, sum_up

FORMS = ("pdf", "xlsx")
"""What there is of a week: the page, and its tables."""
_SIDE_BY_SIDE = 3
"""Columns of the table of who has not reported."""


@dataclass(frozen=True)
class _Room:
    """How much is named on the page: lines of a list, names in a line, rows of tables."""

    lines: int
    names: int
    silent: int
    tables: int


_ROOMS = tuple(
    _Room(*sizes)
    for sizes in (
        (9, 5, 40, 7), (7, 4, 40, 5), (5, 4, 40, 4), (4, 3, 40, 4), (3, 2, 40, 3), (2, 2, 40, 2),
        (2, 2, 24, 2), (1, 1, 12, 1), (1, 1, 4, 1),
    )
)  # fmt: skip
"""Less and less, until all of it stands on one sheet."""


@dataclass(frozen=True, eq=False)
class Weekly:
    """A week of one place.

    Attributes
    ----------
    scene : nation or province on the last day of the week, see :func:`make_scene`.
    changes : rows of the records that differ after the week, of the whole country.
    """

    scene: Scene
    changes: Sequence[NetChange]

    @property
    def week(self) -> Week:
        return Week(self.scene.as_of)

    @property
    def weeks(self) -> int:
        return self.scene.view.minggu

    @cached_property
    def own_changes(self) -> list[NetChange]:
        """Those of the areas shown; of the country also what is about no area."""
        places = self.scene.places
        if not places:
            return list(self.changes)
        return [one for one in self.changes if {kode[:2] for kode in one.areas} & set(places)]

    @cached_property
    def operation(self) -> pd.DataFrame:
        scene = self.scene
        return keep_mpp(judge_operation(scene.snapshot, self.weeks), scene.selection)

    @cached_property
    def silent(self) -> pd.DataFrame:
        return find_unreported(self.operation)

    @cached_property
    def hindered(self) -> pd.DataFrame:
        return find_hindered(self.scene.snapshot, self.scene.selection, self.weeks)

    @cached_property
    def ready(self) -> pd.DataFrame:
        return find_ready(self.scene.snapshot, self.scene.selection)


def make_scene(scene: Scene) -> Scene:
    """The scene of a weekly page: place, denominator, weeks and language of a view.

    A page shows all kinds of areas, with an MPP and without. Ages count to its own day, so
    that the page of a day is the same whenever it is made.
    """
    view = scene.view
    kept = View(
        as_of=scene.as_of, provinsi=view.provinsi, pulau=view.pulau, denominator=view.denominator,
        minggu=view.minggu, lang=view.lang,
    )  # fmt: skip
    return replace(scene, view=kept, today=scene.as_of)


def gather_week(scene: Scene, entries: Sequence[Entry]) -> Weekly:
    """The week that ends with the day of a scene.

    Parameters
    ----------
    scene : of :func:`make_scene`.
    entries : the history of the records, see :meth:`mppgeo.store.choice.Store.list_entries`.
    """
    week = Week(scene.as_of)
    return Weekly(scene, sum_up(entries, week.first, week.last))


def make_weekly(weekly: Weekly, form: str) -> bytes:
    """The file of a week in one of :data:`FORMS`."""
    return write_tables(weekly) if form == "xlsx" else write_page(weekly)


def name_weekly(scene: Scene, form: str) -> str:
    """Such as ``mpp-mingguan-jawa-timur-2026-11-28.pdf``; the day is the last of the week."""
    parts = ("mpp", slugify(scene.t("weekly")), slugify(name_own_place(scene)))
    return "-".join((*parts, scene.as_of.isoformat())) + f".{form}"


def make_weekly_title(scene: Scene) -> str:
    """What the page is headed by."""
    return scene.t("MPPs this week: {place}", place=name_own_place(scene))


def tell_weekly_basis(scene: Scene) -> str:
    """The days of the week, up to which the list is known and how old that is."""
    t, week = scene.t, Week(scene.as_of)
    return f"{tell_span(week.first, week.last, t)} · {tell_known(scene.known, t)}"


# --- the page ----------------------------------------------------------------


def write_page(weekly: Weekly) -> bytes:
    """One A4 sheet as a PDF; the more there is to say, the more is counted instead of named.

    Where all of that leaves room, the areas of a province that have no MPP stand below it.
    """
    scene = weekly.scene
    figures = Figures(tuple(make_figures(weekly)))
    first = _write_briefing(weekly, _ROOMS[0])
    areas = list_missing_areas(scene) if is_single(scene) else None
    tried = [replace(first, sections=(*first.sections, areas))] if areas else []
    for briefing in chain(tried, (_write_briefing(weekly, room) for room in _ROOMS)):
        end = _End()
        story = [*set_story(briefing, figures), end]
        body = print_pages(make_imprint(briefing, scene.today), story)
        if end.page == 1:
            break
    return body


class _End(Flowable):
    """Takes no room at the end of a story, and notes on which page that is."""

    page = 0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.page = self.canv.getPageNumber()


def _write_briefing(weekly: Weekly, room: _Room) -> Briefing:
    scene, t = weekly.scene, weekly.scene.t
    title, basis = make_weekly_title(scene), tell_weekly_basis(scene)
    sections = (
        _tell_states(weekly, room),
        _tell_silent(weekly, room),
        _tell_changes(weekly, room),
    )
    return Briefing(
        title=title,
        place=name_own_place(scene),
        basis=basis,
        footer=f"{title} · {basis}",
        short_footer=basis,
        lang=t.code,
        made_on=t("The week ends on {date}", date=t.date(scene.as_of)),
        sections=sections,
    )


def make_figures(weekly: Weekly) -> list[Figure]:
    """The figures at the head: changes, hindered, silent, next, and how old the list is."""
    scene, t = weekly.scene, weekly.scene.t
    hindered, silent, ready = weekly.hindered, weekly.silent, weekly.ready
    new = int(hindered["new"].astype(bool).sum())
    still = len(hindered) - new
    never = int(weekly.operation["reporting"].eq(NEVER).sum())
    weeks = t.plural("{count} week", "{count} weeks", weekly.weeks)
    known = scene.known
    of = t.plural("of {count} MPP", "of {count} MPPs", len(weekly.operation))
    age = "" if known.age is None else t.plural("{count} day ago", "{count} days ago", known.age)
    return [
        Figure(
            t("Closed, disrupted or moved"),
            t.number(new),
            t("reported this week; {count} more still so", count=t.number(still))
            if still
            else t("reported this week"),
        ),
        Figure(
            t("Without a report for {weeks}", weeks=weeks),
            t.number(len(silent)),
            f"{of}; " + t("{count} never reported", count=t.number(never)) if never else of,
        ),
        Figure(t("Could open next"), t.number(len(ready)), count_ready(ready, t)),
        Figure(
            t("Rows of the records changed"),
            t.number(len(weekly.own_changes)),
            tell_counts(*_count(weekly.own_changes), t),
        ),
        Figure(t("List known until"), t.date(known.until, "medium"), age),
    ]


def _tell_states(weekly: Weekly, room: _Room) -> Section:
    """Side by side: what was reported, what opens next."""
    scene, t = weekly.scene, weekly.scene.t
    names, hindered, ready = scene.dataset.names, weekly.hindered, weekly.ready
    left = _list_some(
        [tell_hindered(row, names, t) for row in hindered.to_dict("records")],
        hindered["kode"].tolist(),
        (t("Closed, disrupted or moved"), t("Reported"), t("Day")),
        t("No MPP was last reported closed, disrupted or moved."), names, room, t,
    )  # fmt: skip
    right = _list_some(
        [tell_ready(row, t) for row in ready.to_dict("records")],
        ready.index.tolist(),
        (t("Could open next"), t("Stage"), t("Last step")),
        str(tell_way(scene.snapshot, scene.selection, None, t)), names, room, t,
    )  # fmt: skip
    title = t("How MPPs work, and what opens next")
    return Section("keadaan", title, "", (Columns((left, right), (1.0, 1.0)),), ())


def _list_some(
    told: list[tuple[str, str, str]], codes: list[str], titles: tuple[str, str, str], nothing: str,
    names: dict[str, str], room: _Room, t: Language,
) -> Block:  # fmt: skip
    """A table of so many lines; what is left is told by name or province below it."""
    if not told:
        return Bullets((nothing,), titles[0])
    kept = room.lines if len(told) > room.lines + 1 else len(told)
    frame = pd.DataFrame(told[:kept], columns=["daerah", "keadaan", "tanggal"])
    columns = {key: ("text", title, frame[key]) for key, title in zip(frame, titles, strict=True)}
    note = ""
    if rest := codes[kept:]:
        note = t.plural(
            "{count} more: {names}", "{count} more: {names}", len(rest),
            names=name_some(rest, names, t, most=room.names),
        )  # fmt: skip
    widths = {"daerah": 1.8, "keadaan": 1.6, "tanggal": 1.2}
    return TableBlock(make_table("keadaan", columns), widths, titles[0], note)


def _tell_silent(weekly: Weekly, room: _Room) -> Section:
    """Of several provinces how many MPPs each, of one which MPPs nobody has reported on."""
    scene, t = weekly.scene, weekly.scene.t
    weeks = t.plural("{count} week", "{count} weeks", weekly.weeks)
    title = t("Without a report for {weeks}", weeks=weeks)
    counts = count_unreported(weekly.operation)
    if weekly.operation.empty:
        block: Block = Bullets((t("No MPP is open in this view on this day."),))
    elif weekly.silent.empty:
        block = Bullets((t("Every MPP was reported on."),))
    elif len(counts) > 1:
        late = counts[counts["unreported"] > 0]
        rows = [
            (shorten(scene.dataset.names[kode]), f"{t.number(row.unreported)} / {t.number(row.whole)}")
            for kode, row in zip(late.index, late.itertuples(), strict=True)
        ]  # fmt: skip
        rows = _keep_some(rows, room, ("{count} other province", "{count} other provinces"), t)
        block = _make_columns(rows, (t("Province"), t("Without / all")))
    else:
        rows = [
            (shorten(scene.dataset.names[row.area]), t.number(int(row.weeks)))
            for row in weekly.silent.itertuples()
        ]
        rows = _keep_some(rows, room, ("{count} other", "{count} others"), t)
        block = _make_columns(rows, (t("Area"), t("Weeks")))
    note = ""
    if isinstance(block, Columns):
        note = t("Counted since the last report, else since the opening.")
    return Section("belum", title, note, (block,), ())


def _keep_some(
    rows: list[tuple[str, str]], room: _Room, others: tuple[str, str], t: Language
) -> list[tuple[str, str]]:
    """So many names with their numbers; the rest is counted in a last one."""
    if len(rows) <= room.silent + 1:
        return rows
    return [*rows[: room.silent], (t.plural(*others, len(rows) - room.silent), "")]


def _make_columns(rows: list[tuple[str, str]], titles: tuple[str, str]) -> Columns:
    """Names with numbers, one table beside the other."""
    tall = -(-len(rows) // _SIDE_BY_SIDE)
    tables: list[Block] = []
    for begin in range(0, _SIDE_BY_SIDE * tall, tall):
        part = rows[begin : begin + tall]
        if not part:
            tables.append(Bullets(()))
            continue
        frame = pd.DataFrame(part, columns=["nama", "angka"])
        table = make_table(
            "belum",
            {
                "nama": ("text", titles[0], frame["nama"]),
                "angka": ("text", titles[1], frame["angka"]),
            },
        )
        told = "; ".join(f"{name} {number}" for name, number in part)
        tables.append(TableBlock(table, {"nama": 2.4, "angka": 1.0}, told))
    return Columns(tuple(tables), (1.0,) * len(tables))


def _tell_changes(weekly: Weekly, room: _Room) -> Section:
    """Which tables of the records changed, by how many rows, of which areas."""
    t, names = weekly.scene.t, weekly.scene.dataset.names
    title = t("Changes of the records in seven days")
    if not weekly.own_changes:
        told = t("Nothing was changed in these seven days.")
        return Section("perubahan", title, "", (Bullets((told,)),), ())
    by_table: dict[str, list[NetChange]] = {}
    for change in weekly.own_changes:
        by_table.setdefault(change.table, []).append(change)
    most = sorted(by_table.items(), key=lambda item: -len(item[1]))
    kept = most if len(most) <= room.tables + 1 else most[: room.tables]
    rows = [(t(TABLE_NAMES[table]), changes) for table, changes in kept]
    if rest := [change for _, changes in most[len(kept) :] for change in changes]:
        left = len(most) - len(kept)
        rows.append((t.plural("{count} other table", "{count} other tables", left), rest))
    frame = pd.DataFrame(
        [
            (
                name,
                *_count(changes),
                name_some([c.areas[0] for c in changes if c.areas], names, t, most=room.names),
            )
            for name, changes in rows
        ],
        columns=["tabel", "added", "changed", "removed", "daerah"],
    )
    table = make_table(
        "perubahan",
        {
            "tabel": ("text", t("Table"), frame["tabel"]),
            "added": ("count", t("Added"), frame["added"]),
            "changed": ("count", t("Changed"), frame["changed"]),
            "removed": ("count", t("Removed"), frame["removed"]),
            "daerah": ("text", t("Areas"), frame["daerah"]),
        },
    )
    widths = {"tabel": 2.0, "added": 0.8, "changed": 0.8, "removed": 0.8, "daerah": 4.0}
    return Section("perubahan", title, "", (TableBlock(table, widths, title),), ())


def _count(changes: Sequence[NetChange]) -> tuple[int, int, int]:
    kinds = [change.what for change in changes]
    return kinds.count("added"), kinds.count("changed"), kinds.count("removed")


# --- all provinces -----------------------------------------------------------


def name_index(weekly: Weekly) -> str:
    """What the list of the files is called: it stands before them."""
    return f"{INDEX}-{name_weekly(weekly.scene, 'xlsx')}"


def write_index(weeklies: Sequence[Weekly]) -> bytes:
    """A sheet that names the page of every place beside its figures; the first is the whole."""
    t, index = weeklies[0].scene.t, pd.RangeIndex(len(weeklies))

    def count(values: Sequence[int]) -> pd.Series:
        return pd.Series(values, index, dtype="Int64")

    def text(values: Sequence[str]) -> pd.Series:
        return pd.Series(values, index, dtype=object)

    new = [int(one.hindered["new"].astype(bool).sum()) for one in weeklies]
    columns = {
        "nama": ("text", t("Province"), text([name_own_place(one.scene) for one in weeklies])),
        "new": ("count", t("Reported closed, disrupted or moved"), count(new)),
        "still": ("count", t("Still so from before"), count([len(one.hindered) - n for one, n in zip(weeklies, new, strict=True)])),
        "unreported": ("count", t("Not reported"), count([len(one.silent) for one in weeklies])),
        "whole": ("count", t("MPPs"), count([len(one.operation) for one in weeklies])),
        "ready": ("count", t("Could open next"), count([len(one.ready) for one in weeklies])),
        "changes": ("count", t("Rows of the records changed"), count([len(one.own_changes) for one in weeklies])),
        "source": ("text", t("File"), text([name_weekly(one.scene, "pdf") for one in weeklies])),
    }  # fmt: skip
    title = f"{make_weekly_title(weeklies[0].scene)}, {tell_weekly_basis(weeklies[0].scene)}"
    return write_xlsx(make_table("daftar", columns), title=title)


# --- the tables --------------------------------------------------------------


def write_tables(weekly: Weekly) -> bytes:
    """What the page counts, row by row, as a workbook."""
    title = f"{make_weekly_title(weekly.scene)}, {tell_weekly_basis(weekly.scene)}"
    return write_xlsx(*list_tables(weekly), title=title)


def list_tables(weekly: Weekly) -> list[DataTable]:
    """The figures of the head, and everything that they count."""
    dataset, t = weekly.scene.dataset, weekly.scene.t
    return [
        list_figures(make_figures(weekly), t),
        list_hindered(weekly.hindered, dataset, t),
        list_silent_provinces(count_unreported(weekly.operation), dataset, t),
        list_silent(weekly.silent, dataset, t),
        list_ready(weekly.ready, dataset, t),
        list_week_changes(weekly.own_changes, dataset, t),
    ]
