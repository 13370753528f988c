"""``python -m mppgeo brief``: files as asked for, or a sentence that says why not."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PIL import Image
from pptx import Presentation
from running import drop_store

from mppgeo.base.clock import today
from mppgeo.base.language import Language
from mppgeo.base.paths import PROJECT
from mppgeo.base.writing import write_whole
from mppgeo.briefing.batch import list_scenes
from mppgeo.commands import main
from mppgeo.commands.weekly_options import explain_writing
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View

DAY = ("--as-of", "2025-12-31")
PAPUA = ("--provinsi", "95", *DAY)
NAME = "mpp-papua-pegunungan-catatan-sampai-2025-12-15"
"""The records end on the 15th: of later days nothing more is known."""
OPEN = {
    "pptx": Presentation,
    "pdf": pypdfium2.PdfDocument,
    "xlsx": openpyxl.load_workbook,
    "png": Image.open,
    "svg": lambda path: re.match(r"<\?xml|<svg", path.read_text(encoding="utf-8")),
}


@pytest.fixture
def brief(capsys, read_once):
    """Runs the command: exit code, standard output, standard error after the store's name."""

    def run(*args: object) -> tuple[int, str, str]:
        code = main(["brief", *map(str, args)])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out.strip(), drop_store(said.err).strip()

    return run


def spawn(*args: object, prefix: tuple[str, ...] = (), **options) -> subprocess.CompletedProcess:
    """The command in a process of its own."""
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "mppgeo", "brief", *map(str, args)],
        cwd=PROJECT, capture_output=True, encoding="utf-8", timeout=300, **options,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# What it makes


@pytest.mark.parametrize("form", OPEN)
def test_every_form_opens(brief, tmp_path, form):
    path = tmp_path / f"laporan.{form}"
    code, said, complaint = brief("--format", form, "--out", path, *PAPUA)
    assert (code, said, complaint) == (0, str(path), "")
    assert OPEN[form](path)
    assert left_in(tmp_path) == [path.name]


def test_in_a_folder_the_file_is_named_after_place_and_day(brief, tmp_path):
    for form in ("svg", "xlsx"):
        code, said, _ = brief("--format", form, "--out", tmp_path, *PAPUA)
        assert (code, said) == (0, str(tmp_path / f"{NAME}.{form}"))
    assert left_in(tmp_path) == [f"{NAME}.svg", f"{NAME}.xlsx"]


def test_without_a_province_it_is_about_the_nation(brief, tmp_path):
    assert brief("--format", "xlsx", "--out", tmp_path, *DAY)[0] == 0
    book = openpyxl.load_workbook(tmp_path / "mpp-indonesia-catatan-sampai-2025-12-15.xlsx")
    assert [row[-1] for row in book["provinsi"].values][1:3] == ["11", "12"]


def test_without_a_day_it_is_of_the_last_day_known(brief, tmp_path):
    assert brief("--format", "svg", "--out", tmp_path, "--provinsi", "95")[0] == 0
    assert left_in(tmp_path) == [f"{NAME}.svg"]


def test_a_file_may_be_read_as_others_are(brief, tmp_path):
    assert brief("--format", "svg", "--out", tmp_path / "a.svg", *PAPUA)[0] == 0
    (tmp_path / "b.svg").write_text("")
    modes = [(tmp_path / name).stat().st_mode for name in ("a.svg", "b.svg")]
    assert modes[0] == modes[1]


def test_an_existing_file_is_replaced(brief, tmp_path):
    path = tmp_path / "a.svg"
    path.write_text("old")
    assert brief("--format", "svg", "--out", path, *PAPUA)[0] == 0
    assert "old" not in path.read_text(encoding="utf-8")[:10]


def test_the_size_of_a_picture(brief, tmp_path):
    sizes = {}
    for size in ("layar", "a4"):
        path = tmp_path / f"{size}.png"
        assert brief("--format", "png", "--size", size, "--out", path, *PAPUA)[0] == 0
        sizes[size] = Image.open(path).size
    assert sizes == {"layar": (1920, 1080), "a4": (3508, 2480)}


def test_denominator_and_language(brief, tmp_path):
    path = tmp_path / "a.xlsx"
    args = ("--denominator", "514", "--lang", "en")
    assert brief("--format", "xlsx", "--out", path, *PAPUA, *args)[0] == 0
    titles, values = openpyxl.load_workbook(path)["ringkasan"].values
    assert dict(zip(titles, values, strict=True))["Denominator"] == 514


@pytest.mark.parametrize("before", ["", "?", "https://mpp.example.go.id/data?"])
def test_a_link_gives_the_view_of_the_page(brief, tmp_path, before):
    link = f"{before}tanggal=2024-12-31&provinsi=35&penyebut=508&status=belum&lang=en&utm=x"
    assert brief("--format", "xlsx", "--out", tmp_path, "--link", link)[0] == 0
    book = openpyxl.load_workbook(
        tmp_path / "mpp-jawa-timur-without-mpp-2024-12-31-denominator-508.xlsx"
    )
    titles, values = book["ringkasan"].values
    assert dict(zip(titles, values, strict=True))["Denominator"] == 508
    assert {row[1] for row in list(book["kabkota"].values)[1:]} == {"No MPP yet"}


def test_what_is_asked_for_comes_before_the_link(brief, tmp_path):
    link = "tanggal=2024-12-31&provinsi=35&penyebut=508&lang=en"
    args = ("--denominator", "514", "--lang", "id", *PAPUA)
    assert brief("--format", "xlsx", "--out", tmp_path, "--link", link, *args)[0] == 0
    titles, values = openpyxl.load_workbook(tmp_path / f"{NAME}-penyebut-514.xlsx")[
        "ringkasan"
    ].values
    assert dict(zip(titles, values, strict=True))["Penyebut"] == 514


# One file for each province


def test_each_province_of_a_link_gets_its_file(brief, tmp_path):
    folder = tmp_path / "baru" / "semua"
    code, said, complaint = brief(
        "--all-provinces", "--format", "pptx", "--out", folder, "--workers", "2",
        "--link", "provinsi=31&provinsi=95", *DAY,
    )  # fmt: skip
    assert (code, said) == (0, str(folder)), complaint
    index, *decks = left_in(folder)
    assert index == "00-daftar-mpp-indonesia-catatan-sampai-2025-12-15.xlsx"
    assert decks == ["mpp-dki-jakarta-catatan-sampai-2025-12-15.pptx", f"{NAME}.pptx"]
    titles = [Presentation(folder / name).slides[0].shapes.title.text for name in decks]
    assert titles == ["Mal Pelayanan Publik: DKI Jakarta", "Mal Pelayanan Publik: Papua Pegunungan"]


def test_one_process_or_two_make_the_same_files(brief, tmp_path):
    bodies = []
    for workers in ("1", "2"):
        folder = tmp_path / workers
        args = ("--link", "provinsi=31&provinsi=95", "--workers", workers, *DAY)
        assert brief("--all-provinces", "--format", "svg", "--out", folder, *args)[0] == 0
        _, *drawn = left_in(folder)
        bodies.append({name: (folder / name).read_bytes() for name in drawn})
    assert len(bodies[0]) == 2 and bodies[0] == bodies[1]


def test_provinces_are_those_of_the_day(dataset):
    def count(year: int) -> int:
        return len(list_scenes(Scene(dataset, View(as_of=dt.date(year, 1, 1)), today())))

    assert (count(2020), count(2022), count(2023)) == (34, 34, 38)


def test_where_no_province_remains_it_is_said(brief, tmp_path):
    code, _, complaint = brief(
        "--all-provinces", "--format", "svg", "--out", tmp_path / "a",
        "--link", "provinsi=95", "--as-of", "2020-01-01",
    )  # fmt: skip
    assert code == 1 and complaint


# What cannot be asked for

# Still to come where the day turns while the tests run.
FUTURE = (today() + dt.timedelta(days=9)).isoformat()
BAD = {
    "no such province": (("--provinsi", "99"), "99"),
    "not yet set up": (("--provinsi", "95", "--as-of", "2020-01-01"), "Papua"),
    "before the programme": (("--as-of", "2017-09-30"), "2017-09-30"),
    "in the future": (("--as-of", FUTURE), FUTURE),
    "a link to no province": (("--link", "provinsi=99"), "99"),
    "a link to no day": (("--link", "?tanggal=kemarin"), "kemarin"),
    "a link to the future": (("--link", f"tanggal={FUTURE}"), FUTURE),
}


@pytest.mark.parametrize(
    ("name", "lang"),
    [*((name, "id") for name in BAD), ("not yet set up", "en"), ("a link to no day", "en")],
)
def test_what_cannot_be_is_refused_in_a_sentence(brief, tmp_path, name, lang):
    args, named = BAD[name]
    path = tmp_path / "a.pptx"
    code, said, complaint = brief("--format", "pptx", "--out", path, "--lang", lang, *args)
    assert (code, said) == (1, "")
    assert named in complaint and len(complaint.splitlines()) == 1 and "{" not in complaint
    english = {"no", "the", "was", "must", "is", "in", "names"} & set(complaint.lower().split())
    assert bool(english) == (lang == "en"), complaint
    assert left_in(tmp_path) == []


def test_a_link_decides_in_which_language_it_is_refused(brief, tmp_path):
    link = "lang=en&provinsi=99"
    code, _, complaint = brief("--format", "pptx", "--out", tmp_path / "a.pptx", "--link", link)
    assert code == 1 and "ignored" in complaint


@pytest.mark.parametrize(
    "args",
    [
        ("--format", "docx"),
        ("--format", "png", "--size", "a0"),
        ("--format", "png", "--denominator", "500"),
        ("--format", "png", "--as-of", "31-12-2025"),
        ("--format", "png", "--provinsi", "31", "--all-provinces"),
        (),
    ],
    ids=str,
)
def test_bad_usage_ends_with_2(args, tmp_path):
    with pytest.raises(SystemExit) as stopped:
        main(["brief", "--out", str(tmp_path / "a"), *args])
    assert stopped.value.code == 2
    assert left_in(tmp_path) == []


# What cannot be written

SVG = ("--format", "svg", *PAPUA)
REFUSED = {
    "id": ("tidak dapat ditulis", "Tidak ada"),
    "en": ("could not be written", "Nothing incomplete was left behind"),
}


@pytest.mark.parametrize("lang", REFUSED)
def test_a_missing_folder_is_named(brief, tmp_path, lang):
    path = tmp_path / "tidak-ada" / "a.svg"
    code, said, complaint = brief(*SVG, "--out", path, "--lang", lang)
    assert (code, said) == (1, "")
    assert str(path) in complaint and all(words in complaint for words in REFUSED[lang])
    assert Language(lang)("it does not exist") in complaint
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("lang", REFUSED)
def test_a_file_in_the_way_is_named(brief, tmp_path, lang):
    file = tmp_path / "berkas"
    file.write_text("tetap")
    code, _, complaint = brief(*SVG, "--out", file / "a.svg", "--lang", lang)
    assert code == 1 and str(file / "a.svg") in complaint
    args = ("--all-provinces", "--format", "svg", "--out", file, "--link", "provinsi=95", *DAY)
    code, _, complaint = brief(*args, "--lang", lang)
    assert code == 1 and str(file) in complaint
    assert Language(lang)("a file of that name is in the way") in complaint
    assert (left_in(tmp_path), file.read_text()) == (["berkas"], "tetap")


# Root may write everywhere unless it lays down that right.
MERE_MORTAL = (
    ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override", "--")
    if os.geteuid() == 0
    else ()
)


def test_a_folder_that_may_not_be_written_is_named(tmp_path):
    folder = tmp_path / "terkunci"
    folder.mkdir()
    path = folder / "a.svg"
    path.write_text("tetap")
    folder.chmod(0o555)
    done = spawn(*SVG, "--out", path, prefix=MERE_MORTAL)
    folder.chmod(0o755)
    assert (done.returncode, done.stdout) == (1, "")
    assert str(path) in done.stderr and REFUSED["id"][0] in done.stderr
    assert Language("id")("that is not allowed") in done.stderr
    assert (left_in(folder), path.read_text()) == (["a.svg"], "tetap")


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from mppgeo.commands import main
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "args", [("--provinsi", "95"), ("--all-provinces", "--workers", "2")], ids=str
)
def test_a_disk_that_takes_no_more_leaves_nothing(tmp_path, args):
    """A limit on the size of files stops the writing in the midst, as a full disk does."""
    many = "--all-provinces" in args
    path = tmp_path if many else tmp_path / "a.svg"
    if not many:
        path.write_text("tetap")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "brief", "--format", "svg", "--out", str(path), *args,
         "--link", "provinsi=31&provinsi=95", *DAY],
        cwd=PROJECT, capture_output=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(path) in done.stderr and REFUSED["id"][0] in done.stderr
    assert left_in(tmp_path) == ([] if many else ["a.svg"])
    assert many or path.read_text() == "tetap"


@pytest.mark.parametrize("lang", REFUSED)
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EROFS, "that is not allowed"),
        (errno.ENOTDIR, "it does not exist"),
    ],
)
def test_the_reason_is_said_in_the_readers_language(lang, code, reason):
    t = Language(lang)
    said = explain_writing(OSError(code, os.strerror(code)), Path("/x/a.pptx"), t)
    assert "/x/a.pptx" in said and t(reason) in said
    assert (os.strerror(code) in said) is False


def test_saving_that_is_interrupted_leaves_nothing(tmp_path):
    path = tmp_path / "a.bin"
    path.write_text("tetap")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    body = bytes(96_000_000)
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            signal.setitimer(signal.ITIMER_REAL, 0.004)
            write_whole(path, body)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert (left_in(tmp_path), path.read_text()) == (["a.bin"], "tetap")


def test_saving_onto_a_folder_leaves_it_and_nothing_else(tmp_path):
    (tmp_path / "a.bin" / "inside").mkdir(parents=True)
    with pytest.raises(OSError):
        write_whole(tmp_path / "a.bin", b"x")
    assert left_in(tmp_path) == ["a.bin"]


def test_what_draws_and_reckons_is_loaded_where_it_is_used():
    """Each of these takes a good part of what a short deck takes altogether."""
    heavy = {"matplotlib", "scipy", "pptx", "openpyxl", "sqlalchemy"}
    asked = "import sys, mppgeo.commands.brief, mppgeo.briefing.contents; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], cwd=PROJECT, capture_output=True)
    assert loaded.returncode == 0 and not heavy & set(loaded.stdout.decode().split())


def test_ctrl_c_leaves_nothing_incomplete(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "mppgeo", "brief", "--all-provinces", "--format", "svg", "--out",
         str(tmp_path), "--workers", "2", *DAY],
        cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        # Who runs the tests in the background has the interrupt ignored, and hands that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    while not list(tmp_path.glob("*.svg")) and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=90)
    assert process.returncode not in (0, None)
    names = left_in(tmp_path)
    assert 0 < len(names) < 38
    assert all(name.endswith(".svg") for name in names)
    for name in names:
        assert (tmp_path / name).read_text(encoding="utf-8").rstrip().endswith("</svg>")
