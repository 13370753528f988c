"""Settings, logs, headers and numbers of requests: what surrounds the pages."""

from __future__ import annotations

import ast
import asyncio
import json
import logging
import re
import subprocess
import sys
import threading
from pathlib import Path

import anyio
import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from mppgeo.base.language import Language
from mppgeo.base.paths import PROJECT
from mppgeo.live import Status
from mppgeo.serving import health, settings
from mppgeo.serving.complaints import find_complaints
from mppgeo.serving.first_page import make_page
from mppgeo.serving.headers import SecurityHeaders, digest_scripts, make_policy
from mppgeo.serving.health import make_health_routes
from mppgeo.serving.logs import JsonLines, PlainLines, Redaction, take_request_id
from mppgeo.serving.requests import Requests
from mppgeo.serving.settings import SECRETS, SETTINGS, list_secret_texts
from mppgeo.ui.editor import list_streamlit_variables

CODE = [
    path
    for path in [PROJECT / "app.py", *PROJECT.glob("pages/*.py"), *PROJECT.glob("mppgeo/**/*.py")]
    if "locale" not in path.parts
]
DOCS = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
GOOD_AUTH = dict.fromkeys(SECRETS["auth"], "x") | {"cookie_secret": "0123456789abcdef" * 2}


# --- settings -------------------------------------------------------------------


def find_names(path) -> set[str]:
    """Environment variables that a file reads, and constants that look like ours."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(MPPGEO|STREAMLIT)_[A-Z_]+", node.value)
    }
    for node in ast.walk(tree):
        asked = None
        if isinstance(node, ast.Call) and re.search(
            r"(environ\.(get|pop|setdefault)|getenv)$", ast.unparse(node.func)
        ):
            asked = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
            asked = node.slice
        if isinstance(asked, ast.Constant):
            found.add(asked.value)
        elif isinstance(asked, ast.Name):
            found.add(constants.get(asked.id, ""))
    return found - {""}


def test_every_variable_that_the_code_reads_is_a_setting():
    read = {name for path in CODE for name in find_names(path)}
    # The doctor looks at some of Streamlit's own.
    assert read - list_streamlit_variables() == {setting.name for setting in SETTINGS}


def test_secrets_are_read_in_one_place_and_every_key_is_known():
    places = [p for p in CODE if re.search(r"\bst\.secrets\b", p.read_text(encoding="utf-8"))]
    assert [path.name for path in places] == ["editor.py"]
    text = places[0].read_text(encoding="utf-8")
    asked = re.findall(r"_read\(\"(\w+)\"\)(?:\.get\(\"(\w+)\")?", text)
    assert asked and all(key in SECRETS[section] for section, key in asked if key)
    assert {section for section, _ in asked} <= set(SECRETS)


VALUES = [
    ("MPPGEO_DATA", str(PROJECT / "data"), "/there/is/none"),
    ("MPPGEO_DATA", str(PROJECT / "data"), str(PROJECT / "docs")),
    ("MPPGEO_INSTANCE", "/tmp/none-yet", "/there/is/none"),
    ("MPPGEO_INSTANCE", "/tmp", str(PROJECT / "README.md")),
    ("MPPGEO_TEMPLATE", "", str(PROJECT / "README.md")),
    ("MPPGEO_OLD_AFTER", "30", "a month"),
    ("MPPGEO_CACHE", "", "/dev/null/cache"),
    ("MPPGEO_CACHE", "", str(PROJECT / "README.md")),
    ("MPPGEO_DATABASE_URL", "postgresql+psycopg://a:geheim@h/d", "mysql://a:geheim@h/d"),
    ("MPPGEO_DATABASE_URL", "postgresql+psycopg:///d", "no address"),
    ("MPPGEO_METRICS", "127.0.0.1:9464", "9464"),
    ("MPPGEO_METRICS", "[::1]:9464", "localhost:99999"),
    ("MPPGEO_PORTALS", "https://a.go.id http://b.id:8080", "https://a.go.id; script-src *"),
    ("MPPGEO_PORTALS", "https://a-b.go.id", "https://*.go.id"),
    ("MPPGEO_ADDRESS", "https://kantor.example.go.id:8443/mpp/", "kantor.example.go.id"),
    ("MPPGEO_ADDRESS", "http://127.0.0.1:8501", 'https://a/"><script>'),
    ("MPPGEO_LOG", "plain", "xml"),
    ("MPPGEO_LOG_LEVEL", "debug", "loud"),
    ("MPPGEO_DATA_ORIGINS", "*", "portal.example.go.id"),
    ("MPPGEO_DATA_ORIGINS", "https://a.go.id http://b:8080", "https://a.go.id/path"),
    ("MPPGEO_SMTP_URL", "smtps://a:geheim@h", "https://a:geheim@h"),
    ("MPPGEO_SMTP_URL", "smtp://h:25", "smtp://a:geheim@h:25"),
    ("MPPGEO_SMTP_URL", "smtp+starttls://a:geheim@[::1]:587", "smtps://h:geheim"),
    ("MPPGEO_MAIL_FROM", "mpp@example.go.id", "mpp@example.go.id, b@example.go.id"),
]
"""Of every setting a value that is good, and one that is refused."""


def test_every_setting_and_secret_is_documented_as_it_is_defined():
    for setting in SETTINGS:
        default = f" {setting.default} |" if setting.default else " |"
        assert f"| `{setting.name}` | {setting.meaning} |{default}" in DOCS
    for section, keys in SECRETS.items():
        assert f"`[{section}]`" in DOCS
        for key, meaning in keys.items():
            assert f"| `{key}` | {meaning} |" in DOCS
    names = {setting.name for setting in SETTINGS}
    assert set(re.findall(r"`(MPPGEO_\w+)`", DOCS)) == names == {name for name, *_ in VALUES}


@pytest.mark.parametrize(("name", "good", "bad"), VALUES)
def test_a_bad_value_is_told_in_a_sentence_that_keeps_secrets(t, name, good, bad):
    assert find_complaints({name: good}, {}, t) == []
    [told] = find_complaints({name: bad}, {}, t)
    assert told.startswith(name) and told.endswith(".") and "geheim" not in told


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MPPGEO_DATABSE_URL", "MPPGEO_DATABASE_URL"),
        ("MPPGEO_DB_URL", ""),
        ("STREAMLIT_SERVER_BASEURLPATH", "STREAMLIT_SERVER_BASE_URL_PATH"),
        ("STREAMLIT_SECRET_FILES", "STREAMLIT_SECRETS_FILES"),
    ],
)
def test_a_misspelt_name_is_told_with_the_one_that_was_meant(t, name, meant):
    [told] = find_complaints({name: "geheim"}, {}, t, list_streamlit_variables())
    assert told.startswith(name) and meant in told and "geheim" not in told


def test_names_that_others_give_are_no_misspelt_settings(english):
    others = [
        "MPPGEO_SERVICE_HOST", "MPPGEO_PORT", "MPPGEO_PORT_8501_TCP_ADDR", "STREAMLIT_SERVER_PORT",
        "STREAMLIT_RUN_SERVER_PORT", "STREAMLIT_THEME_BASE",
    ]  # fmt: skip
    found = find_complaints(dict.fromkeys(others, "x"), {}, english, list_streamlit_variables())
    assert found == []


@pytest.mark.parametrize(
    ("secrets", "said"),
    [
        ({"editor": {"addresses": ["a@x"]}}, "[editor]"),
        ({"editors": {"adresses": ["a@x"]}}, "adresses"),
        ({"auth": GOOD_AUTH | {"redirect_url": "x"}}, "redirect_url"),
        ({"addresses": {}}, "[addresses]"),
    ],
)
def test_sections_and_keys_of_secrets_that_nobody_reads_are_told(english, secrets, said):
    [told] = find_complaints({}, secrets, english)
    assert told.startswith("secrets.toml") and said in told and "a@x" not in told


def test_sections_of_several_providers_are_named_as_the_office_likes(english):
    auth = {"redirect_uri": "x", "cookie_secret": GOOD_AUTH["cookie_secret"], "kantor": GOOD_AUTH}
    assert find_complaints({}, {"auth": auth | {"client_kwargs": {}}}, english) == []


@pytest.mark.parametrize("secret", ["", "short", "x" * 40, "a long random text that is only words"])
def test_a_missing_or_weak_cookie_secret_is_refused(english, secret):
    [told] = find_complaints({}, {"auth": GOOD_AUTH | {"cookie_secret": secret}}, english)
    assert "cookie_secret" in told
    assert find_complaints({}, {"auth": GOOD_AUTH}, english) == []


def test_editors_must_be_a_list(english):
    [told] = find_complaints({}, {"editors": {"addresses": "ani@example.go.id"}}, english)
    assert "list" in told and "ani" not in told


@pytest.mark.parametrize("address", ["\u212aantor@x.go.id", "ani@x.go.id\n", "ani", " ani@x.go.id"])
def test_an_editor_s_address_must_be_a_plain_one(english, address):
    assert find_complaints({}, {"editors": {"addresses": ["Ani@x.go.id"]}}, english) == []
    [told] = find_complaints({}, {"editors": {"addresses": [address]}}, english)
    assert "plain letters" in told and told.isascii()


def test_secrets_of_the_settings_are_known_to_the_log():
    url = "postgresql+psycopg://app:p%40ss-word@h/d"
    auth = {"client_secret": "abc", "kantor": {"client_secret": "inner"}, "cookie_secret": "cs"}
    mail = "smtps://app:m%40il@h"
    found = list_secret_texts({"MPPGEO_DATABASE_URL": url, "MPPGEO_SMTP_URL": mail}, {"auth": auth})
    assert found == {"p@ss-word", "m@il", "abc", "inner", "cs"}


@given(st.text())
def test_an_address_is_read_or_refused(text):
    try:
        host, port = settings.parse_address(text)
    except ValueError:
        return
    assert host and 0 < port < 65536


# --- logs -----------------------------------------------------------------------


def make_record(message: str, *args: object, **fields: object) -> logging.LogRecord:
    record = logging.LogRecord("mppgeo", logging.INFO, "f.py", 1, message, args, None)
    record.fields = fields
    return record


def test_a_line_is_json_and_holds_no_person_and_no_machine():
    line = JsonLines(Redaction(["kata sandi"]), lambda: {"session": "ab"}).format(
        make_record("%s at 10.0.0.7 via fe80::1ff:fe23:4567:890a", "ani.s@kab.go.id", note="kata sandi\n", ms=3)
    )  # fmt: skip
    made = json.loads(line)
    assert "\n" not in line
    assert made["event"] == "<address> at <ip> via <ip>"
    assert (made["note"], made["ms"], made["session"]) == ("<secret>\n", 3, "ab")


def test_what_only_looks_like_an_address_stays():
    redact = Redaction()
    for text in (
        "12:30:45",
        "a: :b",
        "::"[:1],
        "mppgeo 1.2.3",
        "35.10",
        "data_age: 3",
        "f.py:12:",
        "Size: 1.1.1",
    ):
        assert redact(text) == text


HOSTILE = [
    "a" * 300_000, "a?" * 150_000, "1.1.1." + "1" * 300_000 + "x", "1." * 150_000, "a:" * 150_000,
    "://" * 100_000, "://" + "a" * 300_000, "a@" * 150_000, "a@" + "b." * 150_000 + "@", "a:b" * 99_999,
]  # fmt: skip


def test_what_a_visitor_writes_costs_the_log_no_more_than_its_length():
    """Patterns that look at each letter again for each letter would need hours for these."""
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (20, 20))\n"
        "from mppgeo.serving.logs import _hide_patterns\n"
        f"for text in {HOSTILE!r}: _hide_patterns(text)\n"
    )
    ended = subprocess.run([sys.executable, "-"], input=code, text=True, cwd=PROJECT, check=False)
    assert ended.returncode == 0


def test_a_long_text_is_cut_between_words_and_cleaned():
    redact = Redaction(["kata sandi yang panjang"])
    around = "kata sandi yang panjang ani@example.go.id 10.0.0.7 "
    for shift in range(0, 60, 7):
        told = redact("x" * shift + " " + around * 1000)
        assert len(told) < 25_000 and "letters left out" in told
        assert not re.search(r"sandi|ani|example|10\.0", told)
    assert "a" not in redact("a" * 50_000).replace("letters left out", "")


def test_a_traceback_stands_in_its_line_cleaned():
    try:
        raise ValueError("ani@example.go.id at postgresql://u:geheim@db/x and /data?nama=ani")
    except ValueError:
        record = logging.LogRecord("m", logging.ERROR, "f", 1, "failed", (), sys.exc_info())
    for form in (JsonLines, PlainLines):
        told = form(Redaction()).format(record)
        assert "Traceback" in told and "ValueError" in told
        assert not re.search(r"ani|geheim", told)


@given(st.one_of(st.none(), st.text(), st.from_regex(r"[A-Za-z0-9._-]{8,64}", fullmatch=True)))
def test_the_number_of_a_request_is_always_well_formed(offered):
    number = take_request_id(offered)
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", number)
    if offered and re.fullmatch(r"[A-Za-z0-9._-]{8,64}", offered):
        assert number == offered


# --- headers and requests -------------------------------------------------------


def fail(request):
    raise RuntimeError("of ani@example.go.id")


INDEX = make_page(Path(streamlit.__file__).parent / "static" / "index.html", Language()).decode()


def call(app, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body that an ASGI app answers."""
    return asyncio.run(ask(app, path, **headers))


async def ask(app, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """The same within a loop that runs."""
    sent: list[dict] = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": b"", "scheme": "http", "server": ("h", 80), "client": ("10.0.0.7", 1),
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
    }  # fmt: skip
    await asyncio.wait_for(app(scope, receive, send), 60)
    found = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(m.get("body", b"") for m in sent[1:]).decode()


@pytest.fixture
def wrapped():
    return Starlette(
        routes=[
            Route("/ok", lambda request: PlainTextResponse(request.headers["x-request-id"])),
            Route("/bad", fail),
            Mount("/_stcore", app=PlainTextResponse("of the framework")),
        ],
        middleware=[
            Middleware(SecurityHeaders, page=INDEX),
            Middleware(Requests, pages=["linimasa"]),
        ],
    )


def test_a_number_is_taken_from_the_proxy_and_given_back(wrapped):
    status, headers, body = call(wrapped, "/ok", **{"X-Request-ID": "proxy-00001"})
    assert (status, headers["x-request-id"], body) == (200, "proxy-00001", "proxy-00001")
    _, headers, body = call(wrapped, "/ok", **{"X-Request-ID": "<script>"})
    assert headers["x-request-id"] == body != "<script>"


def test_a_failure_is_a_plain_sentence_with_the_number_of_its_traceback(wrapped, caplog):
    status, headers, body = call(wrapped, "/bad")
    assert status == 500 and headers["x-request-id"] in body and "Runtime" not in body
    [record] = [one for one in caplog.records if one.exc_info]
    assert record.message == "request failed"


def test_health_stands_below_the_base_path():
    assert [route.path for route in make_health_routes()] == ["/healthz", "/readyz"]
    assert [route.path for route in make_health_routes("/a/b/")] == ["/a/b/healthz", "/a/b/readyz"]


def test_health_waits_for_no_other_work(monkeypatch):
    """All threads that files and routes share are taken, and the data cannot be had."""
    hold, app = threading.Event(), Starlette(routes=make_health_routes())
    found = Status("ok", "files")

    async def tell(path: str) -> tuple[int, str]:
        status, _, body = await ask(app, path)
        return status, json.loads(body)["status"]

    async def look() -> list[tuple[int, str]]:
        limiter = anyio.to_thread.current_default_thread_limiter()
        limiter.total_tokens = 1
        async with limiter:
            answers = [await tell("/healthz"), await tell("/readyz")]
            monkeypatch.setattr(health, "_PATIENCE", 0.3)
            monkeypatch.setattr(health, "find_whole_status", lambda: hold.wait() and found)
            answers += [await tell("/readyz"), await tell("/readyz")]
            hold.set()
            return answers

    monkeypatch.setattr(health, "_PATIENCE", 30)
    monkeypatch.setattr(health, "_asking", health._Asking())
    monkeypatch.setattr(health, "find_whole_status", lambda: found)
    try:
        assert asyncio.run(look()) == [(200, "ok")] * 4
        # Nothing was ever known.
        hold.clear()
        monkeypatch.setattr(health, "_asking", health._Asking())
        monkeypatch.setattr(health, "find_whole_status", lambda: hold.wait() and found)
        assert asyncio.run(tell("/readyz")) == (503, "unready")
    finally:
        hold.set()


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"]
)
def test_what_is_nobodys_business_is_not_found(wrapped, path):
    assert call(wrapped, path)[0] == 404
    assert call(wrapped, "/_stcore/health")[::2] == (200, "of the framework")


@pytest.mark.parametrize("path", ["/ok", "/bad", "/none", "/_stcore/metrics"])
def test_every_answer_has_the_headers(wrapped, path):
    _, headers, _ = call(wrapped, path)
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin" and "permissions-policy" in headers


def test_the_policy_of_the_page_allows_nothing_foreign_and_no_foreign_script():
    policy = make_policy(" ".join(["'self'", *digest_scripts(INDEX)]))
    assert len(digest_scripts(INDEX)) >= 1
    assert not re.search(r"https?:|wss?:|\*", policy)
    [scripts] = [part for part in policy.split("; ") if part.startswith("script-src")]
    assert "unsafe" not in scripts


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "/"),
        ("/gerai/linimasa", "/linimasa"),
        ("/gerai/assets/0123/areas.json", "/assets"),
        ("/gerai/_stcore/upload_file/session/file", "/_stcore/upload_file"),
        ("/gerai/_stcore/nama-orang", "/_stcore"),
        ("/gerai/nama-orang", "/other"),
        ("/gerai/linimasa/nama-orang", "/other"),
    ],
)
def test_a_path_is_named_without_what_a_visitor_typed(path, name):
    assert Requests(None, pages=["linimasa"], base="gerai").name_path(path) == name
