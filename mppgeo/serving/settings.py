"""Every setting of the app: its name, meaning, default, and what is wrong with a value.

There are two places only: environment variables, and ``secrets.toml`` for what
nobody else may read. ``docs/settings.md`` describes the same ones.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from mppgeo.base.clock import OLD_AFTER, OLD_AFTER_DAYS
from mppgeo.base.language import Language, mark
from mppgeo.store.choice import DATABASE_URL
from mppgeo.store.keepsake import CACHE

DATA = "MPPGEO_DATA"
METRICS = "MPPGEO_METRICS"
LOG_FORM = "MPPGEO_LOG"
LOG_LEVEL = "MPPGEO_LOG_LEVEL"

_LEVELS = ("debug", "info", "warning", "error")
_FORMS = ("json", "plain")
_SECRET_LENGTH = 32
"""Characters of a cookie secret: 128 bits where they are hexadecimal digits."""

NO_FOLDER = mark("{name}: there is no folder {value}.")
NO_DATABASE = mark(
    "{name}: this is not the address of a PostgreSQL database, such as postgresql+psycopg://user:password@host/name."
)
NO_ADDRESS = mark("{name}: {value} is not an address such as 127.0.0.1:9464.")
NO_DAYS = mark("{name}: {value} is not a whole number of days.")
NO_CHOICE = mark("{name}: {value} is not one of {choices}.")
SECRET_MISSING = mark(
    "secrets.toml: {key} is missing under [{section}]; signing in cannot work without it."
)
SECRET_WEAK = mark(
    "secrets.toml: cookie_secret under [auth] is too easy to guess; make one with: python -c 'import secrets; print(secrets.token_hex(32))'"
)
NO_PLAIN_ADDRESS = mark(
    "secrets.toml: {value} under [editors] is not an e-mail address in plain letters, without blanks."
)
NO_LIST = mark("secrets.toml: addresses under [editors] must be a list of texts.")

Complaint = tuple[str, dict[str, str]]
"""A marked sentence and its fields."""


@dataclass(frozen=True)
class Setting:
    """One environment variable.

    Attributes
    ----------
    name : of the variable.
    meaning : one English sentence for administrators.
    default : what holds where it is not set; "" = nothing.
    find_fault : a marked sentence where a value cannot be used, else None; gets no
        empty values.
    """

    name: str
    meaning: str
    default: str = ""
    find_fault: Callable[[str], Complaint | None] = lambda value: None


def _want_folder(value: str) -> Complaint | None:
    return None if Path(value).is_dir() else (NO_FOLDER, {"value": value})


def _want_database(value: str) -> Complaint | None:
    try:
        known = make_url(value).drivername == "postgresql+psycopg"
    except (ArgumentError, ValueError):
        known = False
    # The value itself is not told: it may hold a password.
    return None if known else (NO_DATABASE, {})


def _want_address(value: str) -> Complaint | None:
    try:
        parse_address(value)
    except ValueError:
        return NO_ADDRESS, {"value": value}
    return None


def _want_days(value: str) -> Complaint | None:
    usable = value.isascii() and value.isdigit() and len(value) < 6
    return None if usable else (NO_DAYS, {"value": value})


def _want_one_of(choices: tuple[str, ...]) -> Callable[[str], Complaint | None]:
    def find_fault(value: str) -> Complaint | None:
        if value in choices:
            return None
        return NO_CHOICE, {"value": value, "choices": ", ".join(choices)}

    return find_fault


SETTINGS = (
    Setting(
        DATA,
        "Folder with the data: regions.csv, boundaries/, records/.",
        "data/ of the project",
        _want_folder,
    ),
    Setting(
        DATABASE_URL,
        "Address of the PostgreSQL database that holds the records; without it they are files.",
        "",
        _want_database,
    ),
    Setting(
        CACHE,
        "Folder for the last good state of the database, shown while it does not answer, for compressed map files, and for which sign-ins have ended.",
        "a folder of the user's own in the system's temporary folder",
    ),
    Setting(
        METRICS,
        "Address, such as 127.0.0.1:9464, at which Prometheus may read the metrics.",
        "",
        _want_address,
    ),
    Setting(
        LOG_FORM,
        "Form of the log on standard error: json (one object a line) or plain.",
        "json",
        _want_one_of(_FORMS),
    ),
    Setting(
        LOG_LEVEL,
        "Least important lines of the log: debug, info, warning or error.",
        "info",
        _want_one_of(_LEVELS),
    ),
    Setting(
        OLD_AFTER,
        "Days after which the records count as old: the day they reach is then shown as a warning.",
        str(OLD_AFTER_DAYS),
        _want_days,
    ),
)
"""All environment variables that the app reads itself."""

SECRETS = {
    "auth": {
        "redirect_uri": "Address of the app, followed by /oauth2callback.",
        "cookie_secret": "Signs the cookies of who has signed in; the same for all replicas.",
        "client_id": "Name of the app at the OpenID Connect provider.",
        "client_secret": "The app's password at the provider.",
        "server_metadata_url": "The provider's description of itself.",
    },
    "editors": {
        "addresses": "Addresses of those who may save on the web.",
        "trust_unverified": "true = also an address that the provider does not call verified.",
    },
}
"""All sections and keys of ``secrets.toml``."""


def read_setting(name: str) -> str:
    """The value of an environment variable, without blanks around it; else its default."""
    [setting] = (one for one in SETTINGS if one.name == name)
    return os.environ.get(name, "").strip() or setting.default


def parse_address(value: str) -> tuple[str, int]:
    """Host and port of ``host:port``; of ``[::1]:9464`` without the brackets.

    Raises
    ------
    ValueError : it is none.
    """
    host, _, port = value.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(value)
    return host, int(port)


def find_complaints(
    environment: Mapping[str, str], secrets: Mapping[str, Mapping], t: Language
) -> list[str]:
    """What is wrong with the settings, one sentence each; nothing secret stands in them.

    Parameters
    ----------
    environment : such as ``os.environ``.
    secrets : the sections of ``secrets.toml``; {} where there is none.
    """
    found = []
    for setting in SETTINGS:
        value = environment.get(setting.name, "").strip()
        complaint = setting.find_fault(value) if value else None
        if complaint:
            found.append(t(complaint[0], name=setting.name, **complaint[1]))
    auth = secrets.get("auth", {})
    if auth:
        # Several providers stand in sections of their own; the cookie is one for all.
        nested = any(isinstance(value, Mapping) for value in auth.values())
        asked = ("redirect_uri", "cookie_secret") if nested else SECRETS["auth"]
        found += [t(SECRET_MISSING, section="auth", key=key) for key in asked if not auth.get(key)]
        if auth.get("cookie_secret") and _is_weak(str(auth["cookie_secret"])):
            found.append(t(SECRET_WEAK))
    addresses = secrets.get("editors", {}).get("addresses", [])
    if not isinstance(addresses, (list, tuple)) or not all(isinstance(a, str) for a in addresses):
        found.append(t(NO_LIST))
    else:
        found += [
            t(NO_PLAIN_ADDRESS, value=ascii(address))
            for address in addresses
            if not re.fullmatch(r"[!-~]+@[!-~]+", address)
        ]
    return found


def list_secret_texts(environment: Mapping[str, str], secrets: Mapping[str, Mapping]) -> set[str]:
    """Texts that must never stand in a log: passwords and secrets of the settings."""
    auth = secrets.get("auth", {})
    sections = [auth, *(value for value in auth.values() if isinstance(value, Mapping))]
    found = {
        str(section[key])
        for section in sections
        for key in ("cookie_secret", "client_secret")
        if section.get(key)
    }
    url = environment.get(DATABASE_URL, "").strip()
    if url and not _want_database(url) and make_url(url).password:
        found.add(str(make_url(url).password))
    return found


def _is_weak(secret: str) -> bool:
    return len(secret) < _SECRET_LENGTH or len(set(secret)) < 8 or " " in secret.strip()
