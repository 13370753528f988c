"""Sets of boundaries: imported, listed, used and removed, also in a running app."""

from __future__ import annotations

import hashlib
import json
import os

import geopandas as gpd
import pytest
import shapely
from boundary_files import write_areas
from shapely.geometry import box

from mppgeo.base.language import LANGUAGES, Language
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries import sets
from mppgeo.boundaries.importing import install as installing
from mppgeo.boundaries.importing import plan as planning
from mppgeo.boundaries.importing.plan import Request, plan_import, suggest_name
from mppgeo.boundaries.importing.report import tell_plan
from mppgeo.boundaries.importing.surroundings import read_surroundings
from mppgeo.boundaries.sets import DERIVED, find_active, list_sets, read_set, remove_set, use_set
from mppgeo.commands import main
from mppgeo.live import current


@pytest.fixture
def here(country, monkeypatch):
    """The small country, as the one that the commands and the app work on."""
    country.open_none()
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    monkeypatch.delenv("MPPGEO_DATABASE_URL", raising=False)
    return country


@pytest.fixture
def boundaries(here):
    return here.folder / "boundaries"


@pytest.fixture
def run(capsys):
    """Run a command; gives exit code, standard output and standard error."""

    def run_command(*args) -> tuple[int, str, str]:
        try:
            code = main(["boundaries", *(str(arg) for arg in args)])
        except SystemExit as stopped:
            code = stopped.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


@pytest.fixture
def write(here, tmp_path):
    """Writes a file of the squares, each a little smaller, with changes."""

    def write_file(name: str = "BIG 2024.geojson", **changes: object):
        squares = {**here.squares, **changes}
        squares = {kode: shape for kode, shape in squares.items() if shape is not None}
        columns = {"KDPKAB": list(squares), "WADMKK": [here.names[kode] for kode in squares]}
        frame = gpd.GeoDataFrame(columns, geometry=list(squares.values()), crs=4326)
        return write_areas(tmp_path, name, frame)

    return write_file


def snapshot(folder) -> dict[str, bytes]:
    """All files but the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


SHIFTED = {"35.07": box(110, -8, 111, -7.25)}


# --- import ---------------------------------------------------------------------------


def test_a_file_is_installed_and_not_yet_in_use(boundaries, run, write):
    path = write(**SHIFTED)
    code, out, err = run("import", path, "--source", "BIG", "--licence", "terbuka", "--date", "2024-05", "--lang", "en")  # fmt: skip
    assert (code, err) == (0, "")
    assert "7 of 7 areas matched; 0 missing; 0 features not matched" in out
    assert "35.07 Kabupaten Malang: 9," in out and "(−25%)" in out
    assert out.endswith("It is not in use yet: python -m mppgeo boundaries use big-2024\n")
    made = read_set(boundaries, "big-2024")
    assert (made.source, made.licence, made.date) == ("BIG", "terbuka", "2024-05")
    assert (made.file_name, made.levels, made.kept_derived) == ("BIG 2024.geojson", ("kabkota",), ())  # fmt: skip
    assert made.checksum == hashlib.sha256(path.read_bytes()).hexdigest()
    assert made.counts["areas"] == 7 and made.counts["vertices_light"] > 28
    assert made.installed_on.endswith("+00:00") and not made.is_derived
    files = {path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*.*")}
    assert files == {
        "set.json", "kabkota.geojson", "provinsi.geojson", "detail/31.topojson",
        "detail/35.topojson", "detail/72.topojson",
    }  # fmt: skip
    assert find_active(boundaries)[0].name == DERIVED


def test_what_is_not_said_is_recorded_as_unknown(boundaries, run, write):
    code, out, _ = run("import", write(), "--lang", "en", "--name", "x", "--use")
    assert code == 0
    assert "Recorded as unknown, as it was not said: --source, --licence, and --date" in out
    assert out.endswith("“x” is in use now.\n")
    assert find_active(boundaries)[0].name == "x"


def test_a_trial_installs_nothing(boundaries, run, write):
    before = snapshot(boundaries)
    code, out, _ = run("import", write(), "--dry-run", "--lang", "en")
    assert code == 0 and out.endswith("Nothing was installed, as this was a trial.\n")
    assert snapshot(boundaries) == before


@pytest.mark.parametrize("lang", ["id", "en"])
def test_missing_areas_stop_it_unless_they_are_allowed(boundaries, run, write, lang):
    path = write(**{"35.73": None})
    before = snapshot(boundaries)
    code, out, err = run("import", path, "--lang", lang)
    assert code == 1 and snapshot(boundaries) == before
    assert "--allow-missing" in err and "35.73 Kota Malang" in out and "{" not in out + err
    code, out, err = run("import", path, "--allow-missing", "--name", "x", "--use", "--lang", lang)
    assert (code, err) == (0, "")
    assert read_set(boundaries, "x").kept_derived == ("35.73",)
    shape = current().kabkota.geometry["35.73"]
    assert shape.area == pytest.approx(1) and current().boundaries.kept_derived == ("35.73",)


def test_a_feature_in_question_is_chosen(boundaries, run, here, tmp_path):
    names = [here.names[kode] for kode in here.squares]
    names[list(here.squares).index("35.10")] = "Blambangan"
    frame = gpd.GeoDataFrame({"nama": names}, geometry=list(here.squares.values()), crs=4326)
    path = write_areas(tmp_path, "a.gpkg", frame)
    code, out, _ = run("import", path, "--lang", "en")
    assert code == 1
    assert "“Blambangan” is not the name of any area; these come near: 35.10 Kabupaten Banyuwangi (100%)" in out  # fmt: skip
    assert "35.10 Kabupaten Banyuwangi (perhaps 4 “Blambangan”)" in out
    assert run("import", path, "--choose", "4=35.10")[0] == 0
    for choice in ("99=35.10", "4=99.99"):
        assert run("import", path, "--choose", choice, "--name", "y")[0] == 1
    code, _, err = run("import", path, "--choose", "4=35.10", "--choose", "4=35.07", "--lang", "en")
    assert (code, err.split(":")[0]) == (1, "Feature 4 was chosen twice")
    assert run("import", path, "--choose", "4")[0] == 2


def test_a_file_of_which_no_area_is_known(boundaries, run, tmp_path):
    frame = gpd.GeoDataFrame({"nama": ["Xyzzy", "Qwert"]}, geometry=[box(110, 0, 111, 1), box(120, 0, 121, 1)], crs=4326)  # fmt: skip
    before = snapshot(boundaries)
    code, out, err = run("import", write_areas(tmp_path, "a.fgb", frame), "--lang", "en")
    assert code == 1 and "0 of 7 areas matched; 7 missing; 2 features not matched" in out
    assert "“Qwert” is not the name of any area, nor near to one" in out
    assert snapshot(boundaries) == before


def test_a_file_of_areas_that_the_derived_set_lacks(here, boundaries, run, write):
    here.write_layer("kabkota", {kode: s for kode, s in here.squares.items() if kode != "35.73"})
    path = write(**{"35.73": None})
    assert run("import", path)[0] == 1
    assert run("import", path, "--allow-missing", "--name", "x", "--use")[0] == 0
    assert read_set(boundaries, "x").kept_derived == ()
    assert {fault.kode for fault in current().faults} == {"35.73"}


def test_a_twin_by_code_name_or_place_is_never_the_other(here, tmp_path):
    twins = {kode: here.squares[kode] for kode in ("35.07", "35.73")}
    for columns in (
        {"nama": ["Malang", "Malang"]},
        {"nama": ["Malang", "Malang"], "TYPE_2": ["Kabupaten", "Kota"]},
        {"nama": ["Kab. Malang", "Kota Malang"]},
    ):
        frame = gpd.GeoDataFrame(columns, geometry=list(twins.values()), crs=4326)
        path = write_areas(tmp_path, f"{len(columns)}{columns['nama'][0]}.fgb", frame)
        made = plan_import(
            Request(path, name="x", allow_missing=True), read_surroundings(here.folder)
        )
        fine = dict(zip(made.result.fine.kode, made.result.fine.geometry, strict=True))
        for kode, shape in twins.items():
            assert fine[kode].equals(shape)


def test_the_report_says_everything(here, tmp_path, t):
    squares = here.squares
    shapes = [
        shapely.Polygon([(110, -8), (111, -7), (111, -8), (110, -7)]),  # 35.07, a bow tie
        squares["35.10"].union(squares["35.73"]),  # Banyuwangi, over the kota as well
        box(112.2, -7.9, 112.9, -7.2),  # Kota Malang
        squares["72.10"], squares["72.71"], squares["31.72"],
        box(106, -8, 106.5, -7), box(106.5, -8, 106.99, -7),  # 31.71 in two features
        box(100, 0, 101, 1), None, shapely.Point(1, 1), shapely.Point(2, 2),
    ]  # fmt: skip
    names = ["Kab. Malang", "Banyuwngi", "Kota Malang", "Sigi", "Palu", "Jakarta Utara",
             "Kota Adm. Jakarta Pusat", "Kota Adm. Jakarta Pusat", "Danau Toba", "x", "y", None]  # fmt: skip
    frame = gpd.GeoDataFrame({"nama": names, "provinsi": "Atlantis"}, geometry=shapes, crs=4326)
    path = write_areas(tmp_path, "a.gpkg", frame)
    made = plan_import(Request(path), read_surroundings(here.folder))
    told = "\n".join(tell_plan(made, t))
    assert "{" not in told and made.ready
    for word in ("Atlantis", "Banyuwngi", "35.73", "Danau Toba", "31.71", "a.gpkg", "km²"):
        assert word in told
    assert made.repairs == {"crossing": 1, "no_geometry": 1, "not_areas": 2}
    [(first, second, _)] = made.result.coverage.overlaps
    assert (first, second) == ("35.73", "35.10")
    assert {d.kode for d in made.differences if d.much} >= {"35.07", "35.73"}


def test_features_without_geometry_are_named_and_not_counted_as_absent(run, write, here):
    path = write(**{"35.07": shapely.Polygon(), "35.73": shapely.Point(112.5, -7.5)})
    code, out, _ = run("import", path, "--allow-missing", "--dry-run", "--lang", "en")
    assert code == 0
    assert "5 of 7 areas matched; 0 missing; 2 without geometry; 0 features not matched" in out
    assert "3 “Kabupaten Malang”: 35.07 Kabupaten Malang" in out
    assert "5 “Kota Malang”: 35.73 Kota Malang" in out
    assert "Areas that the file does not have" not in out
    code, _, err = run("import", path, "--choose", "3=35.07", "--lang", "en")
    assert code == 1 and err == "Feature 3 has no geometry, so no area can be chosen for it.\n"


def test_a_layer_without_names_and_codes_is_one_sentence(run, here, tmp_path):
    squares = list(here.squares.values()) * 5
    frame = gpd.GeoDataFrame({"Name": "", "Description": "x"}, index=range(35), geometry=squares, crs=4326)  # fmt: skip
    code, out, err = run("import", write_areas(tmp_path, "a.kml", frame), "--lang", "en")
    assert (code, out) == (1, "") and len(err.splitlines()) == 1
    assert "has a name or a code of an area in these columns: Name." in err


def test_what_cannot_be_is_not_installed_but_for_a_choice(run, here, write, boundaries):
    """Kota Malang lies where Sigi does: --allow-missing keeps the derived one; a choice is obeyed."""
    path = write(**{"35.73": here.squares["72.10"].buffer(-0.01), "72.10": None})
    code, out, _ = run("import", path, "--name", "x", "--allow-missing", "--lang", "en")
    assert code == 0 and "5 “Kota Malang” is called Kota Malang (35.73), but lies elsewhere" in out
    assert read_set(boundaries, "x").kept_derived == ("35.73", "72.10")
    chosen = ("--choose", "5=72.10", "--allow-missing", "--name", "y")
    assert run("import", path, *chosen)[0] == 0
    assert read_set(boundaries, "y").kept_derived == ("35.73",)


@pytest.mark.parametrize("name", ["", "A", "a b", "../x", "turunan", "active", "x" * 41, "é"])
def test_names_that_a_set_cannot_have(boundaries, run, write, name):
    before = snapshot(boundaries)
    code, _, err = run("import", write(), "--name", name or " ")
    assert code == 1 and len(err.splitlines()) == 1 and snapshot(boundaries) == before


@pytest.mark.parametrize(
    ("file", "name"),
    [("BIG 2024.zip", "big-2024"), ("é.shp", "peta"), ("a" * 60 + ".x", "a" * 40), ("_a_.x", "a")],
)
def test_a_name_is_suggested_from_the_file(tmp_path, file, name):
    assert suggest_name(tmp_path / file) == name


def test_a_name_that_is_taken_and_a_date_that_is_none(run, write, capsys):
    assert run("import", write(), "--name", "x")[0] == 0
    code, _, err = run("import", write(), "--name", "x", "--lang", "en")
    assert code == 1 and err.startswith("A set “x” is installed already.")
    for date in ("2024-13", "kemarin", "24", "2024-02-30", "20240101"):
        assert run("import", write(), "--name", "y", "--date", date)[0] == 1


def test_a_write_that_fails_leaves_nothing_behind(boundaries, run, write, monkeypatch):
    before = snapshot(boundaries)

    def fail(*_):
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(installing, "write_detail", fail)
    code, _, err = run("import", write(), "--lang", "en")
    assert code == 1 and "the disk is full" in err
    assert snapshot(boundaries) == before
    assert [path.name for path in (boundaries / "sets").iterdir()] in ([".lock"], [])


@pytest.mark.parametrize("name", ["nowhere.gpkg", "."])
def test_a_file_that_cannot_be_read_is_one_sentence(run, here, tmp_path, name):
    code, out, err = run("import", tmp_path / name)
    assert (code, out) == (1, "") and len(err.splitlines()) == 1


def test_bad_limits_are_bad_usage(run, write):
    assert run("import", write(), "--max-mb", "0")[0] == 2
    code, _, err = run("import", write(), "--max-vertices", "5", "--lang", "en")
    assert code == 1 and "more than 5 vertices" in err


def test_kecamatan_are_added_to_a_set(boundaries, run, write, here, tmp_path):
    halves = {}
    for kode, square in here.squares.items():
        west, south, east, north = square.bounds
        middle = (west + east) / 2
        halves[f"{kode}.01"] = box(west, south, middle, north)
        halves[f"{kode}.02"] = box(middle, south, east, north)
    names = {kode: f"Kecamatan {'Timur' if kode[-1] == '2' else 'Barat'}" for kode in halves}
    derived = gpd.GeoDataFrame({"nama": list(names.values())}, index=list(halves), geometry=list(halves.values()), crs=4326)  # fmt: skip
    kabkota = gpd.GeoDataFrame(index=list(here.squares), geometry=list(here.squares.values()), crs=4326)  # fmt: skip
    installing.write_detail(boundaries / "detail", kabkota, derived)
    moved = shapely.transform(derived.geometry.values, lambda xy: xy + [0, 0.0003])
    frame = gpd.GeoDataFrame(
        {
            "WADMKC": [name.upper() for name in names.values()],
            "WADMKK": [here.names[kode[:5]] for kode in halves],
            "WADMPR": [here.names[kode[:2]] for kode in halves],
        },
        geometry=moved, crs=4326,
    )  # fmt: skip
    path = write_areas(tmp_path, "kec.gpkg", frame)
    code, _, err = run("import", path, "--level", "kecamatan", "--name", "x", "--lang", "en")
    assert code == 1 and err.startswith("Kecamatan are added to an installed set")
    assert run("import", write(), "--name", "x")[0] == 0
    code, out, err = run("import", path, "--level", "kecamatan", "--name", "x", "--lang", "en")
    assert (code, err) == (0, "") and "14 of 14 areas matched" in out
    made = read_set(boundaries, "x")
    assert made.levels == ("kabkota", "kecamatan") and made.counts["kecamatan_areas"] == 14
    assert made.file_name == "BIG 2024.geojson, kec.gpkg"
    detail = planning.read_detail(made.detail / "35.topojson")
    assert detail.faults == [] and len(detail.kecamatan) == 6
    for kode, whole in detail.kabkota.geometry.items():
        own = detail.kecamatan.geometry[detail.kecamatan.index.str.startswith(kode)]
        assert own.union_all().symmetric_difference(whole).area < 1e-9
        assert whole.symmetric_difference(here.squares[kode]).area < 2e-3


# --- list, use, remove ------------------------------------------------------------------


def test_sets_are_listed(run, write, boundaries):
    assert run("import", write(), "--name", "x", "--source", "BIG")[0] == 0
    assert run("use", "x")[0] == 0
    code, out, err = run("list", "--lang", "en")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["turunan", "*"]
    rows = json.loads(run("list", "--format", "json")[1])
    assert [(row["name"], row["active"]) for row in rows] == [("turunan", False), ("x", True)]
    assert rows[1]["source"] == "BIG" and "folder" not in rows[1]


def test_a_set_is_used_without_a_restart(here, run, write, boundaries):
    before = current()
    assert before.boundaries.is_derived and before.faults == ()
    assert run("import", write(**SHIFTED), "--name", "x")[0] == 0
    assert current() is before
    assert run("use", "x", "--lang", "en")[1] == "“x” is in use now.\n"
    after = current()
    assert after.boundaries.name == "x" and after.faults == () and current() is after
    assert after.kabkota.geometry["35.07"].area == pytest.approx(0.75)
    assert after.version != before.version
    assert "boundaries/sets/x/kabkota.geojson" in {checked.file for checked in after.checked}
    assert run("use", DERIVED)[0] == 0
    assert current().boundaries.is_derived
    assert current().kabkota.geometry["35.07"].area == pytest.approx(1)


def test_a_set_that_was_installed_anew_is_seen(run, write):
    run("import", write(), "--name", "x", "--use")
    first = current()
    run("use", DERIVED)
    run("remove", "x")
    run("import", write(**SHIFTED), "--name", "x", "--use")
    assert current().version != first.version
    assert current().kabkota.geometry["35.07"].area == pytest.approx(0.75)


def test_a_set_is_removed(run, write, boundaries):
    assert run("import", write(), "--name", "x", "--use")[0] == 0
    code, _, err = run("remove", "x", "--lang", "en")
    assert (code, err) == (1, "The set “x” is in use. Use another one first.\n")
    assert run("use", DERIVED)[0] == 0
    assert run("remove", "x", "--lang", "en") == (0, "“x” is removed.\n", "")
    assert [s.name for s in list_sets(boundaries)] == [DERIVED]
    assert not (boundaries / "sets" / "x").exists()


@pytest.mark.parametrize("name", ["nowhere", DERIVED, "..", "../..", "active", ""])
def test_what_cannot_be_removed(boundaries, run, write, name):
    run("import", write(), "--name", "x")
    before = snapshot(boundaries)
    code, out, err = run("remove", name)
    assert (code, out) == (1, "") and len(err.splitlines()) == 1
    assert snapshot(boundaries) == before


@pytest.mark.parametrize("name", ["nowhere", "..", "active", ""])
def test_what_cannot_be_used(boundaries, run, name):
    code, out, err = run("use", name, "--lang", "en")
    assert (code, out) == (1, "") and "There are: turunan" in err
    assert find_active(boundaries)[0].is_derived


# --- damage -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "set.json").unlink(),
        lambda folder: (folder / "set.json").write_text("{"),
        lambda folder: (folder / "set.json").write_text("[]"),
        lambda folder: (folder / "set.json").write_text('{"levels": 3}'),
        lambda folder: (folder / "set.json").write_bytes(b"\xff\xfe"),
        lambda folder: (folder / "kabkota.geojson").unlink(),
        lambda folder: (folder / "kabkota.geojson").write_text("{"),
        lambda folder: (folder / "provinsi.geojson").write_text(""),
        lambda folder: [path.unlink() for path in folder.iterdir() if path.is_file()],
        lambda folder: folder.rename(folder.with_name("gone")),
        lambda folder: (folder.parent / "active").write_text("../../x\n"),
        lambda folder: (folder.parent / "active").write_bytes(b"\xff\0"),
        lambda folder: (folder.parent / "active").write_text(""),
    ],
)  # fmt: skip
def test_a_damaged_set_falls_back_to_the_derived_one_and_says_so(boundaries, run, write, spoil):
    run("import", write(**SHIFTED), "--name", "x", "--use")
    assert current().boundaries.name == "x"
    spoil(boundaries / "sets" / "x")
    shown = current()
    assert shown.boundaries.is_derived and len(shown.kabkota) == 7
    assert shown.kabkota.geometry["35.07"].area == pytest.approx(1)
    [fault] = shown.faults
    assert fault.file.startswith("boundaries/sets/")
    assert not [t for t in LANGUAGES if "{" in fault.describe(Language(t))]


def test_a_damaged_set_is_named_and_can_be_removed(boundaries, run, write):
    run("import", write(), "--name", "x")
    (boundaries / "sets" / "x" / "set.json").write_text("{")
    assert "“x” is damaged" in run("list", "--lang", "en")[1]
    assert run("use", "x")[0] == 1
    assert run("remove", "x")[0] == 0


def test_what_a_dead_process_left_is_finished_or_swept(boundaries, run, write):
    run("import", write(), "--name", "x")
    folder = boundaries / "sets"
    (folder / ".mppgeo-abc.part").mkdir()
    (folder / ".mppgeo-abc.part" / "a").write_text("")
    os.replace(folder / "x", folder / ".old-x")
    with sets.lock_sets(boundaries):
        pass
    assert {path.name for path in folder.iterdir()} == {"x", ".lock"}
    assert read_set(boundaries, "x") is not None


def test_two_imports_of_one_name_do_not_mix(boundaries, here, write):
    around = read_surroundings(here.folder)
    plans = [plan_import(Request(write(), name="x"), around) for _ in range(2)]
    installing.install(plans[0], boundaries)
    with pytest.raises(ImportRefused):
        installing.install(plans[1], boundaries)
    use_set(boundaries, "x")
    with pytest.raises(ImportRefused):
        remove_set(boundaries, "x")


def test_a_folder_that_cannot_be_written(boundaries, run, write):
    (boundaries / "sets").write_text("in the way")
    code, _, err = run("import", write())
    assert code == 1 and len(err.splitlines()) == 1
    assert current().boundaries.is_derived
