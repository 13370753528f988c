"""The real app as a process of its own, with a log to read, for tests without a browser."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from ports import find_port

from mppgeo.base.paths import PROJECT

Answer = TypeVar("Answer")

PATIENCE = 90
"""Seconds until what is waited for counts as never coming: a slow machine is no fault of the app."""


def drop_store(said: str) -> str:
    """What a command said on standard error, without the line that names the store."""
    first, _, rest = said.partition("\n")
    return rest if first.startswith(("Records: ", "Catatan: ")) else said


def do(work: Awaitable[Answer]) -> Answer:
    """Run what speaks the app's protocol."""
    return asyncio.run(work)


class RunningApp:
    """``streamlit run app.py`` on a free port of loopback.

    Parameters
    ----------
    folder : for the log.
    settings : environment variables besides those that are there; None takes one away.
    options : further settings of Streamlit.
    before : a command that runs the app, such as one that changes the user.
    """

    def __init__(
        self,
        folder: Path,
        settings: dict[str, str | None],
        *options: str,
        before: Sequence[str] = (),
        launch: Sequence[str] = ("-m", "streamlit"),
        wait: bool = True,
    ) -> None:
        environment = {**os.environ, **settings}
        self._command = [*before, sys.executable, *launch, "run", "app.py", *options]
        self._environment = {k: value for k, value in environment.items() if value is not None}
        self._folder = folder
        self._begin()
        if wait:
            self._wait()

    def _begin(self) -> None:
        self.port = find_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self._folder / f"app-{self.port}.log"
        place = ["--server.port", str(self.port), "--server.address", "127.0.0.1"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*self._command, *place],
                cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT, env=self._environment,
            )  # fmt: skip

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in lower case) and body."""
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                found, body = answer, answer.read()
        except urllib.error.HTTPError as error:
            found, body = error, error.read()
        return found.status, {k.lower(): v for k, v in found.headers.items()}, body

    def ready(self) -> tuple[int, dict]:
        """Status and body of the readiness address."""
        status, _, body = self.get("/readyz")
        return status, json.loads(body)

    def lines(self) -> list[dict]:
        """The log so far; what is no JSON, such as Streamlit's greeting, is left out."""
        texts = self.log.read_text(encoding="utf-8").splitlines()
        return [json.loads(text) for text in texts if text.startswith("{")]

    def errors(self) -> list[dict]:
        """Lines of the log about failures."""
        return [one for one in self.lines() if one["level"] in {"error", "critical"}]

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell the process to end, and wait; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def stop(self) -> None:
        """End the process, if need be by force."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _wait(self) -> None:
        end = time.monotonic() + 2 * PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                if "is not available" in self.log.read_text():
                    # Somebody was quicker to take the port.
                    self._begin()
                    continue
                pytest.fail("the app did not start:\n" + self.log.read_text())
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail("the app did not answer within three minutes")
