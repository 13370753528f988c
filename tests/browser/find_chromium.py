"""Find a Chromium for the browser tests, or install one: apt first, then playwright's.

Run as a script it prints the path, or fails with a sentence that says what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "No Chromium was found and none could be installed. Install one "
    "(Debian: apt install chromium; else: .venv/bin/playwright install --with-deps chromium) "
    "or name it in CHROMIUM, then run the tests again."
)


def find_chromium() -> str | None:
    """Path of a Chromium that is there; None if there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or _find_playwrights()


def install_chromium() -> None:
    """Try apt, then playwright; silent about failures, as the path is asked for again."""
    # On Ubuntu the package is a snap that a test machine may not run; a failure is fine.
    install_with_apt("chromium")
    if find_chromium() is None:
        _try([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"], None)


def install_with_apt(*packages: str) -> None:
    """Try apt, where there is one and this user may use it; silent about failures."""
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (become and not shutil.which("sudo")):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _try([*become, "apt-get", "update", "-qq"], environment)
    install = [*become, "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    _try([*install, *packages], environment)


def _try(command: list[str], environment: dict[str, str] | None) -> None:
    try:
        subprocess.run(command, env=environment, stdout=sys.stderr, check=False, timeout=900)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {error}", file=sys.stderr)


def _find_playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


if __name__ == "__main__":
    if find_chromium() is None:
        install_chromium()
    path = find_chromium()
    if path is None:
        raise SystemExit(ADVICE)
    print(path)
