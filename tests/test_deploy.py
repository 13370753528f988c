"""The files of deploy/ agree with one another, with the settings and with the page about them."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from mppgeo.base.paths import PAGES, PROJECT
from mppgeo.commands import MODULES, WITHOUT_RECORDS
from mppgeo.serving.settings import SETTINGS

DEPLOY = PROJECT / "deploy"
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
UNIT = (DEPLOY / "mppgeo@.service").read_text(encoding="utf-8")
WEEKLY = (DEPLOY / "mppgeo-weekly.service").read_text(encoding="utf-8")
CRON = (DEPLOY / "mppgeo-weekly.cron").read_text(encoding="utf-8")
RENDER = (DEPLOY / "proxy" / "render.sh").read_text(encoding="utf-8")
TEMPLATE = (DEPLOY / "proxy" / "mppgeo.conf.template").read_text(encoding="utf-8")
PAGE = (PROJECT / "docs" / "administration.md").read_text(encoding="utf-8")


def test_only_settings_that_there_are_are_set():
    known = {setting.name for setting in SETTINGS}
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert set(re.findall(r"MPPGEO_[A-Z_]+", COMPOSE + UNIT + WEEKLY + dockerfile)) <= known


def test_the_weekly_page_is_made_by_one_command_in_a_unit_as_closed_as_the_app_s(country, tmp_path):
    closed = {line for line in UNIT.splitlines() if re.match(r"(Protect|Restrict|Private|No|Cap|Sys|Mem)", line)}  # fmt: skip
    assert len(closed) > 15 and closed <= set(WEEKLY.splitlines())
    [unit] = re.findall(r"python -m mppgeo (brief .*)'", WEEKLY)
    [cron] = re.findall(r"/mppgeo (brief .*)", CRON)
    command = unit.replace("$$", "$").replace("%%", "%")
    assert command == cron.replace("\\%", "%")
    # As a shell reads it; another folder, and no mail.
    command = command.replace("/var/lib/mppgeo/weekly", str(tmp_path / "pekan")).replace(
        "--send", ""
    )
    country.open_none()
    given = {**os.environ, "MPPGEO_DATA": str(country.folder), "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m mppgeo {command}"],
        env=given, capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "pekan").iterdir())) == 2 * 4 + 1


@pytest.fixture
def deployed(country, tmp_path):
    """Runs the command line by the service's settings, in another folder than the project's."""
    settings = tmp_path / "settings"

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
        given = {"PATH": os.environ["PATH"], "SETTINGS_FILE": str(settings), **environment}
        return subprocess.run(
            [DEPLOY / "mppgeo", *arguments], cwd=tmp_path, env=given, capture_output=True, text=True
        )

    run.settings = settings
    return run


def test_the_command_line_of_the_service_reads_its_settings(deployed, country):
    country.write_mpp(country.mpp("35.10", "2023-10-31"))
    odd = country.folder.rename(country.folder.parent / "data $HOME `id` 'x'")
    deployed.settings.write_text(
        f'# of the service\n\nMPPGEO_DATA="{odd}"\nMPPGEO_LOG=json\nnot a setting\n'
    )
    done = deployed("coverage", "--format", "csv", "--lang", "en")
    assert done.returncode == 0 and done.stdout.startswith("as_of,")
    place, known = done.stderr.splitlines()
    assert place == f"Records: files in {odd}/records"
    assert known.startswith("Records until 31 October 2023 (")
    with deployed.settings.open("a") as file:
        file.write("MPPGEO_DATABASE_URL=postgresql+psycopg://mppgeo:ge$heim@127.0.0.1:9/mppgeo")
    done = deployed("db", "status", "--lang", "en")
    first, second = done.stderr.splitlines()
    assert first == "Records: database mppgeo at 127.0.0.1:9" and "heim" not in second
    assert done.returncode == 1 and "does not answer" in second


def test_a_command_says_so_before_it_works_on_other_records_than_were_meant(deployed, country):
    deployed.settings.write_text(f"MPPGEO_DATA={country.folder}\nMPPGEO_DATABSE_URL=x\n")
    for arguments in (("coverage",), ("import", "x.csv"), ("history",)):
        done = deployed(*arguments, "--lang", "en")
        assert (done.returncode, done.stdout) == (1, "") and "MPPGEO_DATABASE_URL" in done.stderr
    deployed.settings.unlink()
    assert "cannot be read" in deployed("history").stderr


def test_every_command_says_where_the_records_are_or_has_nothing_to_do_with_them():
    reading = {name for names in MODULES.values() for name in names} - set(WITHOUT_RECORDS)
    assert {"coverage", "import", "history", "restore", "check", "brief", "db"} <= reading
    assert set(WITHOUT_RECORDS) <= {name for names in MODULES.values() for name in names}


def test_settings_of_the_proxy_are_read_and_described_where_they_are_read():
    head, body = RENDER.split("set -eu", 1)
    described = set(re.findall(r"^#   (PROXY_[A-Z_]+) ", head, re.MULTILINE))
    assert described == set(re.findall(r"PROXY_[A-Z_]+", body))
    assert set(re.findall(r"PROXY_[A-Z_]+", COMPOSE + PAGE)) <= described


def test_every_mark_of_the_template_is_filled_in():
    assert set(re.findall(r"@[A-Z_]+@", TEMPLATE)) <= set(re.findall(r"@[A-Z_]+@", RENDER))


def test_variables_of_compose_are_described():
    for name in set(re.findall(r"\$\{([A-Z_]+)", COMPOSE)):
        assert f"`{name}`" in PAGE, name


def test_the_proxy_of_compose_knows_every_replica():
    given = re.search(r"PROXY_REPLICAS: (.*)", COMPOSE).group(1).split()
    addresses = re.findall(r'ipv4_address: "(.*?)"', COMPOSE)
    assert given == [f"{address}:8501" for address in addresses]


def test_uploads_that_the_app_takes_pass_the_proxy():
    config = (PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    limit = int(re.search(r"maxUploadSize = (\d+)", config).group(1))
    assert int(re.search(r"client_max_body_size (\d+)m", TEMPLATE).group(1)) == limit + 1


def test_the_log_of_the_proxy_knows_every_page():
    [named] = re.findall(r"mppgeo_first>(batas\|[a-z|]+)\)", TEMPLATE)
    assert named.split("|") == sorted(path.stem for path in PAGES.glob("*.py"))
