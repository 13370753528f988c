"""The tables that have an address of their own: what each is, and how it follows from a view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from mppgeo.base.language import mark
from mppgeo.content.datatable import DataTable
from mppgeo.content.explanations import list_explained
from mppgeo.content.programme_tables import (
    list_digital_areas,
    list_hindered,
    list_operation,
    list_reports,
    list_results,
    list_services,
    list_stage_events,
    list_stages,
    list_visitor_figures,
    list_waiting,
    list_waiting_by_province,
)
from mppgeo.content.reach_tables import list_reach
from mppgeo.content.tables import (
    list_boundaries,
    list_changes,
    list_kabkota,
    list_mpp,
    list_new_mpp,
    list_progress,
    list_provinsi,
    list_totals,
)
from mppgeo.content.targets import find_target
from mppgeo.country.regions import select_provinsi
from mppgeo.coverage import take_snapshot
from mppgeo.growth.changes import find_first_day
from mppgeo.planning.reach import find_distances
from mppgeo.planning.reach_figures import AREAS, PROVINCES
from mppgeo.scene.choices import Choices
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import FIRST_DAY, KABKOTA, PROVINSI, View

ADDRESS = "api"
"""First part of the addresses, below the path of the app."""
HTML = "html"
"""The form for people, whole on paper."""
FORMS = ("csv", "json", "parquet", HTML)
GEOJSON = "geojson"

_PLACES = ("provinsi", "pulau")
_FILTERS = ("as_of", *_PLACES, "jenis", "status", "denominator")
OWN = "own"
"""Of the choices, that reach looks at one's own government only."""


@dataclass(frozen=True, kw_only=True, eq=False)
class OpenTable:
    """One table with an address.

    Attributes
    ----------
    name : as it stands in the address.
    title, row : what it is, and what one row is; marked sentences.
    make : the table of a scene: the one that a page shows and saves.
    uses : what of a view it follows: names of fields of :class:`mppgeo.scene.view.View`, and
        :data:`OWN`; all else does not change it.
    shape : the level of its areas, "" = no GeoJSON; :data:`ANY` = that of the view.
    needs : tables of the records without which there are no rows that could be believed.
    shown : by the name that the table has on a page, what the view must say for its rows.
    """

    name: str
    title: str
    row: str
    make: Callable[[Scene], DataTable]
    uses: tuple[str, ...]
    shape: str = ""
    needs: tuple[str, ...] = ("mpp",)
    shown: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    @property
    def forms(self) -> tuple[str, ...]:
        """The endings that it is to be had with."""
        return (*FORMS, GEOJSON) if self.shape else FORMS

    def find_level(self, view: View) -> str:
        """What its rows are in a view, for their shapes."""
        return view.level if self.shape == ANY else self.shape

    def reduce(self, view: View) -> View:
        """The view as far as the table follows it; all that is the same for it is one view."""
        kept = {name: getattr(view, name) for name in self.uses if name != OWN}
        if OWN in self.uses:
            kept["pilihan"] = Choices(own=view.pilihan.own)
        return View(**kept, lang=view.lang)


ANY = "any"


def _list_coverage(scene: Scene) -> DataTable:
    rows = list_provinsi if scene.view.level == PROVINSI else list_kabkota
    return rows(scene.snapshot, scene.selection, scene.t)


def _list_openings(scene: Scene) -> DataTable:
    return list_new_mpp(scene, scene.view.sejak or FIRST_DAY)


def _list_changes(scene: Scene) -> DataTable:
    view = scene.view
    first = find_first_day(view.sejak, scene.day)
    before = take_snapshot(scene.dataset, first, view.denominator, jenis=view.jenis)
    return list_changes(before, scene.snapshot, scene.selection, scene.t)


def _list_progress(scene: Scene) -> DataTable:
    view = scene.view
    codes = scene.places or tuple(select_provinsi(scene.dataset.regions)["kode"])
    goal = find_target(scene).goal
    return list_progress(
        scene.dataset, scene.as_of, view.denominator, goal, codes, view.jenis, scene.t
    )


def _list_official(scene: Scene) -> DataTable:
    return list_explained(scene.dataset, scene.day, scene.t)


def _list_reach(scene: Scene) -> DataTable:
    distances = find_distances(scene.snapshot, own=scene.view.pilihan.own)
    level = PROVINCES if scene.view.level == PROVINSI else AREAS
    return list_reach(scene.snapshot, distances, tuple(scene.selection.kabkota), level, scene.t)


def _of_scene(make: Callable) -> Callable[[Scene], DataTable]:
    return lambda scene: make(scene.snapshot, scene.selection, scene.t)


_TABLES = (
    OpenTable(
        name="coverage",
        title=mark("Coverage of provinces, or of kabupaten and kota"),
        row=mark("One province (level=provinsi) or one kabupaten or kota (level=kabkota)."),
        make=_list_coverage,
        uses=(*_FILTERS, "level"),
        shape=ANY,
        shown={"provinsi": {"level": PROVINSI}, "kabkota": {"level": KABKOTA}},
    ),
    OpenTable(
        name="mpp",
        title=mark("MPPs on record, counted or not"),
        row=mark("One MPP."),
        make=_of_scene(list_mpp),
        uses=_FILTERS,
        shown={"mpp": {}},
    ),
    OpenTable(
        name="openings",
        title=mark("Openings in their order in time"),
        row=mark("One MPP that counts and opened after the earlier day (sejak)."),
        make=_list_openings,
        uses=("as_of", "sejak", *_PLACES, "jenis", "denominator"),
        shown={"peresmian": {}},
    ),
    OpenTable(
        name="changes",
        title=mark("Change between two days"),
        row=mark("One province."),
        make=_list_changes,
        uses=(*_FILTERS, "sejak"),
        shown={"perubahan": {}},
    ),
    OpenTable(
        name="progress",
        title=mark("Progress towards the target (sasaran)"),
        row=mark("One province."),
        make=_list_progress,
        uses=("as_of", *_PLACES, "jenis", "denominator", "sasaran"),
        needs=("mpp", "targets"),
        shown={"laju": {}},
    ),
    OpenTable(
        name="stages",
        title=mark("Stages on the way to an MPP"),
        row=mark("One kabupaten or kota."),
        make=_of_scene(list_stages),
        uses=_FILTERS,
        shape=KABKOTA,
        needs=("mpp", "stage_events"),
        shown={"tahapan": {}},
    ),
    OpenTable(
        name="waiting",
        title=mark("Areas without an MPP, those that could open next first"),
        row=mark("One kabupaten or kota without an MPP."),
        make=_of_scene(list_waiting),
        uses=_FILTERS,
        shape=KABKOTA,
        needs=("mpp", "stage_events"),
        shown={"tindak_lanjut": {}},
    ),
    OpenTable(
        name="waiting-by-province",
        title=mark("Provinces with areas without an MPP, and their stages"),
        row=mark("One province with areas without an MPP."),
        make=_of_scene(list_waiting_by_province),
        uses=_FILTERS,
        shape=PROVINSI,
        needs=("mpp", "stage_events"),
        shown={"tindak_lanjut_provinsi": {}},
    ),
    OpenTable(
        name="events",
        title=mark("Events on the way to an MPP"),
        row=mark("One event on record."),
        make=_of_scene(list_stage_events),
        uses=_FILTERS,
        needs=("mpp", "stage_events"),
        shown={"peristiwa": {}},
    ),
    OpenTable(
        name="operation",
        title=mark("How opened MPPs work"),
        row=mark("One MPP that counts."),
        make=lambda scene: list_operation(
            scene.snapshot, scene.selection, scene.view.minggu, scene.t
        ),
        uses=(*_FILTERS, "minggu"),
        needs=("mpp", "stage_events", "status_reports"),
        shown={"status": {}},
    ),
    OpenTable(
        name="disrupted",
        title=mark("MPPs last reported closed or disrupted"),
        row=mark("One MPP that counts and was last reported closed or disrupted."),
        make=lambda scene: list_hindered(
            scene.snapshot, scene.selection, scene.view.minggu, scene.t
        ),
        uses=(*_FILTERS, "minggu"),
        needs=("mpp", "stage_events", "status_reports"),
        shown={"terganggu": {}},
    ),
    OpenTable(
        name="unreported",
        title=mark("MPPs without a recent report"),
        row=mark("One MPP that counts and was not reported for the weeks asked for (minggu)."),
        make=lambda scene: list_operation(
            scene.snapshot, scene.selection, scene.view.minggu, scene.t, unreported=True
        ),
        uses=(*_FILTERS, "minggu"),
        needs=("mpp", "stage_events", "status_reports"),
        shown={"belum_dilaporkan": {}},
    ),
    OpenTable(
        name="reports",
        title=mark("Reports and events on record"),
        row=mark("One report or event that says how an MPP works."),
        make=lambda scene: list_reports(
            scene.snapshot, scene.selection, scene.view.kode, scene.t
        ),
        uses=(*_FILTERS, "kode"),
        needs=("mpp", "stage_events", "status_reports"),
        shown={"riwayat": {}},
    ),
    OpenTable(
        name="services",
        title=mark("Services, agencies and buildings"),
        row=mark("One MPP that counts."),
        make=_of_scene(list_services),
        uses=_FILTERS,
        needs=("mpp", "mpp_details"),
        shown={"layanan": {}},
    ),
    OpenTable(
        name="digital",
        title=mark("Areas known to have MPP Digital"),
        row=mark("One province, kabupaten or kota."),
        make=_of_scene(list_digital_areas),
        uses=_FILTERS,
        needs=("mpp", "mpp_digital"),
        shown={"digital": {}},
    ),
    OpenTable(
        name="evaluations",
        title=mark("Latest results of evaluations"),
        row=mark("One result of an evaluation."),
        make=lambda scene: list_results(scene.snapshot, scene.selection, None, scene.t),
        uses=_FILTERS,
        needs=("mpp", "evaluations"),
        shown={"evaluasi": {}},
    ),
    OpenTable(
        name="visitors",
        title=mark("Visitors"),
        row=mark("One figure of visitors of an MPP."),
        make=_of_scene(list_visitor_figures),
        uses=_FILTERS,
        needs=("mpp", "visitors"),
        shown={"pengunjung": {}},
    ),
    OpenTable(
        name="reach",
        title=mark("Reach of MPPs"),
        row=mark("One province (level=provinsi) or one kabupaten or kota (level=kabkota)."),
        make=_list_reach,
        uses=(*_FILTERS, "level", OWN),
        shape=ANY,
        shown={
            "jangkauan": {"level": KABKOTA},
            "jangkauan_provinsi": {"level": PROVINSI},
            "jangkauan_sendiri": {"level": KABKOTA},
            "jangkauan_provinsi_sendiri": {"level": PROVINSI},
        },
    ),
    OpenTable(
        name="totals",
        title=mark("The headline figures"),
        row=mark("All places asked for, together."),
        make=list_totals,
        uses=("as_of", *_PLACES, "jenis", "denominator"),
    ),
    OpenTable(
        name="official_totals",
        title=mark("Official totals beside our count"),
        row=mark("One official total."),
        make=_list_official,
        uses=("as_of",),
        needs=("mpp", "official_totals"),
        shown={"rekonsiliasi": {}},
    ),
    OpenTable(
        name="boundaries",
        title=mark("The boundaries in use"),
        row=mark("One province (level=provinsi) or one kabupaten or kota (level=kabkota)."),
        make=list_boundaries,
        uses=(*_PLACES, "level"),
        shape=ANY,
        needs=(),
    ),
)  # fmt: skip
TABLES: Mapping[str, OpenTable] = {table.name: table for table in _TABLES}
"""By the name in the address."""


def find_shown(name: str) -> tuple[OpenTable, Mapping[str, object]] | None:
    """What has the rows of a table of a page, and what the view must say; None = no address has."""
    for table in _TABLES:
        if name in table.shown:
            return table, table.shown[name]
    return None


def make_address(table: OpenTable, view: View, form: str) -> str:
    """The address of a table in a form, as seen from the root of the app; as short as it gets.

    Examples
    --------
    >>> view = View(level="kabkota", provinsi=("35",), kode="35.10")
    >>> make_address(TABLES["coverage"], view, "csv")
    'api/coverage.csv?provinsi=35&level=kabkota'
    """
    query = urlencode(table.reduce(view).to_query(), doseq=True)
    return f"{ADDRESS}/{table.name}.{form}" + (f"?{query}" if query else "")


def find_address(name: str, view: View, form: str, **fields: object) -> str:
    """The address of the rows that a page shows; "" = they have none.

    Parameters
    ----------
    name : of the table on the page.
    fields : what the page chose that the view leaves open, such as ``sejak``.
    """
    found = find_shown(name)
    if found is None:
        return ""
    table, said = found
    return make_address(table, replace(view, **{**fields, **said}), form)
