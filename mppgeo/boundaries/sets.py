"""The sets of boundaries that are installed, and which of them is in use.

The derived set is ``data/boundaries/`` itself; every other one is a folder
``boundaries/sets/NAME/`` of the office's own with the same files and its own ``set.json``.
``boundaries/sets/active`` there holds the name of the one in use, on one line;
without it that is the derived set.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType

from filelock import FileLock

from mppgeo.base.faults import Fault
from mppgeo.base.language import mark
from mppgeo.base.paths import find_file, own_dir
from mppgeo.base.refusal import ImportRefused
from mppgeo.base.writing import PARTS, write_whole

DERIVED = "turunan"
"""Name of the set that the project makes itself."""

LEVELS = ("kabkota", "kecamatan")
NAME = re.compile(r"[a-z0-9-]{1,40}")
RECORD = "set.json"
LAYERS = ("kabkota.geojson", "provinsi.geojson")
"""Files without which a set cannot be shown."""

MISSING_SET = mark("the set “{name}” is chosen but not installed; the derived boundaries are shown")
DAMAGED_SET = mark("the set “{name}” is damaged; the derived boundaries are shown")
NO_CHOICE = mark("does not hold the name of a set; the derived boundaries are shown")

BAD_NAME = mark(
    "“{name}” cannot be the name of a set: 1 to 40 small letters, digits and hyphens, such as big-2024."
)
NO_SUCH_SET = mark("No set “{name}” is installed. There are: {names}.")
BUILT_IN = mark("The derived boundaries belong to the project and cannot be removed.")
IN_USE = mark("The set “{name}” is in use. Use another one first.")
NOT_USABLE = mark("The set “{name}” is damaged and cannot be used. Remove it and import it again.")

_SETS, _CHOICE = "sets", "active"
_PATIENCE = 30
_OLD = ".old-"


@dataclass(frozen=True)
class BoundarySet:
    """A set of boundaries.

    Attributes
    ----------
    name : :data:`DERIVED`, or the name it was installed under.
    folder : holds ``kabkota.geojson``, ``provinsi.geojson`` and ``detail/``.
    source, licence, date : as said at its import; "" = not known. The date is
        that of the boundaries, not of the import.
    installed_on : ISO date and time (UTC); "" for the derived set.
    file_name, checksum : of the file that was imported, SHA-256; of several,
        joined by a comma.
    levels : of :data:`LEVELS`, those that the set has itself.
    kept_derived : ``kode`` of the areas that the file lacked; they have the
        derived polygon.
    counts : figures of the import by name, see
        :func:`mppgeo.boundaries.importing.report.count_all`.
    """

    name: str
    folder: Path
    source: str = ""
    licence: str = ""
    date: str = ""
    installed_on: str = ""
    file_name: str = ""
    checksum: str = ""
    levels: tuple[str, ...] = ("kabkota",)
    kept_derived: tuple[str, ...] = ()
    counts: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_derived(self) -> bool:
        """Whether these are the project's own, indicative boundaries."""
        return self.name == DERIVED

    @property
    def detail(self) -> Path:
        """Folder of the finer files, one per province."""
        return self.folder / "detail"

    def to_json(self) -> str:
        """The text of ``set.json``; the folder is where it lies."""
        values = {**asdict_plain(self), "counts": dict(self.counts)}
        return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def asdict_plain(found: BoundarySet) -> dict[str, object]:
    """The recorded fields of a set, without the folder."""
    shallow = {item.name: getattr(found, item.name) for item in fields(found)}
    return {name: value for name, value in shallow.items() if name != "folder"}


def find_boundaries(data: Path) -> Path:
    """The folder of the derived set and its outlines: the office's own, where it has one.

    Parameters
    ----------
    data : layout of ``data/``.
    """
    return find_file(data, f"boundaries/{LAYERS[0]}").parent


def place_sets(boundaries: Path) -> Path:
    """The folder of the installed sets, the office's own; there or not.

    Sets that an earlier version installed beside the derived one stay there.
    """
    beside = boundaries / _SETS
    own = own_dir(boundaries.parent) / "boundaries" / _SETS
    return beside if beside.is_dir() and not own.is_dir() else own


def list_sets(boundaries: Path) -> list[BoundarySet]:
    """The derived set, then the installed ones by name; damaged ones are left out.

    Parameters
    ----------
    boundaries : the folder ``data/boundaries``.
    """
    found = [describe_derived(boundaries)]
    for name in list_names(boundaries):
        installed = read_set(boundaries, name)
        if installed:
            found.append(installed)
    return found


def list_names(boundaries: Path) -> list[str]:
    """Names of the installed sets, damaged or not."""
    folder = place_sets(boundaries)
    if not folder.is_dir():
        return []
    return sorted(
        path.name for path in folder.iterdir() if NAME.fullmatch(path.name) and path.is_dir()
    )


def describe_derived(boundaries: Path) -> BoundarySet:
    """The project's own set."""
    kecamatan = any((boundaries / "detail").glob("*.topojson"))
    return BoundarySet(DERIVED, boundaries, levels=LEVELS if kecamatan else LEVELS[:1])


def read_set(boundaries: Path, name: str) -> BoundarySet | None:
    """An installed set; None = it is missing or damaged."""
    if name == DERIVED:
        return describe_derived(boundaries)
    folder = place_set(boundaries, name)
    try:
        stored = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        texts = {
            key: str(stored.get(key, ""))
            for key in ("source", "licence", "date", "installed_on", "file_name", "checksum")
        }
        counts = {str(key): float(value) for key, value in dict(stored.get("counts", {})).items()}
        levels = tuple(level for level in LEVELS if level in stored["levels"])
        kept = tuple(str(kode) for kode in stored.get("kept_derived", ()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    if not levels or any(not (folder / layer).is_file() for layer in LAYERS):
        return None
    counts = {key: int(value) if value.is_integer() else value for key, value in counts.items()}
    return BoundarySet(
        name, folder, levels=levels, kept_derived=kept, counts=MappingProxyType(counts), **texts
    )


def read_choice(boundaries: Path) -> str:
    """The name that is chosen, valid or not; cheap enough for every visit."""
    try:
        with (place_sets(boundaries) / _CHOICE).open("rb") as file:
            return file.read(200).decode("utf-8", "replace").strip()
    except OSError:
        return DERIVED


def find_active(boundaries: Path) -> tuple[BoundarySet, Fault | None]:
    """The set in use; where the chosen one cannot be used, the derived one and why."""
    name = read_choice(boundaries)
    if name == DERIVED:
        return describe_derived(boundaries), None
    if not NAME.fullmatch(name):
        fault = Fault(f"boundaries/{_SETS}/{_CHOICE}", NO_CHOICE, value=name)
        return describe_derived(boundaries), fault
    found = read_set(boundaries, name)
    if found:
        return found, None
    reason = DAMAGED_SET if place_set(boundaries, name).is_dir() else MISSING_SET
    return describe_derived(boundaries), tell_fallback(name, reason)


def tell_fallback(name: str, reason: str = DAMAGED_SET) -> Fault:
    """Why the derived boundaries are shown instead of a chosen set."""
    return Fault(f"boundaries/{_SETS}/{name}", reason, fields={"name": name})


def use_set(boundaries: Path, name: str) -> BoundarySet:
    """Choose the set that the pages show.

    Raises
    ------
    ImportRefused : it is not installed, or damaged.
    OSError : the choice cannot be written.
    """
    with lock_sets(boundaries):
        _require(boundaries, name)
        found = read_set(boundaries, name)
        if found is None:
            raise ImportRefused(NOT_USABLE, name=name)
        write_whole(place_sets(boundaries) / _CHOICE, f"{name}\n".encode())
        return found


def remove_set(boundaries: Path, name: str) -> None:
    """Remove an installed set that is not in use.

    Raises
    ------
    ImportRefused : it is not installed, in use, or the derived one.
    OSError : its files cannot be removed.
    """
    if name == DERIVED:
        raise ImportRefused(BUILT_IN)
    with lock_sets(boundaries):
        _require(boundaries, name)
        if read_choice(boundaries) == name:
            raise ImportRefused(IN_USE, name=name)
        # Gone in one step; what a dying process leaves is swept by the next.
        folder = place_set(boundaries, name)
        doomed = folder.with_name(PARTS.replace("*", f"{name}-{os.getpid()}"))
        os.replace(folder, doomed)
        shutil.rmtree(doomed)


def place_set(boundaries: Path, name: str) -> Path:
    """Folder of an installed set, there or not."""
    return place_sets(boundaries) / name


def check_name(name: str) -> str:
    """The name, if a set may be installed under it.

    Raises
    ------
    ImportRefused : it may not.
    """
    if not NAME.fullmatch(name) or name in (DERIVED, _CHOICE):
        raise ImportRefused(BAD_NAME, name=name)
    return name


def replace_set(boundaries: Path, name: str, made: Path) -> None:
    """Put a finished folder (beside its place) where the set belongs; under the lock."""
    place = place_set(boundaries, name)
    old = place.with_name(_OLD + name)
    if place.exists():
        os.replace(place, old)
    os.replace(made, place)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def lock_sets(boundaries: Path) -> Iterator[Path]:
    """Hold the sets alone; gives their folder. What a dead process left is seen to first.

    Raises
    ------
    TimeoutError : another process holds them for too long.
    """
    folder = place_sets(boundaries)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock", timeout=_PATIENCE):
        for part in folder.glob(PARTS):
            shutil.rmtree(part) if part.is_dir() else part.unlink(missing_ok=True)
        for old in folder.glob(f"{_OLD}*"):
            place = folder / old.name.removeprefix(_OLD)
            shutil.rmtree(old) if place.exists() else os.replace(old, place)
        yield folder


def _require(boundaries: Path, name: str) -> None:
    names = [DERIVED, *list_names(boundaries)]
    if name not in names:
        raise ImportRefused(NO_SUCH_SET, name=name, names=tuple(names))
