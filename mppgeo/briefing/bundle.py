"""A file for each province of a view in one ZIP, made beside the web server and kept.

The work is done by the command ``brief`` in a process of its own: whatever happens there leaves the
server as it was. One bundle is made at a time, with a core left for visitors; whoever wants another
waits in a queue, and what nobody waits for any longer is ended.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from mppgeo.base.budgets import BUNDLES, Left, Turn
from mppgeo.base.forks import BEHIND_PAGES, count_cores
from mppgeo.base.paths import PROJECT
from mppgeo.briefing.batch import INDEX, list_scenes
from mppgeo.briefing.chosen import digest_template
from mppgeo.scene.scene import Scene

_KEPT = 12
"""Bundles kept on the disk; the oldest go first."""
_LOOK = 0.2
"""Seconds between two looks at a bundle on its way."""
_PATIENCE = 5.0
"""Seconds until processes that were told to stop are ended by force."""
_GRACE = 5.0
"""Seconds that a visitor whose line broke has to come back."""


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
        return len(self._list_files())

    def _list_files(self) -> list[Path]:
        found = self.folder.glob(f"*.{self.form}")
        return sorted(path for path in found if not path.name.startswith(INDEX))

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
            for path in [*self.folder.glob(f"{INDEX}*"), *self._list_files()]:
                archive.write(path, path.name)
        os.replace(part, self.target)
        _forget_old(self.target.parent)
        return self.target

    def cancel(self) -> None:
        """Stop what still runs and remove what it made; harmless when it has finished."""
        if self.is_running():
            self._signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(_PATIENCE)
        # Workers may outlive the command that started them.
        self._signal(signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _signal(self, number: signal.Signals) -> None:
        """Tell the command and all its workers."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


@dataclass(eq=False)
class Job:
    """A bundle that somebody waits for; it is followed by reading its attributes.

    Attributes
    ----------
    turn : its place in the queue.
    making : once it has begun.
    error : what the command said when it failed; "" = it did not.
    ended : it is made, it failed, or nobody waits for it.
    waiting : by visitor, what tells whether this one is still there.
    """

    scene: Scene
    form: str
    turn: Turn
    making: Making | None = None
    error: str = ""
    ended: bool = False
    waiting: dict[str, Callable[[], bool]] = field(default_factory=dict)
    _seen: float = field(default_factory=time.monotonic)

    def is_wanted(self) -> bool:
        waiting = list(self.waiting.values())
        if any(is_there() for is_there in waiting):
            self._seen = time.monotonic()
        return bool(waiting) and time.monotonic() - self._seen < _GRACE


_jobs: dict[Path, Job] = {}
_changing = threading.Lock()


def ask_for_bundle(scene: Scene, form: str, owner: str, is_there: Callable[[], bool]) -> Job:
    """Have a bundle made, after those that others wait for; whoever wants the same shares it.

    Parameters
    ----------
    owner : the visitor; of several bundles only the last one is this one's.
    is_there : whether the visitor still is.

    Raises
    ------
    mppgeo.base.budgets.Busy : too many wait.
    """
    place = _place(scene, form)
    leave_bundles(owner)
    with _changing:
        job = _jobs.get(place)
        if job is None or job.ended:
            job = _jobs[place] = Job(scene, form, BUNDLES.ask())
            job.waiting[owner] = is_there
            threading.Thread(target=_follow, args=(job, place), daemon=True).start()
        job.waiting[owner] = is_there
        return job


def find_job(scene: Scene, form: str, owner: str) -> Job | None:
    """The bundle that a visitor waits for, or waited for until it failed."""
    job = _jobs.get(_place(scene, form))
    return job if job and owner in job.waiting else None


def leave_bundles(owner: str) -> None:
    """Wait for no bundle any longer."""
    with _changing:
        for place, job in list(_jobs.items()):
            job.waiting.pop(owner, None)
            if job.ended and not job.waiting:
                del _jobs[place]


def stop_bundles() -> None:
    """End all of them: the server ends."""
    with _changing:
        for job in _jobs.values():
            job.waiting.clear()
            if job.making:
                job.making.cancel()


def _follow(job: Job, place: Path) -> None:
    try:
        job.turn.wait(job.is_wanted)
        job.making = start_bundle(job.scene, job.form)
        while job.making.is_running():
            if not job.is_wanted():
                return
            time.sleep(_LOOK)
        job.making.finish()
    except Left:
        return
    except (BundleError, OSError) as error:
        job.error = str(error)
    finally:
        if job.making:
            job.making.cancel()
        job.turn.end()
        with _changing:
            job.ended = True
            # A failure is kept as long as there is somebody to read it.
            if not (job.error and job.is_wanted()) and _jobs.get(place) is job:
                del _jobs[place]


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
        "--as-of", scene.day.isoformat(), "--out", str(folder), "--link", _query(scene),
        "--workers", str(max(1, count_cores() - 1)),
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        # As in mppgeo.base.forks: in a session of its own a low priority would count for nothing.
        process_group=0,
    )
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, BEHIND_PAGES)
    return Making(process, folder, target, form, len(list_scenes(scene)))


def _query(scene: Scene) -> str:
    view = replace(scene.view, as_of=None, kode=None, status=None)
    return urlencode(view.to_query(), doseq=True)


def _place(scene: Scene, form: str) -> Path:
    told = "|".join(
        (
            scene.dataset.version,
            scene.day.isoformat(),
            str(scene.today),
            _query(scene),
            digest_template(),
        )
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
