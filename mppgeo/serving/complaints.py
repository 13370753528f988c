"""What is wrong with the settings of an environment and with ``secrets.toml``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from mppgeo.base.language import Language, mark
from mppgeo.serving.settings import MORE_KEYS, SECRETS, SETTINGS, find_setting, read_url
from mppgeo.store.choice import DATABASE_URL

UNKNOWN_NAME = mark("{name} is no setting of this version.")
UNKNOWN_NAME_LIKE = mark("{name} is no setting of this version; {known} was probably meant.")
UNKNOWN_SECTION = mark(
    "secrets.toml: [{section}] is no section of this version; there are {known}."
)
UNKNOWN_KEY = mark(
    "secrets.toml: {key} under [{section}] is no setting of this version; there are {known}."
)
NO_SECRETS_FILE = mark("secrets.files: there is no file {value}.")
REFUSED = mark("{name}: the database refuses the connection: {reason}")
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
_CONNECT = 5
"""Seconds that a database has to answer."""
_SECRET_LENGTH = 32
"""Characters of a cookie secret: 128 bits where they are hexadecimal digits."""
_REFUSALS = (
    "password",
    "no pg_hba.conf entry",
    "does not exist",
    "SASL",
    "not permitted to log in",
)
"""What a server that answers says when nothing but another setting would help."""
_OURS = "MPPGEO_"
_STREAMLITS = re.compile(r"STREAMLIT_(?:RUN_)?")
# Kubernetes tells every process of the services beside it by such names.
_SERVICES = re.compile(r"MPPGEO_(?:\w+_)?(?:SERVICE_(?:HOST|PORT)|PORT)(?:_\w+)?")


def find_complaints(
    environment: Mapping[str, str],
    secrets: Mapping[str, Mapping],
    t: Language,
    streamlit: Collection[str] = (),
) -> list[str]:
    """What is wrong with the settings, one sentence each; nothing secret stands in them.

    Parameters
    ----------
    environment : such as ``os.environ``.
    secrets : the sections of ``secrets.toml``; {} where there is none.
    streamlit : names of the variables that Streamlit reads; () = they are not looked at.
    """
    found = []
    for setting in SETTINGS:
        value = environment.get(setting.name, "").strip()
        complaint = setting.find_fault(value) if value else None
        if complaint:
            told = t(complaint[0], name=setting.name, **complaint[1])
            # What is said of a file wherever it is read names no setting.
            found.append(told if "{name}" in complaint[0] else f"{setting.name}: {told}")
    found += find_misspelt(environment, t, streamlit)
    found += _find_unknown_secrets(secrets, t)
    auth = secrets.get("auth", {})
    if auth:
        # Several providers stand in sections of their own; the cookie is one for all.
        nested = any(isinstance(value, Mapping) for value in auth.values())
        asked = ("redirect_uri", "cookie_secret") if nested else SECRETS["auth"]
        found += [t(SECRET_MISSING, section="auth", key=key) for key in asked if not auth.get(key)]
        if auth.get("cookie_secret") and _is_weak(str(auth["cookie_secret"])):
            found.append(t(SECRET_WEAK))
    editors = secrets.get("editors", {})
    addresses = editors.get("addresses", []) if isinstance(editors, Mapping) else editors
    if not isinstance(addresses, (list, tuple)) or not all(isinstance(a, str) for a in addresses):
        found.append(t(NO_LIST))
    else:
        found += [
            t(NO_PLAIN_ADDRESS, value=ascii(address))
            for address in addresses
            if not re.fullmatch(r"[!-~]+@[!-~]+", address)
        ]
    return found


def find_misspelt(
    environment: Mapping[str, str], t: Language, streamlit: Collection[str] = ()
) -> list[str]:
    """Names that look like settings and are none: what was meant would silently not hold.

    Parameters
    ----------
    streamlit : names of the variables that Streamlit reads; () = they are not looked at.
    """
    known = {setting.name for setting in SETTINGS}
    found = [name for name in environment if name.startswith(_OURS) and name not in known]
    wrong = [(name, known) for name in found if not _SERVICES.fullmatch(name)]
    if streamlit:
        wrong += [
            (name, streamlit)
            for name in environment
            if _STREAMLITS.match(name) and _STREAMLITS.sub("STREAMLIT_", name) not in streamlit
        ]
    return [_tell_name(name, known, t) for name, known in sorted(wrong)]


def find_store_faults(environment: Mapping[str, str], t: Language) -> list[str]:
    """What leaves open where the records are: a misspelt name, an address that is none."""
    url = environment.get(DATABASE_URL, "").strip()
    complaint = find_setting(DATABASE_URL).find_fault(url) if url else None
    told = [t(complaint[0], name=DATABASE_URL, **complaint[1])] if complaint else []
    return told + find_misspelt(environment, t)


def find_missing_files(paths: Sequence[str], t: Language) -> list[str]:
    """Files of secrets that are named and not there."""
    return [t(NO_SECRETS_FILE, value=path) for path in paths if not Path(path).exists()]


def find_refusal(environment: Mapping[str, str], t: Language) -> list[str]:
    """A sentence where the database answers and refuses who we are, such as for a wrong password.

    A database that does not answer is no fault of the settings, and none here.
    """
    url = environment.get(DATABASE_URL, "").strip()
    if not url or find_setting(DATABASE_URL).find_fault(url):
        return []
    import psycopg

    address = read_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        psycopg.connect(address, connect_timeout=_CONNECT).close()
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1].rpartition("failed: ")[2]
        if any(text in reason for text in _REFUSALS):
            return [t(REFUSED, name=DATABASE_URL, reason=reason)]
    return []


def _find_unknown_secrets(secrets: Mapping[str, Mapping], t: Language) -> list[str]:
    found = []
    for section, values in secrets.items():
        if section not in SECRETS:
            known = ", ".join(f"[{name}]" for name in SECRETS)
            found.append(t(UNKNOWN_SECTION, section=section, known=known))
            continue
        known = (*SECRETS[section], *MORE_KEYS.get(section, ()))
        for key, value in values.items() if isinstance(values, Mapping) else ():
            # Several providers stand in sections of their own, named as the office likes.
            if key not in known and not (section == "auth" and isinstance(value, Mapping)):
                told = ", ".join(SECRETS[section])
                found.append(t(UNKNOWN_KEY, section=section, key=key, known=told))
    return found


def _tell_name(name: str, known: Collection[str], t: Language) -> str:
    close = difflib.get_close_matches(name, known, 1, 0.8)
    return t(UNKNOWN_NAME_LIKE, name=name, known=close[0]) if close else t(UNKNOWN_NAME, name=name)


def _is_weak(secret: str) -> bool:
    return len(secret) < _SECRET_LENGTH or len(set(secret)) < 8 or " " in secret.strip()
