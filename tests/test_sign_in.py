"""Signing in and out around the framework: where it leads back to, how long it lasts, whom it names."""

from __future__ import annotations

import pytest
import streamlit as st
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.timed import TimestampSigner
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from mppgeo.serving import sign_in
from mppgeo.serving.sign_in import LIFE, USER_COOKIE, SignIn, end_sign_in, has_ended
from mppgeo.ui import editor, keeping
from mppgeo.ui.editor import find_sign_in, read_address

SECRET = "0123456789abcdef" * 3
CLAIMS = b'{"email": "ani@example.go.id", "nonce": "n1"}'


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("MPPGEO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(sign_in, "_ended", {})


# --- the way back ----------------------------------------------------------------------


async def redirect(request):
    answer = RedirectResponse("/mpp/", 302)
    if request.url.path.endswith("oauth2callback"):
        answer.set_cookie(USER_COOKIE, "x", max_age=2592000, httponly=True, samesite="lax")
        answer.set_cookie(f"{USER_COOKIE}_tokens", "y", max_age=2592000)
        answer.set_cookie("other", "z", max_age=77)
        answer.delete_cookie(f"{USER_COOKIE}_1")
    return answer


@pytest.fixture
def client():
    names = ("auth/login", "auth/logout", "oauth2callback")
    inner = Starlette(routes=[Route(f"/mpp/{name}", redirect) for name in names])
    app = SignIn(inner, lambda cookies: CLAIMS if USER_COOKIE in cookies else None, ["data", "pemantauan"], "mpp")  # fmt: skip
    return TestClient(app, base_url="http://kantor", follow_redirects=False)


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://kantor/mpp/data?provinsi=35&tanggal=2026-11-16", "/mpp/data?provinsi=35&tanggal=2026-11-16"),
        ("http://kantor/mpp/pemantauan/", "/mpp/pemantauan"),
        ("http://kantor/mpp/?kode=35.10", "/mpp/?kode=35.10"),
        ("http://lain/mpp/data", "/mpp/"),
        ("http://kantor/mpp//lain.example", "/mpp/"),
        ("http://kantor/mpp/data/../../x", "/mpp/"),
        ("http://kantor//lain.example/mpp/data", "/mpp/"),
        ("http://kantor/mpp/auth/logout", "/mpp/"),
        ("http://kantor/mpp/data?" + "x" * 3000, "/mpp/"),
        ("http://[kantor/mpp/data", "/mpp/"),
        (None, "/mpp/"),
    ],
)  # fmt: skip
def test_signing_in_leads_back_to_a_page_of_ours_only(client, referer, back):
    client.get("/mpp/auth/login", headers={"referer": referer} if referer else {})
    answer = client.get("/mpp/oauth2callback")
    assert answer.headers["location"] == back
    # The way back is gone once: the next sign-in begins elsewhere.
    assert client.get("/mpp/oauth2callback").headers["location"] == "/mpp/"


@pytest.mark.parametrize("cookie", ["//lain.example", "https://lain.example", "/mpp/data%0d%0aX: y", "/mpp/\\\\lain"])  # fmt: skip
def test_a_forged_way_back_leads_nowhere(client, cookie):
    client.cookies.set(sign_in.RETURN_COOKIE, cookie)
    assert client.get("/mpp/oauth2callback").headers["location"] == "/mpp/"


def test_the_cookie_lives_a_day_at_the_office(client):
    cookies = client.get("/mpp/oauth2callback").headers.get_list("set-cookie")
    lives = {c.partition("=")[0]: c.partition("Max-Age=")[2].partition(";")[0] for c in cookies}
    assert lives == {
        USER_COOKIE: str(LIFE), f"{USER_COOKIE}_tokens": str(LIFE), "other": "77",
        f"{USER_COOKIE}_1": "0",
    }  # fmt: skip
    assert LIFE <= 12 * 3600


# --- the end of a sign-in --------------------------------------------------------------


def test_signing_out_is_known_to_all_replicas(client, monkeypatch):
    client.get("/mpp/auth/logout")
    assert not has_ended(CLAIMS)
    client.cookies.set(USER_COOKIE, "x")
    client.get("/mpp/auth/logout")
    assert has_ended(CLAIMS) and not has_ended(CLAIMS.replace(b"n1", b"n2"))
    # Another process of this machine finds it in the folder.
    monkeypatch.setattr(sign_in, "_ended", {})
    assert has_ended(CLAIMS) and not has_ended(b"")


def test_what_no_cookie_can_stand_for_is_forgotten(monkeypatch):
    end_sign_in(b"old")
    later = sign_in.time.time() + 2 * LIFE + 60
    monkeypatch.setattr(sign_in.time, "time", lambda: later)
    end_sign_in(b"new")
    assert not has_ended(b"old") and has_ended(b"new")


def sign(name: str, value: str, age: float = 0) -> str:
    class Earlier(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(super().get_timestamp() - age)

    return URLSafeTimedSerializer(SECRET, salt=name, signer=Earlier).dumps(value)


@pytest.fixture
def secrets(monkeypatch):
    monkeypatch.setattr(editor, "get_cookie_secret", lambda: SECRET)


def test_a_cookie_counts_as_long_as_it_lives(secrets):
    assert find_sign_in({USER_COOKIE: sign(USER_COOKIE, "{}", LIFE - 60)}) == b"{}"
    assert find_sign_in({USER_COOKIE: sign(USER_COOKIE, "{}", LIFE + 60)}) is None
    assert find_sign_in({USER_COOKIE: sign("other", "{}")}) is None
    assert find_sign_in({USER_COOKIE: "\u2126"}) is None and find_sign_in({}) is None


def test_a_cookie_in_parts_is_one_and_its_signature_is_no_part_of_it(secrets):
    whole = sign(USER_COOKIE, "{}")
    parts = {
        USER_COOKIE: sign(USER_COOKIE, "chunks-2"),
        **{f"{USER_COOKIE}_{n}": sign(f"{USER_COOKIE}_{n}", "{}"[n - 1]) for n in (1, 2)},
    }
    assert find_sign_in(parts) == find_sign_in({USER_COOKIE: whole}) == b"{}"
    # Whoever alters the text of a cookie, not its meaning, is the same one.
    assert find_sign_in({USER_COOKIE: whole + "!"}) in (b"{}", None)


# --- who may edit ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "ani@\u017fetda.go.id", "\u212aantor@setda.go.id", "ani@setda.go.id\n", "\u00a0ani@setda.go.id",
        " ani@setda.go.id", "ani@setda.go.id ", "an\u0131@setda.go.id", "ani@setda.go.id\x00", "", None, True,
    ],
)  # fmt: skip
def test_an_address_that_only_looks_like_one_is_none(address):
    assert read_address(address) is None


@pytest.mark.parametrize(
    ("email", "verified", "found"),
    [
        ("Ani@Setda.go.id", True, "ani@setda.go.id"),
        ("ani@setda.go.id", "true", "ani@setda.go.id"),
        ("ani@setda.go.id", "t\u0280ue", None),
        ("ani@setda.go.id", False, None),
        ("ani@setda.go.id", None, None),
        ("ani@\u017fetda.go.id", True, None),
        ("ani@setda.go.id\n", True, None),
        ("budi@setda.go.id", True, None),
    ],
)
def test_only_the_exact_address_of_the_list_edits(monkeypatch, email, verified, found):
    listed = {"addresses": ["ANI@setda.go.id", "\u212aantor@setda.go.id"]}
    monkeypatch.setattr(editor, "read_secrets", lambda: {"auth": {"x": "y"}, "editors": listed})
    monkeypatch.setattr(editor, "is_signed_in", lambda: True)
    claims = {"email": email, "email_verified": verified}
    monkeypatch.setattr(st, "user", claims)
    assert editor.find_editor() == found


# --- what is kept while somebody signs in ----------------------------------------------


def test_what_is_kept_is_for_its_browser_and_editor_alone(monkeypatch):
    browsers = ["b1"]
    monkeypatch.setattr(keeping, "_find_browser", lambda: browsers[0])
    keeping.keep("typed", {1: 2}, "ani@x", 60)
    keeping.keep("file", ("a.csv", b"x"), None, 60)
    assert keeping.find_kept("typed", "ani@x") == {1: 2}
    assert keeping.find_kept("typed", "budi@x") is keeping.find_kept("typed", None) is None
    assert keeping.find_kept("file", None) == keeping.find_kept("file", "budi@x") == ("a.csv", b"x")
    for browsers[0] in ("b2", None):
        assert keeping.find_kept("typed", "ani@x") is None
    browsers[0] = "b1"
    keeping.keep("typed", {}, "ani@x", 60)
    assert keeping.find_kept("typed", "ani@x") is None
    keeping.keep("typed", {1: 2}, "ani@x", -1)
    assert keeping.find_kept("typed", "ani@x") is None
    # What is too large for all is not kept, and is no fault.
    keeping.keep("file", ("b.csv", bytes(keeping._MOST)), None, 60)
    assert keeping.find_kept("file", None) is None
