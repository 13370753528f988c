"""A file for each province of a view in one ZIP, made beside the web server and kept.

The work is done by the command ``brief`` in a process of its own: it uses all
cores, and whatever happens there leaves the server as it was.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from mppgeo.base.paths import PROJECT
from mppgeo.briefing.batch import list_scenes
from mppgeo.scene.scene import Scene

_KEPT = 12
"""Bundles kept on the disk; the oldest go first."""


class BundleError(RuntimeError):
    """The command failed; its message is what it said."""


@dataclass(frozen=True)
class Making:
    """A bundle on its way."""

    process: subprocess.Popen
    folder: Path
    target: Path
    form: str
    total: int

    def count_done(self) -> int:
        """Files that are complete: others have another name until they are."""
        return len(list(self.folder.glob(f"*.{self.form}")))

    def is_running(self) -> bool:
        return self.process.poll() is None

    def finish(self) -> Path:
        """Put the files into the ZIP.

        Raises
        ------
        BundleError : the command failed.
        """
        said = self.process.communicate()[1]
        if self.process.returncode:
            raise BundleError(said.decode(errors="replace").strip())
        part = self.folder / "bundle.part"
        # Decks, handouts and pictures are compressed already.
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            for path in sorted(self.folder.glob(f"*.{self.form}")):
                archive.write(path, path.name)
        os.replace(part, self.target)
        _forget_old(self.target.parent)
        return self.target

    def cancel(self) -> None:
        """Stop what still runs and remove what it made; harmless when it has finished."""
        if self.is_running():
            # The command and all its workers.
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()
        self.process.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def find_bundle(scene: Scene, form: str) -> Path | None:
    """A bundle of the same data and view made before."""
    path = _place(scene, form)
    return path if path.exists() else None


def start_bundle(scene: Scene, form: str) -> Making:
    """Begin to make a file for each province that the view keeps.

    Raises
    ------
    OSError : there is no folder for temporary files that can be written.
    """
    target = _place(scene, form)
    folder = Path(tempfile.mkdtemp(dir=target.parent))
    command = [
        sys.executable, "-m", "mppgeo", "brief", "--all-provinces", "--format", form,
        "--as-of", scene.as_of.isoformat(), "--out", str(folder), "--link", _query(scene),
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    return Making(process, folder, target, form, len(list_scenes(scene)))


def _query(scene: Scene) -> str:
    view = replace(scene.view, as_of=None, kode=None, status=None)
    return urlencode(view.to_query(), doseq=True)


def _place(scene: Scene, form: str) -> Path:
    told = "|".join(
        (scene.dataset.version, scene.as_of.isoformat(), str(scene.today), _query(scene))
    )
    digest = hashlib.blake2b(told.encode(), digest_size=8).hexdigest()
    return Path(_open_folder().name) / f"{digest}-{form}.zip"


@cache
def _open_folder() -> tempfile.TemporaryDirectory:
    """A folder of this process alone, removed when it ends."""
    return tempfile.TemporaryDirectory(prefix="mppgeo-")


def _forget_old(folder: Path) -> None:
    made = sorted(folder.glob("*.zip"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in made[_KEPT:]:
        path.unlink(missing_ok=True)
