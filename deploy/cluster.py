"""The topology of an office on one machine, without containers: database, replicas, nginx.

``make cluster`` runs it on loopback until Ctrl-C; tests start, kill and restart its replicas.
Everything that is written goes into a temporary folder.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "tests"))

from database import ADVICE as DATABASE_ADVICE  # noqa: E402
from database import Server, find_binaries, install  # noqa: E402
from ports import find_port  # noqa: E402

PROXY = PROJECT / "deploy" / "proxy"
PACKAGES = ("nginx", "libnginx-mod-http-brotli-filter")
ADVICE = (
    "No nginx with the brotli module was found and none could be installed. "
    "Debian: apt install nginx libnginx-mod-http-brotli-filter; then try again."
)
_USER = "www-data"
_PATIENCE = 180.0
"""Seconds until what was started must answer."""


def find_nginx() -> Path | None:
    """The program, where the brotli module is installed too."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    modules = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")
    return Path(found) if found and modules.exists() else None


def wait_until(condition: Callable[[], bool], process: subprocess.Popen, log: Path) -> None:
    """Look until ``condition`` holds.

    Raises
    ------
    RuntimeError : the process ended, or it did not hold in time; the message ends as the log.
    """
    end = time.monotonic() + _PATIENCE
    while not condition():
        if process.poll() is not None or time.monotonic() > end:
            state = "does not answer" if process.poll() is None else "ended"
            raise RuntimeError(f"{log.stem} {state}:\n{log.read_text()[-3000:]}")
        time.sleep(0.05)


def answers(url: str) -> bool:
    """Whether an address answers with 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


class Replica:
    """One app process on a port of its own, with a folder for what it writes.

    ``project`` is the folder of the code that it runs from its next start on.
    """

    def __init__(self, number: int, folder: Path, environment: Mapping[str, str]) -> None:
        self.number = number
        self.project = PROJECT
        self.port = find_port()
        self.log = folder / f"replica-{number}.log"
        cache = folder / f"cache-{number}"
        self.environment = {**os.environ, "MPPGEO_CACHE": str(cache), **environment}
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process; :meth:`wait` for it."""
        with self.log.open("ab") as log:
            self._logged = self.log.stat().st_size
            self.process = subprocess.Popen(
                [
                    sys.executable, "-m", "streamlit", "run", "app.py",
                    "--server.port", str(self.port), "--server.address", "127.0.0.1",
                ],
                cwd=self.project, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def wait(self) -> None:
        """Wait until visitors can be served."""
        wait_until(lambda: answers(f"{self.url}/readyz"), self.process, self.log)

    def wait_for_event(self, event: str) -> None:
        """Wait until its log tells of an event since the process was started."""

        def has_told() -> bool:
            return event.encode() in self.log.read_bytes()[self._logged :]

        wait_until(has_told, self.process, self.log)

    def kill(self) -> None:
        """End the process as a failing machine would, without warning."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End the process as an administrator would."""
        self.process.terminate()
        self.wait_for_end()

    def wait_for_end(self) -> None:
        """Wait for a process that was told to end; its patience is shorter than ours."""
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def restart(self) -> None:
        """Stop, start and wait."""
        self.stop()
        self.start()
        self.wait()


class Proxy:
    """nginx as in production, from the same template, as an unprivileged user.

    With ``tls`` it has a certificate of its own making; the plain port leads there.
    """

    def __init__(
        self, folder: Path, replicas: list[Replica], port: int, *, tls: bool = False
    ) -> None:
        self.program = find_nginx()
        if self.program is None:
            raise RuntimeError(ADVICE)
        self.log = folder / "proxy.log"
        self.folder = Path(shutil.copytree(PROXY, folder / "proxy"))
        self.port = port
        self.become: list[str] = []
        if os.geteuid() == 0:
            folder.chmod(0o755)
            shutil.chown(self.folder, _USER, _USER)
            self.become = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups"]
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PROXY_REPLICAS": " ".join(f"127.0.0.1:{replica.port}" for replica in replicas),
            "PROXY_LISTEN": f"127.0.0.1:{port}",
            "PROXY_FOLDER": str(self.folder),
            "PROXY_ACCESS_LOG": str(self.folder / "access.log"),
        }
        self.url = f"http://127.0.0.1:{port}"
        if tls:
            environment |= self._make_certificate(find_port())
        for name in ("nginx.conf", "mppgeo.conf"):
            rendered = subprocess.run(
                ["sh", "render.sh", name], cwd=self.folder,
                env=environment, check=True, stdout=subprocess.PIPE, text=True,
            ).stdout  # fmt: skip
            (self.folder / name).write_text(rendered)
        self.process: subprocess.Popen | None = None

    def _make_certificate(self, port: int) -> dict[str, str]:
        """A certificate that nobody knows; returns the settings that name it."""
        subprocess.run(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "chain.pem",
            ],
            cwd=self.folder, check=True, capture_output=True,
        )  # fmt: skip
        if self.become:
            shutil.chown(self.folder / "key.pem", _USER)
        self.url = f"https://127.0.0.1:{port}"
        return {
            "PROXY_CERTIFICATE": str(self.folder / "chain.pem"),
            "PROXY_KEY": str(self.folder / "key.pem"),
            "PROXY_TLS_LISTEN": f"127.0.0.1:{port}",
            "PROXY_PUBLIC_PORT": str(port),
        }

    def start(self) -> None:
        """Start nginx and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *self.become, str(self.program), "-e", "stderr",
                    "-c", str(self.folder / "nginx.conf"), "-g", "daemon off;",
                ],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        wait_until(self._listens, self.process, self.log)

    def _listens(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def wait(self) -> None:
        """Wait until a visitor gets a page."""
        wait_until(lambda: answers(f"{self.url}/"), self.process, self.log)

    def read_log(self, request_id: str) -> dict[str, object]:
        """The line of a request in the access log, which is written once it has ended."""
        lines: list[dict[str, object]] = []

        def find() -> bool:
            text = (self.folder / "access.log").read_text()
            lines[:] = [json.loads(line) for line in text.splitlines() if request_id in line]
            return bool(lines)

        wait_until(find, self.process, self.log)
        return lines[0]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


class Cluster:
    """Database, replicas and proxy.

    Parameters
    ----------
    replicas : number of app processes.
    port : of the proxy; 0 = any that is free.
    tls : whether the proxy speaks HTTPS.
    environment : further settings of the replicas.
    """

    def __init__(
        self,
        replicas: int = 2,
        port: int = 0,
        *,
        tls: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mppgeo-cluster-"))
        self.database = Server()
        self.database_url = self._create_database()
        shared = {
            "MPPGEO_DATABASE_URL": self.database_url,
            # One secret for all: a sign-in begun at one replica may end at another.
            "STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(32),
            **(environment or {}),
        }
        self.replicas = [Replica(n, self.folder, shared) for n in range(1, replicas + 1)]
        self.proxy = Proxy(self.folder, self.replicas, port or find_port(), tls=tls)

    @property
    def url(self) -> str:
        return self.proxy.url

    def _create_database(self) -> str:
        """The application's own user and database, and in it the records of the files."""
        password = secrets.token_hex(16)
        self.database.run_script(PROJECT / "deploy" / "database.sql", password=password)
        url = f"postgresql+psycopg://mppgeo:{password}@127.0.0.1:{self.database.port}/mppgeo"
        for action in ("init", "load"):
            subprocess.run(
                [sys.executable, "-m", "mppgeo", "db", action],
                cwd=PROJECT, env={**os.environ, "MPPGEO_DATABASE_URL": url}, check=True,
                stdout=subprocess.DEVNULL,
            )  # fmt: skip
        return url

    def start(self) -> None:
        """Start everything and wait until it answers."""
        for replica in self.replicas:
            replica.start()
        self.proxy.start()
        for replica in self.replicas:
            replica.wait()

    def mend(self) -> None:
        """Start the replicas that went down, and wait until visitors get pages."""
        down = [replica for replica in self.replicas if replica.process.poll() is not None]
        for replica in down:
            replica.start()
        for replica in down:
            replica.wait()
        self.proxy.wait()

    def restart(self, project: Path = PROJECT) -> None:
        """Restart the replicas one after the other, as an upgrade does, with the code of a folder."""
        for replica in self.replicas:
            replica.project = project
            replica.restart()

    def stop(self) -> None:
        """Stop everything and remove what it wrote."""
        if self.proxy.process:
            self.proxy.stop()
        running = [replica for replica in self.replicas if replica.process]
        for replica in running:
            replica.process.terminate()
        for replica in running:
            replica.wait_for_end()
        self.database.remove()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def run_cluster(**options) -> Iterator[Cluster]:
    """A running cluster, stopped at the end; ``options`` are those of :class:`Cluster`."""
    cluster = Cluster(**options)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def install_missing() -> None:
    """Install nginx and PostgreSQL where they are missing.

    Raises
    ------
    SystemExit : one is still missing.
    """
    if find_nginx() is None:
        install(PACKAGES)
    if find_binaries() is None:
        install()
    for found, advice in ((find_nginx(), ADVICE), (find_binaries(), DATABASE_ADVICE)):
        if found is None:
            raise SystemExit(advice)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicas", type=int, default=2, help="number of app processes; 2")
    parser.add_argument("--port", type=int, default=0, help="where to listen; any free port")
    parser.add_argument("--tls", action="store_true", help="HTTPS, with a certificate of its own")
    parser.add_argument("--install", action="store_true", help="only install what is missing")
    args = parser.parse_args()
    install_missing()
    if args.install:
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = {"replicas": args.replicas, "port": args.port, "tls": args.tls}
    with contextlib.suppress(KeyboardInterrupt), run_cluster(**options) as cluster:
        for replica in cluster.replicas:
            print(f"replica {replica.number}: {replica.url}, process {replica.process.pid}")
        print(f"logs: {cluster.folder}")
        print(f"{cluster.url}  (Ctrl-C stops all)", flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
