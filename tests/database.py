"""A real PostgreSQL 15 with PostGIS on this machine, started for the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ports import find_port

ADVICE = (
    "No PostgreSQL 15 with PostGIS was found and none could be installed. "
    "Debian: apt install postgresql-15 postgresql-15-postgis-3 gdal-bin; then run the tests again."
)
PACKAGES = ("postgresql-15", "postgresql-15-postgis-3", "gdal-bin")
_USER = "postgres"


def find_binaries() -> Path | None:
    """Folder of PostgreSQL's programs where PostGIS is installed too."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("1[5-9]/bin"), reverse=True):
        version = folder.parent.name
        if Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists():
            return folder
    return None


def install(packages: tuple[str, ...] = PACKAGES) -> None:
    """Try apt; silent about failures, as the programs are looked for again."""
    if not shutil.which("apt-get"):
        return
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run(
            [*become, "apt-get", *command], env=environment, stdout=sys.stderr, timeout=900
        )


class Server:
    """A cluster of its own in a temporary folder, on a free port of loopback."""

    def __init__(self) -> None:
        self.binaries = find_binaries()
        if self.binaries is None:
            raise RuntimeError(ADVICE)
        self.folder = Path(tempfile.mkdtemp(prefix="mppgeo-pg-"))
        # PostgreSQL refuses to run as root.
        self.become = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups"]
        if os.geteuid() == 0:
            shutil.chown(self.folder, _USER, _USER)
        else:
            self.become = []
        self.port = find_port()
        self.run(
            "initdb",
            "-D",
            "data",
            "-U",
            _USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        )
        self.start()

    def run(self, program: str, *arguments: str, told: str | None = None) -> str:
        """Run a program of PostgreSQL in the server's folder, ``told`` on its standard input."""
        done = subprocess.run(
            [*self.become, str(self.binaries / program), *arguments], input=told,
            cwd=self.folder, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
            " -c fsync=off -c shared_buffers=32MB -c max_connections=40"
        )
        self.run("pg_ctl", "-D", "data", "-l", "log", "-w", "-t", "180", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", "data", "-m", mode, "-w", "stop")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Without the server inside, and with it again after."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def asking_for_passwords(self, user: str) -> Iterator[None]:
        """Inside, a user must know the password; otherwise everybody is let in."""
        rules = self.folder / "data" / "pg_hba.conf"
        before = rules.read_text()
        rules.write_text(f"host all {user} 127.0.0.1/32 scram-sha-256\n{before}")
        self.run("pg_ctl", "-D", "data", "reload")
        try:
            yield
        finally:
            rules.write_text(before)
            self.run("pg_ctl", "-D", "data", "reload")

    def create_database(self, name: str, template: str = "template1") -> str:
        """Make an empty database, or a copy of another; returns its address."""
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", _USER)
        self.run("createdb", *where, "-T", template, name)
        return f"postgresql+psycopg://{_USER}@127.0.0.1:{self.port}/{name}"

    def run_script(self, path: Path, database: str = _USER, **variables: str) -> None:
        """Run a file of SQL with psql, as an administrator would."""
        given = [part for name, value in variables.items() for part in ("-v", f"{name}={value}")]
        self.run(
            "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", _USER, "-d", database,
            "-v", "ON_ERROR_STOP=1", "-q", *given, told=path.read_text(encoding="utf-8"),
        )  # fmt: skip

    def ask(self, query: str, database: str) -> str:
        """What psql says to a query, without titles."""
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", _USER, "-d", database)
        return self.run("psql", *where, "-tAc", query).strip()

    def remove(self) -> None:
        try:
            self.stop()
        except RuntimeError:
            time.sleep(0)
        shutil.rmtree(self.folder, ignore_errors=True)


if __name__ == "__main__":
    if find_binaries() is None:
        install()
    found = find_binaries()
    if found is None:
        raise SystemExit(ADVICE)
    print(found)
