"""One answer to every question: what two outputs say of one thing is the same.

The outputs themselves are read (:mod:`outputs`, :mod:`output_pages`, :mod:`output_files`): pages,
the files that they offer, what the map and the time bar get, command line, deck, handout, data
pack. Each is made once for a view, and all are held against one another; with the records that
ship, and with those of a small country in which MPPs move, are counted anew, close, and Jakarta
varies.
"""

from __future__ import annotations

import json
from urllib.parse import urlencode

import output_files
import output_pages
import outputs
import pytest
from output_pages import Files, Player
from outputs import Said
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from mppgeo.base.clock import today
from mppgeo.base.language import Language
from mppgeo.base.paths import PROJECT, data_dir
from mppgeo.country.regions import read_regions
from mppgeo.live import current
from mppgeo.serving.assets import make_route
from mppgeo.serving.first_picture import Pictures

View = dict[str, str]
BROWSER = TestClient(Starlette(routes=[make_route()]))
"""Fetches what the map fetches."""

SHIPPED: dict[str, View] = {
    "nation": {"tanggal": "2025-12-15"},
    "nation of 514, English": {
        "tanggal": "2022-11-01", "penyebut": "514", "level": "kabkota", "lang": "en",
    },
    "nation of 508": {"tanggal": "2019-12-31", "penyebut": "508", "level": "kabkota"},
    "provinces of 508, English": {"tanggal": "2024-12-12", "penyebut": "508", "lang": "en"},
    "Jakarta of 508": {"provinsi": "31", "penyebut": "508", "level": "kabkota"},
    "Jakarta of 509": {"provinsi": "31", "level": "kabkota", "kode": "31.71"},
    "Jakarta of 514, English": {
        "tanggal": "2024-12-12", "provinsi": "31", "penyebut": "514", "level": "kabkota",
        "lang": "en",
    },
    "Jawa Timur": {
        "tanggal": "2024-12-12", "provinsi": "35", "level": "kabkota", "kode": "35.10",
    },
    "Jawa Timur, English": {
        "tanggal": "2022-11-01", "provinsi": "35", "level": "kabkota", "kode": "35.78",
        "lang": "en",
    },
    "Papua Pegunungan": {"tanggal": "2025-12-15", "provinsi": "95", "level": "kabkota"},
    "Papua Pegunungan before it was set up": {
        "tanggal": "2019-12-31", "provinsi": "95", "level": "kabkota",
    },
    "kota": {"tanggal": "2024-12-12", "jenis": "kota", "level": "kabkota"},
    "without an MPP, English": {
        "tanggal": "2024-12-12", "provinsi": "12", "status": "belum", "level": "kabkota",
        "lang": "en",
    },
}  # fmt: skip
VARIED: dict[str, View] = {
    f"{day} of {denominator}": {
        "tanggal": day, "penyebut": denominator, "level": "kabkota",
        "provinsi": "35", "kode": "35.10", "lang": lang,
    }
    for day, denominator, lang in (
        ("2019-12-31", "508", "en"),
        ("2022-11-01", "509", "id"),
        ("2024-12-12", "514", "en"),
        ("2025-12-15", "509", "id"),
    )
} | {
    f"Jakarta of {denominator}": {
        "tanggal": "2022-11-01", "penyebut": denominator, "level": "kabkota", "provinsi": "31",
    }
    for denominator in ("508", "509", "514")
} | {
    f"nation on {day}": {"tanggal": day, "penyebut": "514"} for day in ("2018-10-11", "2025-12-15")
}  # fmt: skip
BANYUWANGI = {
    "2019-12-31 of 508": (142, "Jl. Lama"),
    "2022-11-01 of 509": (233, "Jl. Lama"),
    "2024-12-12 of 514": (233, "Jl. Baru"),
    "2025-12-15 of 509": (400, "Jl. Baru"),
}
"""Services and address by hand; the list of MPPs itself says 111 and Jl. Daftar."""


@pytest.fixture
def varied(country, monkeypatch):
    """Banyuwangi moves and is counted thrice, Kota Malang closes, Palu opened within a year."""
    country.write_mpp(
        country.mpp("31", "2018-10-12", nama_mpp="MPP DKI"),
        country.mpp(
            "35.10", "2017-10-06", jumlah_layanan="111", alamat="Jl. Daftar",
            sumber_tanggal="2017-10-06",
        ),
        country.mpp("35.73", "2021-05-05"),
        country.mpp("35.07", "2022-03-01", hitungan_nasional="tidak"),
        country.mpp("72.71", "2020-12-31", presisi="tahun", tanggal_peresmian="2020",
                    tanggal_awal="2020-01-01"),
        country.mpp("72.10", "2025-12-15"),
    )  # fmt: skip
    count = country.row_of_mpp
    country.write_table(
        "mpp_details",
        count("35.10", jumlah_layanan="400", tanggal_data="2025-06-01"),
        count("35.10", jumlah_layanan="142", jumlah_instansi="9", tanggal_data="2018-01"),
        count("35.10", jumlah_layanan="233", jumlah_instansi="24", tanggal_data="2022-01-24"),
    )
    country.write_table(
        "mpp_sites",
        count("35.10", alamat="Jl. Baru", berlaku_sejak="2023-06-01"),
        count("35.10", alamat="Jl. Lama", berlaku_sejak="2017-10-06"),
    )
    country.write_table(
        "status_reports",
        count("35.73", tanggal="2024-12-02", status="tidak_aktif"),
        count("35.10", tanggal="2022-10-20", status="beroperasi"),
    )
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    monkeypatch.delenv("MPPGEO_DATABASE_URL", raising=False)
    return country


@pytest.fixture
def files(monkeypatch) -> Files:
    return Files(monkeypatch)


@pytest.fixture
def ask(run, read_once, files):
    """Collects what all outputs of a view say: by their names."""

    def collect(view: View) -> dict[str, Said]:
        return Collector(view, run, files).collect()

    return collect


def visit(page: str, view: View, **other: str) -> AppTest:
    app = AppTest.from_file(PROJECT / "mppgeo" / "ui" / "main.py", default_timeout=180)
    if page != "peta":
        app.switch_page(f"../../pages/{page}.py")
    for name, value in (view | other).items():
        app.query_params[name] = value
    app.session_state["mpp_list"] = True
    app.run()
    assert [error.message for error in app.exception] == []
    return app


class Collector:
    """Makes the outputs of one view, each once."""

    def __init__(self, view: View, run, files: Files) -> None:
        self.view, self.run, self.files = view, run, files
        self.t = Language(view.get("lang", "id"))
        regions = read_regions(data_dir() / "regions.csv")[0]
        self.names = outputs.list_names(regions)
        kodes = sorted(regions["kode"])
        self.codes = {
            level: [kode for kode in kodes if len(kode) == letters]
            for level, letters in (("provinsi", 2), ("kabkota", 5))
        }
        self.said: dict[str, Said] = {}

    def collect(self) -> dict[str, Said]:
        self._read_map_page()
        self._read_other_pages()
        if not {"jenis", "status"} & set(self.view):
            self._read_commands()
        return self.said

    def _read_map_page(self) -> None:
        view, t, said = self.view, self.t, self.said
        app = visit("peta", view)
        nodes = output_pages.read_html(app)
        said["headline"] = outputs.read_tiles(nodes, t)
        self.payload = output_pages.read_payload(app)
        said["map"] = output_pages.read_map(self.payload, self.codes, t)
        if "status" in view:
            # Its legend is of the areas with that status alone.
            for subject in ("areas", "areas with an MPP", "areas without an MPP"):
                said["map"].pop(subject, None)
        said["picture"] = self._read_picture(view)
        level = view.get("level", "provinsi")
        tables = [outputs.read_frame(element) for element in app.dataframe]
        table, mpps = tables[0], outputs.find_table(tables, t("Services as of")) or []
        read = outputs.read_areas if level == "kabkota" else self._read_provinces
        said["table"] = read(table, t)
        said["list of MPPs"] = outputs.read_mpps(mpps, t) | {
            "MPPs outside the count": outputs.list_outside(mpps, t)
        }
        for name, rows in ((level, table), ("mpp", mpps)):
            if rows:
                self._read_downloads(app, name, rows)
        if view.get("kode"):
            own = [row[t("Name of the MPP")] for row in mpps if row[t("Name of the MPP")] in nodes]
            for name in own:
                said[f"card of {name}"] = output_pages.read_card(nodes, name, t)
        self._play()

    def _read_picture(self, view: View) -> Said:
        """The picture that stands in the page's HTML."""
        pictures = Pictures(lambda picture: picture.body.encode())
        body = pictures.paint("", urlencode(view), current(), today()).decode()
        said = output_pages.read_picture(body, self.t, self.names)
        if "status" in view:
            # The legend is of the areas with that status alone.
            said.pop("areas without an MPP", None)
        return said

    def _read_downloads(self, app: AppTest, name: str, rows: list) -> None:
        """The files of a table hold its rows, cell by cell."""
        [sheet] = outputs.read_xlsx(self.files.save(app, f"d_{name}_xlsx")).values()
        assert outputs.are_alike(outputs.drop_empty(sheet), outputs.drop_empty(rows)), name
        assert outputs.read_csv(self.files.save(app, f"d_{name}_csv"), sheet) == sheet, name

    def _play(self) -> None:
        """The same day as the time bar plays it, from the page of this day and of today."""
        day = self.view.get("tanggal")
        if day is None or self.payload["time"] is None:
            return
        address = self.payload["openings"].removeprefix("../..")
        openings = BROWSER.get(address).json()
        level = self.payload["level"]
        today = visit("peta", {k: v for k, v in self.view.items() if k != "tanggal"})
        for name, payload in (
            ("played", self.payload),
            ("played back", output_pages.read_payload(today)),
        ):
            player = Player(payload, openings, self.codes)
            if name == "played" or not self._is_of_a_new_province():
                assert player.play_classes(day) == self.payload["classes"][level], name
            with_mpp, areas = player.play_count(day)
            self.said[name] = {"areas": areas} | ({"areas with an MPP": with_mpp} if areas else {})
            if level == "kabkota" and (name == "played" or not self._changes_with_the_day()):
                points = [kode for kode, counted in player.play_points(day) if not counted]
                self.said[name]["MPPs outside the count"] = sorted(points)
        status = self.said["map"] if level == "kabkota" else {}
        self.said["openings"] = {
            ("opened", kode): opening[0]
            for kode, opening in openings.items()
            if status.get(("status", kode)) in ("has", "served-by-province")
            and len(opening[0] or "") == 10
        }

    def _is_of_a_new_province(self) -> bool:
        """A province not yet set up has no class of its own under a filter by province."""
        return self.view.get("provinsi", "").startswith("9")

    def _changes_with_the_day(self) -> bool:
        """Whether the areas kept are others on other days."""
        return "status" in self.view or self._is_of_a_new_province()

    def _read_other_pages(self) -> None:
        view, t, said = self.view, self.t, self.said
        app = visit("linimasa", view)
        said["timeline"] = output_pages.read_charts(app, self.names)
        shares = said["timeline"]
        provinces = {k[1]: v for k, v in said["table"].items() if k[0] == "province"}
        # The small charts are of today's provinces, the table is of those of the day.
        said["small charts"] = {
            ("province", kode): (*figures[:2], shares[("share", kode)])
            for kode, figures in provinces.items()
            if ("share", kode) in shares and view["tanggal"] >= "2023"
        }
        tables = [outputs.read_frame(element) for element in visit("layanan", view).dataframe]
        services = outputs.find_table(tables, t("Services"), t("Address")) or []
        said["Services"] = outputs.read_mpps(services, t)
        tables = [outputs.read_frame(element) for element in visit("pemantauan", view).dataframe]
        operation = outputs.find_table(tables, t("What is known"), t("Name of the MPP")) or []
        said["monitoring"] = {
            ("operation", row[t("Name of the MPP")]): row[t("What is known")] for row in operation
        }
        if view.get("level") == "kabkota" and "status" not in view and said["headline"]["areas"]:
            legend = output_pages.read_payload(visit("tahapan", view))["legend"]
            count = {row["name"]: float(row["count"]) for row in legend}
            opened = count["opened"] + count["served-by-province"]
            said["stages"] = {"areas with an MPP": opened}
        # Before a province was set up its parent is presented.
        if not self._changes_with_the_day():
            shown = {k: v for k, v in view.items() if k not in ("kode", "level", "provinsi")}
            step = {"langkah": view["provinsi"]} if "provinsi" in view else {}
            app = visit("peta", shown, mode="presentasi", **step)
            said["presented"] = outputs.read_tiles(output_pages.read_html(app), t)
            said["presented picture"] = self._read_picture({**shown, "mode": "presentasi", **step})
            said["presented map"] = output_pages.read_map(
                output_pages.read_payload(app), self.codes, t
            )

    def _read_provinces(self, rows: list, t: Language) -> Said:
        return outputs.read_provinces(rows, t, self.names)

    def _read_commands(self) -> None:
        view = self.view
        words = ["--denominator", view.get("penyebut", "509"), "--format", "json"]
        words += ["--as-of", view["tanggal"]] if "tanggal" in view else []
        words += ["--provinsi", view["provinsi"]] if "provinsi" in view else []
        code, printed, _ = self.run("coverage", *words)
        if code:
            # A province that was not yet set up.
            return
        self.said["command"] = output_files.read_command(json.loads(printed))
        if self.said["headline"]["areas"]:
            for by, read in (
                ("provinsi", output_files.read_command_provinces),
                ("kabkota", output_files.read_command_areas),
            ):
                printed = self.run("coverage", "--by", by, *words)[1]
                self.said[f"command by {by}"] = read(json.loads(printed))


@pytest.mark.parametrize("lang", ["id", "en"])
def test_official_totals_and_ours(run, read_once, tmp_path, lang):
    """What stands beside a difference makes it."""
    t, view = Language(lang), {"tanggal": "2025-12-15", "provinsi": "95", "lang": lang}
    tables = [outputs.read_frame(one) for one in visit("rekonsiliasi", view).dataframe]
    rows = outputs.find_table(tables, t("Official total"))
    sheet = outputs.read_xlsx(make_briefing(run, tmp_path, view, "xlsx"))["rekonsiliasi"]
    told = json.loads(run("reconcile", "--lang", lang, "--format", "json")[1])
    said = {
        "page": outputs.read_comparisons(rows, t),
        "page, worked out": outputs.subtract_comparisons(rows, t),
        "pack": outputs.read_comparisons(sheet, t),
        "command": output_files.read_command_comparisons(told),
    }
    assert outputs.find_contradictions(said) == []
    assert said["page"].keys() == said["pack"].keys() and len(rows) > 20
    assert ("total", "2025-12-15", 305.0) in said["page"].keys() & said["command"].keys()


def assert_agreed(said: dict[str, Said]) -> None:
    assert outputs.find_contradictions(said) == []
    # What was not found cannot contradict.
    assert said["headline"] and said["table"] and len(said) > 5, list(said)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_records_that_ship(ask, name):
    assert_agreed(ask(SHIPPED[name]))


@pytest.mark.parametrize("name", VARIED)
def test_records_that_vary(ask, varied, name):
    said = ask(VARIED[name])
    assert_agreed(said)
    if name in BANYUWANGI:
        services, address = BANYUWANGI[name]
        for output in ("card of MPP 35.10", "list of MPPs", "Services"):
            assert said[output]["services", "MPP 35.10"] == services, output
            assert said[output]["address", "MPP 35.10"] == address, output


# Briefings


def make_briefing(run, folder, view: View, kind: str) -> bytes:
    words = {
        "tanggal": "--as-of", "provinsi": "--provinsi", "penyebut": "--denominator",
        "lang": "--lang",
    }  # fmt: skip
    asked = [word for name, value in view.items() if name in words for word in (words[name], value)]
    path = folder / f"briefing.{kind}"
    code, _, told = run(
        "brief", "--length", "lengkap", "--sections", "angka,provinsi,mpp,jangkauan",
        "--format", kind, "--out", path, *asked,
    )  # fmt: skip
    assert code == 0, told
    return path.read_bytes()


def assert_briefings_agree(ask, run, folder, view: View) -> dict[str, Said]:
    t = Language(view.get("lang", "id"))
    names = outputs.list_names(read_regions(data_dir() / "regions.csv")[0])
    said = ask(view)
    deck = output_files.read_deck(make_briefing(run, folder, view, "pptx"))
    said["deck"] = outputs.read_tiles(deck.tiles, t) | outputs.read_reach(deck.tiles, t)
    reach = output_pages.read_html(visit("jangkauan", view))
    said["reach"] = outputs.read_reach(reach, t)
    for table in deck.tables:
        titles = set(table[0]) if table else set()
        if {t("Province"), t("With MPP"), t("MPPs")} <= titles:
            said["deck"] |= outputs.read_provinces(table, t, names)
        elif {t("Name of the MPP"), t("Services (as of)")} <= titles:
            said["deck"] |= outputs.read_mpps(table, t)
    pack = outputs.read_xlsx(make_briefing(run, folder, view, "xlsx"))
    said["pack"] = output_files.read_totals(pack["ringkasan"][0], t)
    said["pack, areas"] = outputs.read_areas(pack["kabkota"], t)
    said["pack, MPPs"] = outputs.read_mpps(pack["mpp"], t)
    said["pack, facts"] = outputs.read_mpps(pack["mpp_rinci"], t)
    assert_agreed(said)
    handout = output_files.read_pdf(make_briefing(run, folder, view, "pdf"))
    for text in deck.tiles:
        assert "".join(text.split()) in handout, text
    for row in pack["mpp_rinci"] if view.get("provinsi") else ():
        for title in (t("Services (as of)"), t("Agencies (as of)"), t("Address")):
            assert "".join((row[title] or "").split()) in handout, row
    return said


@pytest.mark.parametrize("name", ["Jawa Timur, English", "nation of 508"])
def test_briefings_of_the_records_that_ship(ask, run, tmp_path, name):
    said = assert_briefings_agree(ask, run, tmp_path, SHIPPED[name])
    assert said["deck"]["people within 25 km"] and said["reach"]["people within 25 km"]


@pytest.mark.parametrize("name", ["2022-11-01 of 509", "2024-12-12 of 514"])
def test_briefings_of_records_that_vary(ask, run, varied, tmp_path, name):
    said = assert_briefings_agree(ask, run, tmp_path, VARIED[name])
    assert said["deck"]["services", "MPP 35.10"] == BANYUWANGI[name][0]
    assert said["deck"]["address", "MPP 35.10"] == BANYUWANGI[name][1]
