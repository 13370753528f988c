"""The page of boundaries, and what pages and files say of the set in use."""

from __future__ import annotations

import datetime as dt
import json
import re

import geopandas as gpd
import pytest
from set_files import write_set
from shapely.geometry import box
from test_differences import UNIT
from test_pages import cells_of, checked, find, html_of, open_app, texts_of, turn_to

from mppgeo.base.language import Language
from mppgeo.boundaries.attribution import attribute_sources
from mppgeo.boundaries.sets import use_set
from mppgeo.commands import main
from mppgeo.content.boundary_sets import list_damaged, list_measured
from mppgeo.content.boundary_tables import list_errors
from mppgeo.content.classes import IN_ONE_SET, KEPT_DERIVED
from mppgeo.content.exports import write_geojson
from mppgeo.content.provenance import list_sources
from mppgeo.coverage import take_snapshot
from mppgeo.maps import boundaries as themes
from mppgeo.maps.payload import make_payload
from mppgeo.records.areas import Region
from mppgeo.scene.selection import select_areas
from mppgeo.scene.view import View

BIG = "big-2024"
DAY = dt.date(2025, 1, 1)


@pytest.fixture
def small(country, monkeypatch):
    """The small country as the app's data, with official areas; that of Sigi is not known."""
    areas = {"35.07": 2 * UNIT, "35.10": UNIT, "35.73": UNIT / 1.1, "72.71": 0.9 * UNIT}
    rows = [{**row, "area_km2": areas.get(row["kode"], "")} for row in country.regions()]
    country.write("regions.csv", list(Region.model_fields), rows)
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    return country


@pytest.fixture
def boundaries(small):
    return small.folder / "boundaries"


@pytest.fixture
def install(small, boundaries):
    """Installs a set in which Malang took a quarter of Banyuwangi's square, and uses it."""

    def write_and_use(name: str = BIG, *, use: bool = True, **record: object) -> None:
        squares = dict(small.squares)
        squares["35.07"] = box(110, -8, 111.25, -7)
        squares["35.10"] = box(111.25, -8, 112, -7)
        write_set(boundaries, name, squares, **record)
        if use:
            use_set(boundaries, name)

    return write_and_use


def captions_of(app) -> str:
    return "\n".join(caption.value for caption in app.caption)


def compare(app, name: str):
    [choice] = [
        box for box in app.selectbox if box.label in {"Dibandingkan dengan", "Compared with"}
    ]
    return checked(choice.set_value(name).run())


def ask(app, text: str):
    label = "Latitude, longitude" if "Latitude, longitude" in texts_of(app) else "Lintang, bujur"
    return checked(find(app.text_input, label).set_value(text).run())


# One set


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("id", ["Batas indikatif, bukan rujukan hukum.", "turunan (indikatif)", "Diturunkan oleh proyek"]),
        ("en", ["Indicative boundaries, not a legal reference.", "derived (indicative)", "Derived by the project"]),
    ],
)  # fmt: skip
def test_the_derived_set_is_said_to_be_indicative(small, lang, said):
    app = open_app("batas", lang=lang)
    text = texts_of(app)
    for sentence in said:
        assert sentence in text
    assert "python -m mppgeo boundaries import FILE" in text
    assert not [b for b in app.selectbox if b.label in {"Dibandingkan dengan", "Compared with"}]


def test_the_areas_stand_worst_first(small):
    table = open_app("batas").dataframe[0].value
    assert table["nama"].tolist()[:4] == [
        "Kab. Malang",
        "Kota Palu",
        "Kota Malang",
        "Kab. Banyuwangi",
    ]
    assert table["error_pct"].tolist()[:4] == pytest.approx([-50, 11.11, 10, 0], abs=0.02)
    assert table["error_pct"].isna().sum() == 3


def test_the_provinces_chosen_filter_the_table(small):
    table = open_app("batas", provinsi="72").dataframe[0].value
    assert set(table["kode"]) == {"72.10", "72.71"}


def test_the_account_of_the_derived_set_is_offered_where_there_is_one(small, boundaries):
    def labels() -> set[str]:
        return {button.proto.label for button in open_app("batas").get("download_button")}

    assert "Cara pembuatan" not in labels()
    (boundaries / "README.md").write_text("# Batas")
    assert "Cara pembuatan" in labels()


# Two sets


def test_the_set_in_use_is_described(install):
    install(kept_derived=["72.10", "72.71"], counts={"areas": 5})
    html = html_of(open_app("batas"))
    for value in (
        BIG,
        "Badan Informasi Geospasial",
        "CC BY 4.0",
        "15 Mar 2024",
        "batas.gpkg",
        "ab" * 32,
        "20 November 2026",
        "Kab. Sigi, Kota Palu",
    ):
        assert value in html  # fmt: skip
    assert "Diturunkan oleh proyek" not in html


def test_the_sets_stand_side_by_side(install):
    install()
    app = open_app("batas")
    [shown] = [frame for frame in app.dataframe if "set_1" in frame.value]
    assert f'"{BIG}"' in shown.proto.columns and '"turunan (indikatif)"' in shown.proto.columns
    table = shown.value.set_index("figure")
    assert table.loc["Dipakai"].tolist() == ["ya", "tidak"]
    assert table.loc["Titik sudut"].tolist() == ["35", "35"]
    assert table.loc["Sumber"].tolist() == ["Badan Informasi Geospasial", "–"]
    assert table.loc["Selisih luas, separuh di bawah"].nunique() == 2


def test_the_selected_area_is_told(install):
    install()
    app = open_app("batas", kode="35.10")
    told = re.sub(r"<[^>]+>", "", html_of(app))
    assert "Kab. Banyuwangi: 9.1" in told and "luas resmi 12.2" in told
    # The name leads to the area, and the rest of the view stays.
    assert re.search(r'href="\?[^"]*kode=35\.10[^"]*"[^>]*>Kab\. Banyuwangi</a>', html_of(app))
    app = compare(app, "turunan")
    assert "Kab. Banyuwangi</a>: 75,0% wilayahnya sama." in html_of(app)


def test_two_sets_are_compared(install):
    install()
    app = compare(open_app("batas"), "turunan")
    table = app.dataframe[0].value
    assert table["nama"].tolist()[:2] == ["Kab. Banyuwangi", "Kab. Malang"]
    assert table["agreement_pct"].tolist()[:2] == pytest.approx([75, 80])
    malang = table[table["kode"] == "35.07"].iloc[0]
    assert malang["change_pct"] == pytest.approx(-20)
    assert malang["goes"].startswith("Kab. Banyuwangi: 3.0")
    assert "Kesamaan wilayah" in texts_of(app)


def test_the_comparison_is_kept_from_page_to_page(install):
    install()
    app = compare(open_app("batas"), "turunan")
    turn_to(app, "peta")
    assert "agreement_pct" in turn_to(app, "batas").dataframe[0].value


def test_a_set_that_goes_away_is_no_longer_compared(install, boundaries):
    install()
    app = compare(open_app("batas"), "turunan")
    use_set(boundaries, "turunan")
    (boundaries / "sets" / BIG / "set.json").unlink()
    app = checked(app.run())
    assert "error_pct" in app.dataframe[0].value
    assert [w.value for w in app.warning if BIG.replace("-", "") in w.value.replace("-", "")]


def test_text_from_elsewhere_stays_text(install):
    install(
        source="<script>alert(1)</script>",
        licence="![x](https://example.org/a.png)",
        file_name="<b>.gpkg",
    )
    for page in ("batas", "peta", "data", "tentang"):
        app = open_app(page)
        assert "<script>alert" not in html_of(app) and "<b>.gpkg" not in html_of(app)
        assert "![x](https" not in captions_of(app)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html_of(open_app("batas"))


# A point


def test_a_point_by_each_set(install):
    install()
    app = ask(open_app("batas"), "-7.5, 111.1")
    [table] = [t.value for t in app.dataframe if "kecamatan" in t.value]
    assert table["set"].tolist() == [BIG, "turunan (indikatif)"]
    assert table["kabkota"].tolist() == ["Kab. Malang", "Kab. Banyuwangi"]
    assert table["provinsi"].tolist() == ["Jawa Timur"] * 2
    assert "tidak sepakat" in texts_of(app) and "7,5000° LS" in texts_of(app).replace("\\", "")
    app = ask(app, "7°30'S 119°30'E")
    assert "Semua set sepakat" in texts_of(app)
    assert "Kab. Sigi" in cells_of(app)


def test_a_point_at_sea(small):
    assert "at sea or outside the country" in cells_of(ask(open_app("batas", lang="en"), "-2, 118"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("entah", "tidak terbaca"),
        ("48.85, 2.35", "di luar Indonesia"),
        ("<b>-7</b>, 112", "tidak terbaca"),
    ],
)
def test_what_is_no_point_is_told(small, text, said):
    app = ask(open_app("batas"), text)
    [warning] = app.warning
    assert said in warning.value and "<b>" not in warning.value
    assert not [t for t in app.dataframe if "kecamatan" in t.value]


# What pages and files say of the boundaries


def test_the_set_in_use_is_named_without_a_restart(install, boundaries):
    indicative, official = "Batas indikatif", "Badan Informasi Geospasial, CC BY 4.0, 15 Mar 2024"

    def told() -> list[str]:
        return [captions_of(open_app("peta")), html_of(open_app("data"))]

    assert all(indicative in text and official not in text for text in told())
    install()
    assert all(official in text and indicative not in text for text in told())
    use_set(boundaries, "turunan")
    assert all(indicative in text and official not in text for text in told())


def test_files_name_the_set_in_use(small, install):
    install()
    dataset, t = small.load(), Language("en")
    said = "Boundaries: Badan Informasi Geospasial, CC BY 4.0, 15 Mar 2024."
    snapshot = take_snapshot(dataset, DAY)
    table = list_errors(dataset, list_measured(dataset)[0], ("35.07",), t)
    note = json.loads(write_geojson(snapshot, "kabkota", table, t))["note"]
    sources = list_sources(dataset, snapshot.mpp, DAY, t).frame["source"]
    assert note.startswith(said) and said in sources.tolist()
    assert attribute_sources(dataset.boundaries, t) == f"{said} Land around: GSHHG, DCW"


# Sets that cannot be used


def test_a_damaged_set_is_told(install, boundaries, small):
    install(use=False)
    (boundaries / "sets" / BIG / "kabkota.geojson").unlink()
    assert list_damaged(small.load()) == [BIG]
    [warning] = open_app("batas").warning
    assert BIG in warning.value.replace("\\", "")


def test_a_choice_that_cannot_be_followed_is_told(small, boundaries):
    (boundaries / "sets").mkdir()
    (boundaries / "sets" / "active").write_text("hilang\n")
    [warning] = open_app("batas").warning
    assert "hilang" in warning.value and "batas turunan" in warning.value


def test_a_replaced_set_is_measured_anew(install, boundaries, small):
    install(use=False)
    dataset = small.load()
    [_, before] = list_measured(dataset)
    assert list_measured(dataset)[1] is before
    write_set(boundaries, BIG, {"35.07": small.squares["35.07"]})
    [_, after] = list_measured(dataset)
    assert (before.quality.areas, after.quality.areas) == (7, 1)


# Themes


def test_the_map_of_area_errors(install, small):
    install(kept_derived=["72.71"])
    dataset = small.load()
    theme = themes.make_error_theme(list_measured(dataset)[0])
    names = {kode: theme.classes[code].name for kode, code in theme.codes.items()}
    assert names["35.07"] == "far-smaller" and names["35.10"] == "far-smaller"
    assert names["35.73"] == "larger" and names["72.10"] == "no-official-area"
    assert names["72.71"] == KEPT_DERIVED.name


def test_the_map_of_agreement_shows_no_mpps(install, small):
    small.write_mpp(small.mpp("35", "2018-01-01"))
    install()
    dataset, t = small.load(), Language("id")
    active, other = list_measured(dataset)
    theme = themes.make_agreement_theme(active, other)
    assert KEPT_DERIVED not in theme.classes and IN_ONE_SET not in theme.classes
    view = View(provinsi=("35",))
    snapshot = take_snapshot(dataset, DAY)
    payload = make_payload(
        snapshot, select_areas(snapshot, view), view, theme, t,
        last=None, openings_url="", detail=None, attribution="", summary="",
    )  # fmt: skip
    assert payload["points"] == [] and not any(entry["has"] for entry in payload["legend"])
    assert {entry["name"]: entry["count"] for entry in payload["legend"]} == {
        "agree-95": 1, "agree-90": 0, "agree-80": 1, "agree-60": 1, "agree-less": 0,
    }  # fmt: skip


# The real import


def test_an_imported_file_is_shown_at_the_next_visit(small, tmp_path, capsys):
    rows = [(small.names[kode], shape) for kode, shape in small.squares.items()]
    file = tmp_path / "batas.geojson"
    frame = gpd.GeoDataFrame(
        {"WADMKK": [nama for nama, _ in rows]}, geometry=[s for _, s in rows], crs=4326
    )
    frame["WADMPR"] = [small.names[kode[:2]] for kode in small.squares]
    frame.to_file(file, driver="GeoJSON")
    assert "BIG 2024" not in html_of(open_app("batas"))
    given = ["--name", BIG, "--source", "BIG 2024", "--licence", "CC BY 4.0", "--date", "2024"]
    assert main(["boundaries", "import", str(file), *given]) == 0, capsys.readouterr()
    assert main(["boundaries", "use", BIG]) == 0
    app = open_app("batas")
    assert "BIG 2024" in html_of(app) and "BIG 2024, CC BY 4.0" in captions_of(app)
    table = compare(app, "turunan").dataframe[0].value
    assert table["agreement_pct"].min() == pytest.approx(100, abs=0.1)
