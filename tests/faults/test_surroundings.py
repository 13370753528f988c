"""A wrong setting, a wrong clock, spoilt caches, and a process that may write nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from running import PATIENCE, do, drop_store
from session import Session

from mppgeo.base.paths import PROJECT

CLOCK = '''
"""The app with another clock: the day in the file of the first argument."""
import datetime, sys, types
from pathlib import Path
import mppgeo.base.clock, mppgeo.live, mppgeo.ui.outage

place = Path(sys.argv.pop(1))

class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromisoformat(place.read_text()).replace(tzinfo=tz)

for module in (mppgeo.base.clock, mppgeo.live, mppgeo.ui.outage):
    module.dt = types.SimpleNamespace(**vars(datetime) | {"datetime": Clock})
from streamlit.web.cli import main
main()
'''


async def look(url: str, *queries: str, page: str = "") -> list[str]:
    """The texts of a page under each query."""
    async with Session(url, page) as session:
        texts = []
        for query in queries:
            assert (await session.rerun(query=query)).finished
            assert not session.find("exception")
            texts.append(session.read())
        return texts


def test_a_wrong_setting_is_a_sentence_and_no_start(start, tmp_path):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("[auth")
    wrong = {"MPPGEO_METRICS": "9464", "MPPGEO_LOG": "xml", "MPPGEO_DATABSE_URL": "x"}
    app = start("--secrets.files", str(secrets), settings=wrong, wait=False)
    assert app.process.wait(PATIENCE) == 1
    told = app.log.read_text()
    # Nothing else is said, not even that there was an app to view.
    starts = ("secrets.toml", "MPPGEO_METRICS: 9464", "MPPGEO_LOG: xml", "MPPGEO_DATABSE_URL")
    for line, start_of_line in zip(told.strip().splitlines(), starts, strict=True):
        assert line.startswith(start_of_line)


def test_secrets_that_are_named_and_a_database_that_refuses_are_told_at_the_start(
    start, tmp_path, own_postgresql
):
    missing = tmp_path / "none.toml"
    app = start("--secrets.files", str(missing), wait=False)
    assert app.process.wait(PATIENCE) == 1 and str(missing) in app.log.read_text()
    own_postgresql.run_script(PROJECT / "deploy" / "database.sql", password="right")
    with own_postgresql.asking_for_passwords("mppgeo"):
        url = f"postgresql+psycopg://mppgeo:geheim@127.0.0.1:{own_postgresql.port}/mppgeo"
        app = start(settings={"MPPGEO_DATABASE_URL": url}, wait=False)
        assert app.process.wait(PATIENCE) == 1
    [told] = app.log.read_text().strip().splitlines()
    assert told.startswith("MPPGEO_DATABASE_URL") and "password" in told and "geheim" not in told


FAILING = """
import mppgeo.ui.headline
def fail(*_):
    raise RuntimeError("of ani@example.go.id at postgresql://u:geheim@db/x")
mppgeo.ui.headline.show_headline = fail
from streamlit.web.cli import main
main()
"""


def test_a_page_that_fails_tells_a_number_and_nothing_else(start, tmp_path):
    launcher = tmp_path / "launch.py"
    launcher.write_text(FAILING)
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    app = start(launch=(str(launcher),), settings={"PYTHONPATH": path})

    async def fail(lang: str) -> str:
        async with Session(app.url, "", f"lang={lang}") as session:
            assert not (await session.rerun()).finished or session.elements
            assert not session.find("exception")
            [told] = session.find("alert")
            return told.body

    told = {lang: do(fail(lang)) for lang in ("en", "id")}
    assert "tell the administrator this number" in told["en"] and "administrator" in told["id"]
    assert told["en"].split(":")[0] != told["id"].split(":")[0]
    for text, line in zip(told.values(), app.errors(), strict=True):
        assert line["incident"] in text and "RuntimeError" in line["traceback"]
        assert "ani@" not in str(line) and "geheim" not in str(line)
        assert "Runtime" not in text


def test_a_clock_that_jumps(start, country, tmp_path):
    country.write_mpp(country.mpp("35.10", "2023-10-31"))
    # The list is known to the last of the days, so that the figures bear the day of the clock.
    total = {"tanggal": "2026-06-02", "jumlah_mpp": "1", "sumber_url": country.source}
    country.write_table("official_totals", total)
    clock, launcher = tmp_path / "clock", tmp_path / "launch.py"
    clock.write_text("2026-06-01T12:00:00")
    launcher.write_text(CLOCK)
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    app = start(launch=(str(launcher), str(clock)), settings={"PYTHONPATH": path})
    english, chosen = "lang=en&provinsi=35", "lang=en&provinsi=35&tanggal=2024-01-01"
    [text] = do(look(app.url, english, page="profil"))
    assert "1 of 3 areas" in text and "1 June 2026" in text and "clock" not in text
    for day in ("1970-01-01", "2099-12-31"):
        clock.write_text(f"{day}T12:00:00")
        first, second = do(look(app.url, english, chosen, page="profil"))
        assert "1 of 3 areas" in first and "1 of 3 areas" in second
        assert "clock shows" in first and day[:4] in first
        status, told = app.ready()
        assert status == 200 and 0 <= told["data_age_seconds"] < 120
        # The age of data that cannot be read is not less than nothing either.
        (country.folder / "records" / "mpp.csv").write_bytes(b"\x00")
        [aged] = do(look(app.url, english, page="profil"))
        assert "1 of 3 areas" in aged and "-" not in aged.split("minutes old")[0].split("(")[-1]
        country.write_mpp(country.mpp("35.10", "2023-10-31"))
    clock.write_text("2026-06-02T12:00:00")
    [text] = do(look(app.url, english, page="profil"))
    assert "2 June 2026" in text and "clock" not in text
    assert app.errors() == []


DRAW = """
from mppgeo.base.fonts import find_fonts
import matplotlib.pyplot as plt
fonts = find_fonts()
import matplotlib.font_manager as fm
figure = plt.figure()
figure.text(0.1, 0.1, "MPP", font=fm.FontProperties(fname=str(fonts.regular)))
figure.savefig("out.png")
print(fonts.regular)
"""


def test_spoilt_caches_of_fonts_and_drawings_do_no_harm(tmp_path):
    environment = {
        **os.environ, "MPLCONFIGDIR": str(tmp_path / "mpl"), "TMPDIR": str(tmp_path),
        "PYTHONPATH": str(PROJECT),
    }  # fmt: skip

    def draw() -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-c", DRAW],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )

    assert draw().returncode == 0
    regular, semibold = sorted(tmp_path.rglob("*.ttf"))
    [fonts] = tmp_path.rglob("fontlist*.json")
    regular.write_bytes(regular.read_bytes()[:999])
    semibold.write_bytes(semibold.read_bytes()[:-2000] + bytes(2000))
    fonts.write_bytes(b"{")
    (tmp_path / "out.png").unlink()
    done = draw()
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.png").stat().st_size > 1000


def choose_user(folder: Path) -> tuple[str, ...]:
    """What runs a command as nobody; where nobody may read the project, without any power."""
    if os.geteuid() != 0:
        return ()
    # As deep as the folder of the tests lies; what is above belongs to all.
    for path in (folder, *folder.parents):
        if path.stat().st_uid == 0 and path.is_relative_to(tempfile.gettempdir()):
            path.chmod(path.stat().st_mode | 0o055)
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    tried = subprocess.run([*nobody, sys.executable, "-c", "import mppgeo, shapely"], cwd=PROJECT)
    if tried.returncode == 0:
        return nobody
    return ("setpriv", "--inh-caps=-all", "--bounding-set=-all")


def test_an_unprivileged_user_who_may_write_nothing_can_show_all(start, country, tmp_path):
    country.write_mpp(country.mpp("35.10", "2023-10-31"))
    for path in [country.folder, *country.folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    become = choose_user(tmp_path)
    settings = {"HOME": None, "MPPGEO_CACHE": None, "XDG_CACHE_HOME": None, "XDG_CONFIG_HOME": None}
    app = start(settings=settings, before=become)
    status = Path(f"/proc/{app.process.pid}/status").read_text()
    assert "CapEff:\t0000000000000000" in status
    for page in ("", "data", "profil"):
        [text] = do(look(app.url, "lang=en&provinsi=35", page=page))
        assert "MPP" in text
    assert app.errors() == []
    rows = "kode,nama_mpp,tanggal_peresmian,jenis_tanggal,hitungan_nasional,sumber_url\n35.73,MPP Kota Malang,31/10/2024,peresmian,ya,https://example.go.id/a\n"
    (tmp_path / "baru.csv").write_text(rows)
    done = subprocess.run(
        [*become, sys.executable, "-m", "mppgeo", "import", str(tmp_path / "baru.csv"), "--lang", "en"],
        cwd=PROJECT, capture_output=True, text=True,
        env={**os.environ, "MPPGEO_DATA": str(country.folder)},
    )  # fmt: skip
    assert done.returncode == 1 and len(drop_store(done.stderr).splitlines()) == 1, done.stderr
    assert "that is not allowed" in done.stderr
