"""Find a LibreOffice Impress for the tests of slides, or install one with apt.

Run as a script it prints the path, or fails with a sentence that says what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("soffice", "libreoffice")
PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
PACKAGES = ("libreoffice-impress", "fonts-liberation")
ADVICE = (
    "No LibreOffice was found and none could be installed. Install one "
    f"(Debian: apt install {' '.join(PACKAGES)}) or name its soffice in SOFFICE, "
    "then run the tests again."
)


def find_office() -> str | None:
    """Path of a soffice that is there; None if there is none."""
    named = os.environ.get("SOFFICE")
    if named:
        return named if Path(named).exists() else None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((place for place in PLACES if Path(place).exists()), None)


def install_office() -> None:
    """Try apt; silent about failures, as the path is asked for again."""
    if not shutil.which("apt-get"):
        return
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if become and not shutil.which("sudo"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _try([*become, "apt-get", "update", "-qq"], environment)
    install = [*become, "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    _try([*install, *PACKAGES], environment)


def _try(command: list[str], environment: dict[str, str]) -> None:
    try:
        subprocess.run(command, env=environment, stdout=sys.stderr, check=False, timeout=1800)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {error}", file=sys.stderr)


if __name__ == "__main__":
    if find_office() is None:
        install_office()
    path = find_office()
    if path is None:
        raise SystemExit(ADVICE)
    print(path)
