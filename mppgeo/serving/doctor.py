"""What a server has, and what it lacks, to run the app: one finding a line, for administrators."""

from __future__ import annotations

import datetime as dt
import platform
import shutil
import sys
import tempfile
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from pyexpat import EXPAT_VERSION
from typing import Any, Literal
from urllib.parse import urlsplit

from mppgeo.base.clock import is_clock_wrong, read_clock
from mppgeo.base.fonts import find_variable_font
from mppgeo.base.language import Language, mark
from mppgeo.base.paths import PROJECT, data_dir, own_dir
from mppgeo.base.said import Said
from mppgeo.serving.complaints import find_complaints, find_missing_files, find_refusal
from mppgeo.store.choice import DATABASE_URL, open_database, open_files
from mppgeo.store.journal import StoreError
from mppgeo.store.keepsake import find_folder

Level = Literal["ok", "doubt", "fault"]

SECRETS_FILES = "STREAMLIT_SECRETS_FILES"
BASE_PATH = "STREAMLIT_SERVER_BASE_URL_PATH"

_PYTHON, _EXPAT, _GEOS, _GDAL = (3, 11), (2, 6, 0), (3, 12, 0), (3, 6, 0)
_ROOM = 200
"""Megabytes that the temporary folder should have free: fonts, uploads, decks."""
_APART = 60
"""Seconds by which the clocks of two machines may differ."""
_PATIENCE = 5

VERSION = mark("{name} {found}")
TOO_OLD = mark("{name} {found}: {needed} or newer is needed.")
OLD_EXPAT = mark(
    "expat {found}: Python reads Excel files with it, and {needed} or newer withstands files made to"
    " slow it down. Distributions mend an older one without a new number; install their updates, or a"
    " newer Python."
)
NO_PACKAGE = mark("{name} is missing: pip install -r requirements.txt.")
OTHER_PACKAGE = mark("{name} {found}: this version was tested with {needed}.")
PACKAGES = mark("Python packages: {count}, as in requirements.txt.")
FONTS = mark("The fonts for pictures and decks are there.")
NO_FONTS = mark("Streamlit's font was not found; pictures and decks use another one.")
NO_OFFICE = mark("LibreOffice is not needed.")
SETTINGS_FINE = mark("Settings: nothing is wrong with them.")
WRITABLE = mark("{what}: {folder} can be written.")
NOT_WRITABLE = mark("{what}: {folder} cannot be written by this user.")
WHAT_OWN = mark("The office's own records and boundaries")
WHAT_CACHE = mark("What is kept for a while")
WHAT_TEMPORARY = mark("Temporary files")
LITTLE_ROOM = mark("{folder} has {free} MB free; {needed} MB are wanted.")
ANSWERS = mark("The database answers; its tables are those of this version.")
CLOCK = mark("The clock shows {day}.")
WRONG_CLOCK = mark("The clock shows {day}, which cannot be; days would be counted wrongly.")
CLOCKS_APART = mark("The clock differs by {seconds} seconds from that of the database.")
NO_SIGN_IN = mark("Nobody can edit on the web: sign-in is not set up (docs/editing.md).")
NO_EDITORS = mark("Nobody can edit on the web: the list of editors is empty.")
PROVIDER = mark("Sign-in: {host} answers.")
NO_PROVIDER = mark("Sign-in: {host} does not answer: {reason}")
ADDRESS = mark("The public address is {address}")
NOT_SECURE = mark(
    "The public address {address} is not https: passwords and cookies can be read on the way."
)
NO_CALLBACK = mark("secrets.toml: redirect_uri must end with {ending}, and is {address}")
UNREADABLE = mark("{file} cannot be read: {reason}")
NO_ADDRESS = mark("The public address is not known: redirect_uri says it, with sign-in.")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    level : ok; doubt = it works, and may not be as wanted; fault = something does not work.
    sentence, fields : as of a :class:`mppgeo.base.said.Said`.
    """

    level: Level
    sentence: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    def explain(self, t: Language) -> str:
        """The sentence in the reader's language."""
        return Said(self.sentence, self.fields).explain(t)


def examine(environment: Mapping[str, str], t: Language) -> Iterator[Finding]:
    """Look at everything, one finding after the other.

    Parameters
    ----------
    environment : such as ``os.environ``; the folders are those of this process.
    t : for what the settings say of themselves.
    """
    yield from examine_versions()
    yield from examine_packages(PROJECT / "requirements.txt")
    yield from _examine_fonts()
    yield Finding("ok", NO_OFFICE)
    secrets, broken = read_secrets(environment)
    yield from broken
    told = [*find_complaints(environment, secrets, t), *find_refusal(environment, t)]
    yield from (Finding("fault", text.replace("{", "{{").replace("}", "}}")) for text in told)
    if not told:
        yield Finding("ok", SETTINGS_FINE)
    yield from examine_folders(environment)
    yield from examine_clock(read_clock(), wrong=is_clock_wrong())
    yield from _examine_database(environment, refused=bool(told))
    yield from examine_sign_in(secrets, environment.get(BASE_PATH, ""))


def examine_versions() -> Iterator[Finding]:
    """Python and the libraries beneath it."""
    import pyogrio
    import shapely

    yield judge_version("Python", platform.python_version(), sys.version_info[:3], _PYTHON)
    expat = EXPAT_VERSION.removeprefix("expat_")
    found = tuple(int(part) for part in expat.split("."))
    yield judge_version("expat", expat, found, _EXPAT, "doubt", OLD_EXPAT)
    for name, numbers, needed in (
        ("GDAL", pyogrio.__gdal_version__, _GDAL),
        ("GEOS", shapely.geos_version, _GEOS),
    ):
        yield judge_version(name, ".".join(map(str, numbers)), numbers, needed)


def judge_version(
    name: str,
    found: str,
    numbers: tuple[int, ...],
    needed: tuple[int, ...],
    level: Level = "fault",
    sentence: str = TOO_OLD,
) -> Finding:
    """Whether a version is new enough; if not, of which level that is."""
    fields = {"name": name, "found": found, "needed": ".".join(map(str, needed))}
    return Finding("ok", VERSION, fields) if numbers >= needed else Finding(level, sentence, fields)


def examine_packages(requirements: Path) -> Iterator[Finding]:
    """The installed packages beside those that are pinned."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    pins = [line.partition("==") for line in lines if "==" in line and not line.startswith("#")]
    right = True
    for name, _, needed in pins:
        plain = name.partition("[")[0].strip()
        try:
            found = version(plain)
        except PackageNotFoundError:
            yield Finding("fault", NO_PACKAGE, {"name": plain})
        else:
            if found == needed.strip():
                continue
            fields = {"name": plain, "found": found, "needed": needed.strip()}
            yield Finding("doubt", OTHER_PACKAGE, fields)
        right = False
    if right:
        yield Finding("ok", PACKAGES, {"count": len(pins)})


def _examine_fonts() -> Iterator[Finding]:
    try:
        find_variable_font()
    except FileNotFoundError:
        yield Finding("doubt", NO_FONTS)
    else:
        yield Finding("ok", FONTS)


def read_secrets(environment: Mapping[str, str]) -> tuple[dict[str, dict], list[Finding]]:
    """The sections of the files of secrets, the last one named first, and what is wrong with the
    files."""
    named = environment.get(SECRETS_FILES, "").strip()
    paths = [part.strip(" \"'") for part in named.strip("[]").split(",")] if named else []
    wrong = [Finding("fault", text) for text in find_missing_files(paths, Language("en"))]
    merged: dict[str, dict] = {}
    for path in paths or [str(PROJECT / ".streamlit" / "secrets.toml")]:
        if not Path(path).is_file():
            continue
        try:
            found = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            fields = {"file": path, "reason": str(error)}
            wrong.append(Finding("fault", UNREADABLE, fields))
        else:
            merged |= {k: v if isinstance(v, dict) else {} for k, v in found.items()}
    return merged, wrong


def examine_folders(environment: Mapping[str, str]) -> Iterator[Finding]:
    """The folders that are written."""
    own = open_files(data_dir()).folder if own_dir(data_dir()).exists() else own_dir(data_dir())
    # In a database only sets of boundaries are written, by the command line.
    level: Level = "doubt" if environment.get(DATABASE_URL, "").strip() else "fault"
    for what, folder, missing in (
        (WHAT_OWN, own, level),
        (WHAT_CACHE, find_folder(), "doubt"),
        (WHAT_TEMPORARY, Path(tempfile.gettempdir()), "fault"),
    ):
        fields = {"what": Said(what), "folder": str(folder)}
        if _can_write(folder):
            yield Finding("ok", WRITABLE, fields)
        else:
            yield Finding(missing, NOT_WRITABLE, fields)
    folder = Path(tempfile.gettempdir())
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < _ROOM:
        yield Finding("doubt", LITTLE_ROOM, {"folder": str(folder), "free": free, "needed": _ROOM})


def _can_write(folder: Path) -> bool:
    """Whether a folder can be written, or made where it is missing."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def examine_clock(day: dt.date, *, wrong: bool) -> Iterator[Finding]:
    """The day that the clock shows."""
    yield (
        Finding("fault", WRONG_CLOCK, {"day": day}) if wrong else Finding("ok", CLOCK, {"day": day})
    )


def _examine_database(environment: Mapping[str, str], *, refused: bool) -> Iterator[Finding]:
    url = environment.get(DATABASE_URL, "").strip()
    if not url or refused:
        return
    store = open_database(url)
    try:
        differences = store.find_differences()
        apart = abs((store.read_clock() - dt.datetime.now(dt.UTC)).total_seconds())
    except StoreError as error:
        yield Finding("fault", error.sentence, error.fields)
        return
    for one in differences:
        yield Finding("fault" if one.hinders else "doubt", one.sentence, one.fields)
    if not differences:
        yield Finding("ok", ANSWERS)
    if apart > _APART:
        yield Finding("doubt", CLOCKS_APART, {"seconds": round(apart)})


def examine_sign_in(secrets: Mapping[str, Mapping], base_path: str) -> Iterator[Finding]:
    """The public address, and whether editors can sign in."""
    auth = secrets.get("auth", {})
    address = str(auth.get("redirect_uri", ""))
    if not auth:
        yield Finding("doubt", NO_SIGN_IN)
        yield Finding("doubt", NO_ADDRESS)
        return
    if not secrets.get("editors", {}).get("addresses"):
        yield Finding("doubt", NO_EDITORS)
    base = base_path.strip("/")
    ending = f"/{base}/oauth2callback" if base else "/oauth2callback"
    parts = urlsplit(address)
    if parts.path != ending:
        yield Finding("fault", NO_CALLBACK, {"ending": ending, "address": address})
    elif parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        yield Finding("doubt", NOT_SECURE, {"address": address.removesuffix("oauth2callback")})
    else:
        yield Finding("ok", ADDRESS, {"address": address.removesuffix("oauth2callback")})
    providers = [auth, *(value for value in auth.values() if isinstance(value, Mapping))]
    for provider in providers:
        if provider.get("server_metadata_url"):
            yield _ask_provider(str(provider["server_metadata_url"]))


def _ask_provider(url: str) -> Finding:
    host = urlsplit(url).hostname or url
    try:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(url)
        urllib.request.urlopen(url, timeout=_PATIENCE).close()
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return Finding("fault", NO_PROVIDER, {"host": host, "reason": str(reason)})
    return Finding("ok", PROVIDER, {"host": host})
