"""The files of deploy/ agree with one another, with the settings and with the page about them."""

from __future__ import annotations

import re

from mppgeo.base.paths import PAGES, PROJECT
from mppgeo.serving.settings import SETTINGS

DEPLOY = PROJECT / "deploy"
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
UNIT = (DEPLOY / "mppgeo@.service").read_text(encoding="utf-8")
RENDER = (DEPLOY / "proxy" / "render.sh").read_text(encoding="utf-8")
TEMPLATE = (DEPLOY / "proxy" / "mppgeo.conf.template").read_text(encoding="utf-8")
PAGE = (PROJECT / "docs" / "administration.md").read_text(encoding="utf-8")


def test_only_settings_that_there_are_are_set():
    known = {setting.name for setting in SETTINGS}
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert set(re.findall(r"MPPGEO_[A-Z_]+", COMPOSE + UNIT + dockerfile)) <= known


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
