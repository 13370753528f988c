"""Takes the boundary files out of a ZIP archive, under names of our own.

No name of the archive is ever used as a path: what would leave the folder is
refused, not repaired, as such an archive was not made by an honest program.
"""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath, PureWindowsPath

from mppgeo.base.language import mark
from mppgeo.base.refusal import ImportRefused
from mppgeo.boundaries.importing.limits import Limits

DAMAGED = mark("The ZIP file is damaged. Download or copy it again.")
ENCRYPTED = mark("The ZIP file is protected by a password. Unpack it first.")
UNSAFE_MEMBER = mark("The ZIP file holds a name that leads out of it ({name}). It is not opened.")
LINK_MEMBER = mark("The ZIP file holds a link to another file ({name}). It is not opened.")
TOO_MANY = mark("The ZIP file holds more than {limit} files. Take out what is not needed.")
BOMB = mark("The ZIP file unpacks to far more than a map does ({name}). It is not opened.")
NO_MAP = mark("The ZIP file holds no boundary file. Files within it that are ZIP files themselves are not opened.")  # fmt: skip

_MOST_MEMBERS = 2000
_MOST_TIMES = 200
_HARMLESS = 10_000_000
"""Bytes below which it does not matter how well a member was packed."""
_CHUNK = 1 << 20

MAIN = (".gpkg", ".shp", ".geojson", ".json", ".topojson", ".parquet", ".geoparquet", ".fgb", ".kml")  # fmt: skip
BESIDE = (".shx", ".dbf", ".prj", ".cpg")
"""What stands beside a shapefile and is needed to read it."""


def unpack(path: Path, folder: Path, limits: Limits) -> list[tuple[str, Path]]:
    """Unpack the boundary files of an archive; (name without its ending, new path) of each.

    Parameters
    ----------
    path : a ZIP file.
    folder : an empty folder of our own; each group of files gets a folder in it.

    Raises
    ------
    ImportRefused : it is damaged, unsafe, too large, or holds no boundary file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpack(archive, folder, limits)
    except (
        zipfile.BadZipFile,
        EOFError,
        ValueError,
        NotImplementedError,
        zlib.error,
        lzma.LZMAError,
    ):
        raise ImportRefused(DAMAGED) from None
    except RuntimeError:
        # How zipfile says that a member is encrypted.
        raise ImportRefused(ENCRYPTED) from None


def _unpack(archive: zipfile.ZipFile, folder: Path, limits: Limits) -> list[tuple[str, Path]]:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise ImportRefused(TOO_MANY, limit=_MOST_MEMBERS)
    for member in members:
        _check(member)
    wanted = [m for m in members if _ending(m) in (*MAIN, *BESIDE) and not _is_litter(m)]
    limits.check_bytes(sum(member.file_size for member in wanted), unpacked=True)
    found, left = [], limits.bytes
    for number, main in enumerate(m for m in wanted if _ending(m) in MAIN):
        # A folder for each: names that differ in their letters' case are different files.
        place = folder / f"{number:04d}"
        place.mkdir()
        for member in (main, *_find_beside(main, wanted)):
            left -= _write(archive, member, place / f"areas{_ending(member)}", left, limits)
        found.append((PurePosixPath(main.filename).stem, place / f"areas{_ending(main)}"))
    if not found:
        raise ImportRefused(NO_MAP)
    return found


def _find_beside(main: zipfile.ZipInfo, members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """What belongs beside a shapefile, also where its name is written in other letters."""
    if _ending(main) != ".shp":
        return []
    own = _stem(main)
    others = [m for m in members if _ending(m) in BESIDE and _stem(m).casefold() == own.casefold()]
    # The very name last: it takes the place of the others.
    others.sort(key=lambda member: _stem(member) == own)
    return list({_ending(member): member for member in others}.values())


def _stem(member: zipfile.ZipInfo) -> str:
    """Folder and name without the ending."""
    return str(PurePosixPath(member.filename).with_suffix(""))


def _check(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    parts = PureWindowsPath(name).parts
    if ".." in parts or "\0" in name or PureWindowsPath(name).anchor:
        raise ImportRefused(UNSAFE_MEMBER, name=name[:80])
    mode = member.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_IFMT(mode) == 0):
        raise ImportRefused(LINK_MEMBER, name=name[:80])
    if member.flag_bits & 0x1:
        raise ImportRefused(ENCRYPTED)
    packed = max(member.compress_size, 1)
    if member.file_size > _HARMLESS and member.file_size / packed > _MOST_TIMES:
        raise ImportRefused(BOMB, name=name[:80])


def _write(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, left: int, limits: Limits
) -> int:
    """Bytes written; the sizes that an archive states of itself need not be true."""
    written = 0
    with archive.open(member) as packed, target.open("xb") as file:
        while chunk := packed.read(_CHUNK):
            written += len(chunk)
            if written > left:
                limits.check_bytes(limits.bytes + 1, unpacked=True)
            file.write(chunk)
    return written


def _ending(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.casefold()


def _is_litter(member: zipfile.ZipInfo) -> bool:
    """Files that a Mac puts beside those it packs."""
    path = PurePosixPath(member.filename)
    return member.is_dir() or "__MACOSX" in path.parts or path.name.startswith("._")
