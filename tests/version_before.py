"""The code and records of the version before this one, to be run from a folder of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

from mppgeo.base.paths import PROJECT
from mppgeo.store.choice import DATABASE_URL

BEFORE = "7081c56"
"""The last commit of version 0.1.0: no migrations, records of files among those that ship."""
_RUN = "import sys; from mppgeo.commands import main; [main(one.split('\\t')) and sys.exit(1) for one in sys.argv[1:]]"


def unpack_before(folder: Path) -> bool:
    """Put the version before into an empty folder; False = the history of the project is not here."""
    asked = ["git", "archive", BEFORE, "mppgeo", "data", "pages", "app.py", ".streamlit"]
    found = subprocess.run(asked, cwd=PROJECT, capture_output=True)
    if found.returncode:
        return False
    with tarfile.open(fileobj=io.BytesIO(found.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return True


def run_at(folder: Path, *commands: tuple[str, ...], url: str = "") -> str:
    """Run commands of the version in a folder, all in one process; what they print."""
    known = {name: v for name, v in os.environ.items() if not name.startswith("MPPGEO_")}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *("\t".join(one) for one in commands)], cwd=folder,
        capture_output=True, text=True, timeout=600, env=known | ({DATABASE_URL: url} if url else {}),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
