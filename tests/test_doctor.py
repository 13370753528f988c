"""``doctor``: what a server lacks; ``licences``: what the app is made of."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import distribution

import pytest

from mppgeo.base.language import Language
from mppgeo.base.paths import PROJECT
from mppgeo.commands.licences import find_licence, list_packages, write_page
from mppgeo.serving import doctor
from mppgeo.store.choice import DATABASE_URL, open_database

ENGLISH = Language("en")
SIGN_IN = {
    "auth": {"redirect_uri": "https://mpp.example.go.id/oauth2callback", "cookie_secret": "x"},
    "editors": {"addresses": ["ani@example.go.id"]},
}


def told(findings):
    return {(finding.level, finding.explain(ENGLISH)) for finding in findings}


def test_a_server_with_all_it_needs_has_no_fault(commanded, run):
    code, out, _ = run("doctor", "--lang", "en")
    lines = [line.split(maxsplit=1) for line in out.splitlines()]
    assert code == 0 and "fault" not in {mark for mark, _ in lines}
    for start in ("Python 3", "GDAL 3", "GEOS 3", "LibreOffice is not", "Settings:", "The clock"):
        assert [mark for mark, text in lines if text.startswith(start)] == ["ok"], start


def test_a_setting_in_doubt_is_one_sentence(commanded, run, monkeypatch, tmp_path):
    locked = tmp_path / "file"
    locked.write_text("")
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n")
    monkeypatch.setenv("MPPGEO_LOGG", "json")
    monkeypatch.setenv("MPPGEO_CACHE", str(locked / "x"))
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", f'["{broken}", "/there/is/none"]')
    code, out, _ = run("doctor", "--lang", "en")
    faults = [line for line in out.splitlines() if line.startswith("fault")]
    assert code == 1 and len(faults) == 4
    for text in (
        f"{broken} cannot be read",
        "there is no file /there/is/none",
        "MPPGEO_LOG ",
        "MPPGEO_CACHE",
    ):
        assert len([line for line in faults if text in line]) == 1, text
    # Beside the setting that is wrong, the folder that it names cannot be used.
    assert f"in doubt  What is kept for a while: {locked / 'x'} cannot be written" in out


@pytest.mark.parametrize(
    ("numbers", "level"),
    [((2, 5, 0), "doubt"), ((2, 6, 0), "ok"), ((2, 10, 0), "ok"), ((1, 9, 9), "doubt")],
)
def test_versions_are_compared_as_numbers(numbers, level):
    found = doctor.judge_version("expat", "x", numbers, (2, 6, 0), "doubt", doctor.OLD_EXPAT)
    assert found.level == level


def test_packages_are_held_against_the_pins(tmp_path):
    pins = tmp_path / "requirements.txt"
    right = distribution("shapely").version
    pins.write_text(
        f"# why\nshapely=={right}\nfolium==0.0.1\npsycopg[binary]==1\nno-such-thing==1\n"
    )
    found = told(doctor.examine_packages(pins))
    assert ("fault", "no-such-thing is missing: pip install -r requirements.txt.") in found
    assert len(found) == 3 and not any("shapely" in text for _, text in found)
    pins.write_text(f"shapely=={right}\n")
    assert told(doctor.examine_packages(pins)) == {
        ("ok", "Python packages: 1, as in requirements.txt.")
    }


def test_the_public_address_must_be_the_app_s_and_secure():
    def address(text, base=""):
        auth = SIGN_IN["auth"] | {"redirect_uri": text}
        [found] = told(doctor.examine_sign_in(SIGN_IN | {"auth": auth}, base))
        return found

    assert address("https://mpp.example.go.id/oauth2callback")[0] == "ok"
    assert address("https://example.go.id/mpp/oauth2callback", "/mpp/")[0] == "ok"
    assert address("https://example.go.id/oauth2callback", "mpp")[0] == "fault"
    assert address("https://example.go.id/mpp/oauth2callback")[0] == "fault"
    assert address("http://mpp.example.go.id/oauth2callback")[0] == "doubt"
    assert address("http://localhost:8501/oauth2callback")[0] == "ok"
    assert {level for level, _ in told(doctor.examine_sign_in({}, ""))} == {"doubt"}
    silent = SIGN_IN["auth"] | {"server_metadata_url": "http://127.0.0.1:9/.well-known"}
    found = told(doctor.examine_sign_in({"auth": silent, "editors": {}}, ""))
    assert {level for level, _ in found} == {"ok", "doubt", "fault"}
    assert any("127.0.0.1 does not answer" in text for _, text in found)


def test_a_clock_that_cannot_be_right_is_a_fault():
    assert told(doctor.examine_clock(dt.date(1970, 1, 1), wrong=True)) == {
        ("fault", "The clock shows 1 January 1970, which cannot be; days would be counted wrongly.")
    }


def test_the_database_is_asked(commanded, database, run, monkeypatch):
    monkeypatch.setenv(DATABASE_URL, database.url)
    open_database.cache_clear()
    assert "ok        The database answers" in run("doctor", "--lang", "en")[1]
    monkeypatch.setenv(DATABASE_URL, "postgresql+psycopg://x:geheim@127.0.0.1:9/mppgeo")
    code, out, _ = run("doctor", "--lang", "en")
    assert code == 1 and "fault     the database does not answer" in out and "geheim" not in out
    open_database.cache_clear()


def test_every_package_is_listed_with_its_licence():
    packages = list_packages(PROJECT / "requirements.txt")
    assert {"streamlit", "psycopg", "psycopg-binary"} <= {found.name for found in packages}
    assert [found.name for found in packages if not find_licence(found)[0]] == []
    listed = (PROJECT / "docs" / "licences.md").read_text(encoding="utf-8")
    assert write_page(packages) == listed, "python -m mppgeo licences --out docs/licences.md"
