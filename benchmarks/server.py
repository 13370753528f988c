"""A Streamlit server under measurement: start, script runs, memory, stop."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAUNCH = Path(__file__).with_name("launch.py")
PATIENCE = 60.0
"""Seconds to wait for a server to start."""


@dataclass(frozen=True)
class Run:
    """One script run: when it ended (epoch), how long it took, its thread's CPU time; seconds."""

    ended: float
    wall: float
    cpu: float


class Server:
    """``streamlit run SCRIPT`` on a free loopback port; a context manager."""

    def __init__(self, script: str, folder: Path) -> None:
        self.script = script
        self.log = folder / f"{Path(script).stem}-{time.monotonic_ns()}.runs"
        self.output = self.log.with_suffix(".txt")

    def __enter__(self) -> Server:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        self.log.touch()
        command = [
            sys.executable, str(LAUNCH), str(self.log), "run", self.script,
            "--server.port", str(port), "--server.address", "127.0.0.1",
            "--server.headless", "true", "--server.fileWatcherType", "none",
            "--browser.gatherUsageStats", "false",
        ]  # fmt: skip
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            self._wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def runs(self) -> list[Run]:
        """All script runs so far."""
        lines = self.log.read_text().splitlines()
        return [Run(*map(float, line.split())) for line in lines if line.count(" ") == 2]

    def is_running(self) -> bool:
        """Whether a script run has started and not yet ended."""
        lines = self.log.read_text().splitlines()
        return 2 * lines.count("start") > len(lines)

    def memory(self) -> float:
        """Resident memory of the process, MB (10^6 bytes)."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def settled_memory(self, patience: float = 8.0) -> float:
        """Resident memory once it has stopped to change."""
        deadline = time.monotonic() + patience
        last = self.memory()
        while time.monotonic() < deadline:
            time.sleep(1.0)
            now = self.memory()
            if abs(now - last) < 0.1:
                return now
            last = now
        return last

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"{self.script} does not start:\n{self.output.read_text()}")

    def _stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
