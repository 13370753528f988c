"""Every setting of the app: its name, meaning, default, and what is wrong with a value;
:mod:`mppgeo.serving.complaints` looks at them all.

There are two places only: environment variables, and ``secrets.toml`` for what
nobody else may read. ``docs/settings.md`` describes the same ones.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mppgeo.base.clock import OLD_AFTER, OLD_AFTER_DAYS
from mppgeo.base.language import mark
from mppgeo.base.paths import DATA, INSTANCE
from mppgeo.briefing.chosen import TEMPLATE, BadTemplate, read_template
from mppgeo.briefing.post import MAIL_FROM, NO_SENDER, SMTP_URL, MailRefused, read_server
from mppgeo.records.people import check_address
from mppgeo.store.choice import DATABASE_URL
from mppgeo.store.keepsake import CACHE, is_own

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

METRICS = "MPPGEO_METRICS"
PORTALS = "MPPGEO_PORTALS"
ADDRESS = "MPPGEO_ADDRESS"
LOG_FORM = "MPPGEO_LOG"
LOG_LEVEL = "MPPGEO_LOG_LEVEL"
DATA_ORIGINS = "MPPGEO_DATA_ORIGINS"

_LEVELS = ("debug", "info", "warning", "error")
_FORMS = ("json", "plain")
NO_FOLDER = mark("{name}: there is no folder {value}.")
NO_INSTANCE = mark(
    "{name}: {value} is no folder, and none can be made there; it holds what the office changes."
)
NO_REGIONS = mark("{name}: the folder {value} holds no regions.csv, so it is no data folder.")
NO_TEMPLATE = mark("{name}: the file {value} cannot be read.")
NO_CACHE = mark(
    "{name}: {value} cannot be used; it must be a folder that the app's user may write and nobody else."
)
NO_DATABASE = mark(
    "{name}: this is not the address of a PostgreSQL database, such as postgresql+psycopg://user:password@host/name."
)
NO_ADDRESS = mark("{name}: {value} is not an address such as 127.0.0.1:9464.")
NO_PUBLIC_ADDRESS = mark(
    "{name}: {value} is not an address such as https://kantor.example.go.id/mpp, without ? and #."
)
NO_DAYS = mark("{name}: {value} is not a whole number of days.")
NO_ORIGIN = mark("{name}: {value} is not an origin such as https://portal.example.go.id.")
NO_ORIGIN_OR_ANY = mark(
    "{name}: {value} is neither * nor a site such as https://portal.example.go.id."
)
NO_CHOICE = mark("{name}: {value} is not one of {choices}.")
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


def _want_data(value: str) -> Complaint | None:
    if not Path(value).is_dir():
        return NO_FOLDER, {"value": value}
    return None if (Path(value) / "regions.csv").is_file() else (NO_REGIONS, {"value": value})


def _want_instance(value: str) -> Complaint | None:
    folder = Path(value)
    usable = folder.is_dir() or not folder.exists() and folder.parent.is_dir()
    return None if usable else (NO_INSTANCE, {"value": value})


def _want_cache(value: str) -> Complaint | None:
    folder = Path(value)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        usable = is_own(folder) and os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        usable = False
    return None if usable else (NO_CACHE, {"value": value})


def read_url(value: str) -> URL:
    """The parts of a database's address.

    Raises
    ------
    ValueError : it is none.
    """
    # Loaded here: where records are in files, all that deals with databases is never needed.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(value)
    except ArgumentError as error:
        raise ValueError(str(error)) from None


def _want_database(value: str) -> Complaint | None:
    try:
        known = read_url(value).drivername == "postgresql+psycopg"
    except ValueError:
        known = False
    # The value itself is not told: it may hold a password.
    return None if known else (NO_DATABASE, {})


def _want_template(value: str) -> Complaint | None:
    # The library of decks need not be loaded where there is no template.
    from mppgeo.briefing.office import open_office

    try:
        open_office(read_template(Path(value)) or b"")
    except OSError:
        return NO_TEMPLATE, {"value": value}
    except BadTemplate as bad:
        return bad.sentence, bad.fields
    return None


def _want_mail_server(value: str) -> Complaint | None:
    try:
        read_server(value)
    except MailRefused as refused:
        # The value itself is not told: it may hold a password.
        return refused.sentence, {}
    return None


def _want_sender(value: str) -> Complaint | None:
    try:
        check_address(value)
    except ValueError:
        return NO_SENDER, {"value": ascii(value)}
    return None


def _want_address(value: str) -> Complaint | None:
    try:
        parse_address(value)
    except ValueError:
        return NO_ADDRESS, {"value": value}
    return None


def _want_public_address(value: str) -> Complaint | None:
    usable = re.fullmatch(r"https?://[A-Za-z0-9.\[\]:-]+(?:/[A-Za-z0-9._~/-]*)?", value)
    return None if usable else (NO_PUBLIC_ADDRESS, {"value": value})


def _want_days(value: str) -> Complaint | None:
    usable = value.isascii() and value.isdigit() and len(value) < 6
    return None if usable else (NO_DAYS, {"value": value})


def _want_origins(value: str) -> Complaint | None:
    wrong = [one for one in value.split() if not _ORIGIN.fullmatch(one)]
    return (NO_ORIGIN, {"value": wrong[0]}) if wrong else None


def _want_origins_or_any(value: str) -> Complaint | None:
    wrong = [one for one in value.split() if one != "*" and not _ORIGIN.fullmatch(one)]
    return (NO_ORIGIN_OR_ANY, {"value": wrong[0]}) if wrong else None


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
        _want_data,
    ),
    Setting(
        INSTANCE,
        "Folder for what an office changes: its records in files with their history, its sets of boundaries; made at the first change.",
        "instance/ of the project; with MPPGEO_DATA that folder itself",
        _want_instance,
    ),
    Setting(
        DATABASE_URL,
        "Address of the PostgreSQL database that holds the records; without it they are files.",
        "",
        _want_database,
    ),
    Setting(
        CACHE,
        "Folder for the last good state of the database, shown while it does not answer, for compressed files and cut fonts, and for which sign-ins have ended.",
        "a folder of the user's own in the system's temporary folder",
        _want_cache,
    ),
    Setting(
        METRICS,
        "Address, such as 127.0.0.1:9464, at which Prometheus may read the metrics.",
        "",
        _want_address,
    ),
    Setting(
        ADDRESS,
        "Public address of the app, such as https://kantor.example.go.id/mpp: a link that is shared then shows a picture of its view.",
        "",
        _want_public_address,
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
        PORTALS,
        "Other sites that may show the dashboard in a frame: origins such as https://portal.example.go.id, with blanks between them.",
        "",
        _want_origins,
    ),
    Setting(
        TEMPLATE,
        "PowerPoint template (.pptx, .potx) that slide decks are made with: its slide size, master, theme, logo and footer.",
        "our own",
        _want_template,
    ),
    Setting(
        OLD_AFTER,
        "Days after which the records count as old: the day they reach is then shown as a warning.",
        str(OLD_AFTER_DAYS),
        _want_days,
    ),
    Setting(
        DATA_ORIGINS,
        "Sites, with blanks between them, whose pages may read the data addresses in the browser; * = all.",
        "",
        _want_origins_or_any,
    ),
    Setting(
        SMTP_URL,
        "Address of the mail server that weekly pages are sent by: smtps:// (TLS), smtp+starttls:// or smtp:// (unencrypted, without password), then user:password@host:port.",
        "",
        _want_mail_server,
    ),
    Setting(
        MAIL_FROM,
        "E-mail address that weekly pages are sent from.",
        "",
        _want_sender,
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
MORE_KEYS = {"auth": ("client_kwargs", "expose_tokens")}
"""Keys that Streamlit reads and we have no use for."""

# No wildcard, and no path: it goes into the policy of every page as it stands.
_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


def find_setting(name: str) -> Setting:
    """The setting of this name."""
    [setting] = (one for one in SETTINGS if one.name == name)
    return setting


def read_setting(name: str) -> str:
    """The value of an environment variable, without blanks around it; else its default."""
    return os.environ.get(name, "").strip() or find_setting(name).default


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
    if url and not _want_database(url) and read_url(url).password:
        found.add(str(read_url(url).password))
    mail = environment.get(SMTP_URL, "").strip()
    if mail and not _want_mail_server(mail) and read_server(mail).password:
        found.add(read_server(mail).password)
    return found
