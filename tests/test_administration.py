"""The administrator's page, as an administrator would follow it: every command, in order.

Its folders are moved below a temporary one, and its ports to free ones. What needs systemd, Docker,
apt or another user is written down instead of done; PostgreSQL and nginx are real.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from ports import find_port
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from mppgeo.base.paths import PROJECT
from mppgeo.records.schema import RECORDS
from mppgeo.store.database import DatabaseStore
from mppgeo.store.file_forms import read_shipped
from mppgeo.store.files import FileStore
from mppgeo.store.journal import Change, RowChange

PAGE = (PROJECT / "docs" / "administration.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
NOTED = ("apt", "useradd", "systemctl", "docker", "chgrp", "chown")
"""Programs that are not run: their words are written into a list."""
INSTALL = r"""#!/bin/sh
# As install, whoever runs it and whoever is to own it.
for word; do
    shift
    case $word in
    -o | -g) skip=1; continue ;;
    esac
    [ -z "${skip:-}" ] || { skip=; continue; }
    set -- "$@" "$word"
done
exec /usr/bin/install "$@"
"""
PYTHON = """#!/bin/sh
case "$*" in
"-m venv"*) mkdir -p .venv/bin; ln -sf {here}/pip .venv/bin/pip; ln -sf {here}/python3 .venv/bin/python ;;
"-m pip"*) echo "pip $*" >> {noted} ;;
*) exec {python} "$@" ;;
esac
"""
MAIN = """
pid {root}/nginx.pid;
error_log stderr error;
include /etc/nginx/modules-enabled/*.conf;
events {{}}
http {{
    include /etc/nginx/mime.types;
    include {root}/etc/nginx/conf.d/*.conf;
    include {root}/etc/nginx/sites-enabled/*;
}}
"""


class Office:
    """A server's folders, with the page's commands to be run in them."""

    def __init__(self, root: Path, server, ports: dict[int, int]) -> None:
        self.root, self.server, self.ports = root, server, ports
        self.noted, programs = root / "noted", root / "programs"
        for folder in (
            "programs", "work/secrets", "opt", "usr/local/bin", "etc/nginx/conf.d", "var/lib",
            "etc/nginx/sites-enabled", "etc/nginx/snippets", "etc/systemd/system", "var/log/nginx",
        ):  # fmt: skip
            (root / folder).mkdir(parents=True)
        # Of the project what is run from elsewhere; the rest as links, which cp -r keeps.
        project = root / "work" / "mppgeo-project"
        shutil.copytree(PROJECT / "deploy", project / "deploy")
        for name in ("mppgeo", "data", "docs", "pages", "requirements.txt"):
            (project / name).symlink_to(PROJECT / name)
        self.main = root / "etc" / "nginx" / "nginx.conf"
        self.main.write_text(MAIN.format(root=root))
        nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        python = PYTHON.format(here=programs, noted=self.noted, python=sys.executable)
        for name, body in {
            **{name: f'#!/bin/sh\necho "{name} $*" >> {self.noted}\n' for name in NOTED},
            # Who asks must also read what is told on standard input, as psql does.
            "su": f'#!/bin/sh\nPATH={server.binaries}:$PATH\nexec sh -c "$3"\n',
            "install": INSTALL,
            "python3": python,
            "pip": f'#!/bin/sh\necho "pip $*" >> {self.noted}\n',
            "nginx": f'#!/bin/sh\ncase "$*" in\n"-s reload") echo "nginx -s reload" >> {self.noted} ;;\n'
            f'*-c*) exec {nginx} "$@" ;;\n*) exec {nginx} "$@" -c {self.main} ;;\nesac\n',
        }.items():  # fmt: skip
            (programs / name).write_text(body)
            (programs / name).chmod(0o755)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MPPGEO_")},
            "PATH": f"{programs}:{root}/usr/local/bin:{os.environ['PATH']}",
            "PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGUSER": "postgres",
            "SETTINGS_FILE": str(root / "etc/mppgeo/settings"), "SERVICE_USER": "nobody-here",
            "NGINX_MAIN": str(self.main), "BACKUPS": str(root / "var/backups/mppgeo"),
            "PROXY_FOLDER": str(root / "var/cache/mppgeo-proxy"),
            "NGINX_CONF": str(root / "etc/nginx/conf.d/mppgeo.conf"), "LC_ALL": "C.UTF-8",
        }  # fmt: skip

    @property
    def url(self) -> str:
        """Address of the office's database."""
        settings = (self.root / "etc/mppgeo/settings").read_text()
        return re.search(r"MPPGEO_DATABASE_URL=(\S+)", settings)[1]

    @property
    def done(self) -> list[str]:
        return self.noted.read_text().splitlines() if self.noted.exists() else []

    def move(self, block: str) -> str:
        """Commands of the page with this server's folders and ports."""
        moved = re.sub(r"(?<![\w.)])/(etc|opt|var|usr/local/bin)/", rf"{self.root}/\1/", block)
        moved = moved.replace("@127.0.0.1/mppgeo", f"@127.0.0.1:{self.server.port}/mppgeo")
        moved = moved.replace("PROXY_LISTEN=80", f"PROXY_LISTEN=127.0.0.1:{self.ports[80]}")
        moved = moved.replace(" -C /var/lib ", f" -C {self.root}/var/lib ")
        for port in (8501, 8502):
            moved = moved.replace(f"127.0.0.1:{port}", f"127.0.0.1:{self.ports[port]}")
        return moved

    def run(self, block: str, folder: str = "opt/mppgeo") -> str:
        done = subprocess.run(
            ["sh", "-eu", "-c", self.move(block)], cwd=self.root / folder, env=self.environment,
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, f"{block}\n{done.stdout[-2000:]}{done.stderr[-3000:]}"
        return done.stdout


@contextmanager
def serving(office: Office):
    """nginx with the configuration that is in place."""
    user = "user root; " if os.geteuid() == 0 else ""
    process = subprocess.Popen(
        [office.root / "programs" / "nginx", "-g", f"{user}daemon off;"], env=office.environment, stderr=subprocess.PIPE
    )  # fmt: skip
    try:
        end = time.monotonic() + 90
        while time.monotonic() < end and process.poll() is None:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", office.ports[80])) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def replicas():
    """Ports at which something answers as a replica does, and only below its base path."""
    asked: list[str] = []

    class Ready(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"app")

        def log_message(self, *_):
            pass

    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Ready) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    first, second = (server.server_address[1] for server in servers)
    yield {8501: first, 8502: second, 80: find_port()}, asked
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def office(tmp_path, replicas, own_postgresql):
    return Office(tmp_path, own_postgresql, replicas[0])


def test_every_command_of_the_page_in_order(office, replicas):
    blocks = iter(BLOCKS)
    root, (ports, asked) = office.root, replicas

    def follow(*starts: str, folder: str = "opt/mppgeo") -> str:
        """Run the next block, which begins with one of these words."""
        block = next(blocks)
        assert block.startswith(starts), block
        return office.run(block, folder)

    follow("mkdir -p secrets", folder="work/mppgeo-project/deploy")
    assert "docker compose up -d --build" in office.done

    # --- installing
    follow("apt install", folder="work")
    modes = {
        path.name: path.stat().st_mode & 0o777
        for path in (root / "etc/mppgeo").iterdir()
    }  # fmt: skip
    assert modes == {"database_password": 0o600, "settings": 0o640, "secrets.toml": 0o640}
    store = DatabaseStore(office.url)
    shipped = read_shipped(PROJECT / "data")
    assert {name: store.read_rows(name) for name in RECORDS} == shipped.tables
    assert store.read_base() == shipped and store.find_differences() == []
    live = root / "etc/nginx/conf.d/mppgeo.conf"
    assert (
        f"server 127.0.0.1:{ports[8501]} " in live.read_text() and "nginx -s reload" in office.done
    )
    assert "systemctl enable --now mppgeo@8501 mppgeo@8502" in office.done

    # --- below a path of another site
    site = root / "etc/nginx/sites-enabled/site"
    site.write_text(f"server {{ listen 127.0.0.1:{ports[80]}; return 200 site; }}")
    follow("echo STREAMLIT_SERVER_BASE_URL_PATH=mpp")
    assert asked[-2:] == ["/mpp/readyz"] * 2
    snippet = root / "etc/nginx/snippets/mppgeo-path.conf"
    site.write_text(
        f"server {{ listen 127.0.0.1:{ports[80]}; location / {{ return 200 site; }} include {snippet}; }}"
    )
    with serving(office):
        for path, answer in (
            ("/", "site"),
            ("/mpp/", "app"),
            ("/mpp/static/x.js", "app"),
            ("/mpp", "app"),
        ):
            got = subprocess.run(
                ["curl", "-sL", f"http://127.0.0.1:{ports[80]}{path}"],
                capture_output=True,
                text=True,
            )
            assert got.stdout == answer, (path, got.stdout)

    # --- the weekly page
    follow("cp deploy/mppgeo-weekly")
    assert "systemctl enable --now mppgeo-weekly.timer" in office.done

    # --- backup, restore, a trial of it, a reader
    follow("install -d -m 0700")
    backups = sorted((root / "var/backups/mppgeo").iterdir())
    assert [path.stat().st_mode & 0o777 for path in backups] == [0o600, 0o600]
    row = store.read_rows("data_notes")[0]
    with create_engine(office.url).begin() as connection:
        connection.execute(text("DELETE FROM mppgeo.data_notes"))
    follow('su postgres -c "pg_restore')
    assert store.read_rows("data_notes")[0] == row
    # The application's own user can go on changing it.
    change = RowChange(row, row | {"isi_en": "other"})
    [entry] = store.save([Change("data_notes", (change,), "ani")])
    assert store.undo(entry.number) and store.read_rows("data_notes")[0] == row
    follow("docker compose exec")
    follow('su postgres -c "createdb')
    follow('su postgres -c "psql')
    reader = office.url.replace("//mppgeo:", "//mppgeo_reader:")
    with create_engine(reader).connect() as connection:
        assert (
            connection.execute(text("SELECT count(*) FROM mppgeo.coverage_kabkota")).scalar() == 514
        )
    with create_engine(reader).connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text("SELECT count(*) FROM mppgeo.riwayat"))

    # --- an upgrade: of a database that lacks a column, and of an nginx whose file is another one
    for path in (live.with_name("mppgeo-http.conf"), site):
        path.unlink()
    live.write_text("# of the version before\n")
    with create_engine(office.url).begin() as connection:
        connection.execute(text("UPDATE mppgeo.alembic_version SET version_num = '0004'"))
        connection.execute(text("DROP TABLE mppgeo.bawaan, mppgeo.recipients"))
        # Views read it; they are made anew.
        connection.execute(text("DROP TABLE mppgeo.tempat CASCADE"))
    told = follow("cd /opt/mppgeo")
    assert "trial" in told or "percobaan" in told
    assert store.read_base() is not None and store.find_differences() == []
    [backup] = [path for path in (root / "var/backups/mppgeo").iterdir() if path.is_dir()]
    assert FileStore(backup).read_rows("mpp") == shipped.tables["mpp"]
    assert "mppgeo_all" in live.read_text() and told.rstrip().endswith(
        f"port {ports[8502]} is ready"
    )
    assert office.done[-2:] == [f"systemctl restart mppgeo@{ports[port]}" for port in (8501, 8502)]
    # What nginx would refuse never stands in its place.
    kept = live.read_bytes()
    settings = root / "etc/mppgeo/settings"
    before = settings.read_text()
    settings.write_text(before + "PROXY_SERVER_NAME=a;b{\n")
    refused = subprocess.run(
        ["sh", "deploy/upgrade.sh"], cwd=root / "opt/mppgeo", env=office.environment,
        capture_output=True, text=True,
    )  # fmt: skip
    assert refused.returncode == 1 and "does not accept" in refused.stderr
    assert live.read_bytes() == kept and not list(live.parent.glob("*.new"))
    settings.write_text(before)

    follow("mppgeo db status")
    follow("docker compose build")
    assert any(line.startswith("docker compose run --rm") for line in office.done)
    follow("install -d")
    assert (root / "etc/systemd/system/mppgeo@.service.d/metrics.conf").read_text() == (
        "[Service]\nEnvironment=MPPGEO_METRICS=127.0.0.1:1%i\n"
    )
    assert list(blocks) == []
    store.close()
