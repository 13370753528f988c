"""``python -m mppgeo`` as it is run in a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest
from running import drop_store

from mppgeo.base.paths import PROJECT, data_dir

NASIONAL = [
    "as_of", "known_until", "denominator", "areas_with_mpp", "coverage_pct", "mpp_count", "population_covered",
    "population_total", "population_covered_pct",
]  # fmt: skip
PROVINSI = [
    "kode", "nama", "areas", "areas_with_mpp", "coverage_pct", "mpp_count", "population",
    "population_covered_pct", "as_of", "known_until",
]  # fmt: skip
KABKOTA = [
    "kode", "nama", "kode_provinsi", "status", "has_mpp", "tanggal_peresmian", "presisi",
    "population", "as_of", "known_until",
]  # fmt: skip
DAY = ("--as-of", "2024-12-12")


class Done(NamedTuple):
    """What a command gave."""

    returncode: int
    stdout: str
    stderr: str


def spawn(*args: str, data=None) -> Done:
    """A command in a process of its own; ``data`` is the data folder by the environment."""
    env = {key: value for key, value in os.environ.items() if key != "MPPGEO_DATA"}
    env |= {"PYTHONIOENCODING": "utf-8"} | ({"MPPGEO_DATA": str(data)} if data else {})
    done = subprocess.run(
        [sys.executable, "-m", "mppgeo", *args],
        cwd=PROJECT, env=env, capture_output=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, drop_store(done.stderr))


@pytest.fixture
def run(run, read_once, monkeypatch) -> Callable[..., Done]:
    """A command on the data of the project, without the cost of a process."""
    monkeypatch.delenv("MPPGEO_DATA", raising=False)
    return lambda *args: Done(*run(*args))


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def header(text: str) -> list[str]:
    return text.splitlines()[0].split(",")


@pytest.fixture
def broken(tmp_path):
    """The project's data with one bad cell in the list of MPPs, of one with a status report."""
    folder = shutil.copytree(data_dir(), tmp_path / "data")
    path = folder / "records" / "mpp.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[4].count("2024-12-12") > 1
    lines[4] = lines[4].replace("2024-12-12", "12/12/2024", 1)
    path.write_text("".join(lines), encoding="utf-8")
    return folder


def test_the_nation_as_json():
    done = spawn("coverage", *DAY, "--format", "json")
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(found) == NASIONAL
    assert (found["as_of"], found["denominator"]) == ("2024-12-12", 509)
    assert found["coverage_pct"] == round(100 * found["areas_with_mpp"] / 509, 2)
    share = 100 * found["population_covered"] / found["population_total"]
    assert found["population_covered_pct"] == round(share, 2)


def test_the_nation_as_csv(run):
    done = run("coverage", *DAY, "--denominator", "514", "--format", "csv")
    assert header(done.stdout) == NASIONAL
    [row] = read(done.stdout)
    assert (row["as_of"], row["denominator"]) == ("2024-12-12", "514")


def test_the_nation_as_a_table(run):
    done = run("coverage", *DAY, "--lang", "en")
    titles, values = (re.split(r"\s{2,}", line.strip()) for line in done.stdout.splitlines()[:2])
    assert titles == NASIONAL
    assert values[:3] == ["2024-12-12", "2025-12-15", "509"]
    assert done.stdout.endswith("\n\nAs of 12 December 2024.\n")
    assert re.fullmatch(r"\d{3},\d{3},\d{3}", values[6])


def test_the_provinces_as_csv(run):
    done = run("coverage", "--by", "provinsi", *DAY, "--format", "csv")
    assert header(done.stdout) == PROVINSI
    rows = {row["kode"]: row for row in read(done.stdout)}
    assert len(rows) == 38 and list(rows) == sorted(rows)
    assert (rows["33"]["coverage_pct"], rows["33"]["areas"]) == ("100.0", "35")
    assert sum(int(row["areas"]) for row in rows.values()) == 509
    assert "\r" not in done.stdout


def test_one_province_as_json(run):
    done = run(
        "coverage", "--by", "provinsi", "--provinsi", "Prov. Jatim", *DAY, "--format", "json"
    )
    [row] = json.loads(done.stdout)
    assert list(row) == PROVINSI
    assert (row["kode"], row["nama"], row["areas"]) == ("35", "Jawa Timur", 38)
    assert isinstance(row["coverage_pct"], float) and isinstance(row["population"], int)


def test_the_kabkota_as_csv(run):
    done = run("coverage", "--by", "kabkota", *DAY, "--format", "csv")
    assert header(done.stdout) == KABKOTA
    rows = {row["kode"]: row for row in read(done.stdout)}
    assert len(rows) == 509
    assert rows["35.10"]["has_mpp"] == "true"
    assert rows["35.10"]["tanggal_peresmian"] == "2017-10-06"
    assert rows["11.01"]["has_mpp"] == "false" and rows["11.01"]["presisi"] == ""
    assert {row["has_mpp"] for row in rows.values()} == {"true", "false"}


def test_the_kabkota_of_one_province_as_json(run):
    done = run("coverage", "--by", "kabkota", "--provinsi", "31", "--denominator", "514", *DAY,
               "--format", "json")  # fmt: skip
    rows = json.loads(done.stdout)
    assert [list(row) for row in rows] == [KABKOTA] * 6
    assert {(row["status"], row["has_mpp"]) for row in rows} == {("dilayani_provinsi", True)}


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("coverage", "--provinsi", "99"), 1, "99"),
        (("coverage", "--provinsi", "93", "--as-of", "2022-01-01"), 1, "93"),
        (("coverage", "--as-of", "2024-13-01"), 2, "2024-13-01"),
        (("coverage", "--denominator", "500"), 2, "500"),
    ],
)
def test_bad_usage_is_told_in_a_sentence(run, args, code, said):
    done = run(*args)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr.splitlines()[-1]


def test_a_sound_folder_passes_the_check(run):
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "regions.csv: 552 baris" in done.stdout
    assert "boundaries/kabkota.geojson: 514" in done.stdout


def test_a_broken_folder_fails_the_check(run, broken):
    done = run("check", "--data", str(broken), "--lang", "en")
    assert done.returncode == 1
    [_, fault, follows] = done.stderr.splitlines()
    assert fault.strip().startswith("records/mpp.csv, row 5, column ")
    assert "'12/12/2024': is not a date" in fault
    assert follows.strip().startswith("records/status_reports.csv, row ")
    assert "mend the row of that MPP in mpp.csv first" in follows
    assert "318 rows, 317 valid" in done.stdout


def test_figures_of_broken_data_come_with_a_warning(broken):
    """The environment names the folder."""
    done = spawn("coverage", *DAY, "--format", "json", data=broken)
    assert done.returncode == 0
    assert list(json.loads(done.stdout)) == NASIONAL
    assert "2 kesalahan" in done.stderr


def test_a_folder_that_is_not_there_fails_the_check(run, tmp_path):
    done = run("check", "--data", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert "regions.csv" in done.stderr and "records/mpp.csv" in done.stderr


def test_a_reader_that_goes_away_is_no_fault():
    args = [sys.executable, "-m", "mppgeo", "coverage", "--by", "kabkota", "--format", "csv", *DAY]
    with subprocess.Popen(
        args, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        process.stdout.close()
        said = process.stderr.read()
    assert "Error" not in said and process.returncode == 0
