"""Who may edit: signed in by the office's OIDC provider, and on its list of editors.

Reading is open to all. Without ``[auth]`` and ``[editors]`` in ``secrets.toml``
nobody can edit here. Who somebody is is asked anew whenever it matters, at the
moment of saving above all: a sign-in ends with its cookie's life, or when its
owner signs out in another tab.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit import config
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from mppgeo.base.language import Language
from mppgeo.serving.complaints import find_missing_files
from mppgeo.serving.sign_in import LIFE, USER_COOKIE, has_ended

_LAST = "editor_last"
"""Address of the editor that this session was last known to be."""


def is_signing_in_set() -> bool:
    """Whether an OIDC provider and a list of editors are configured."""
    return bool(_read("auth")) and bool(list_editors())


def list_editors() -> frozenset[str]:
    """Addresses that may edit, as :func:`read_address` reads them."""
    addresses = _read("editors").get("addresses", ())
    return frozenset(filter(None, map(read_address, addresses)))


def read_address(value: object) -> str | None:
    """An e-mail address in lower case; None for what is none, or only looks like one.

    Letters outside ASCII are refused, as some turn into others in lower case: the
    Kelvin sign into a k. So are blanks and line ends, and nothing is trimmed.

    >>> read_address("Ani@Example.go.id"), read_address("ani@example.go.id\\n")
    ('ani@example.go.id', None)
    """
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        return None
    return value.lower() if value and " " not in value else None


def find_sign_in(cookies: Mapping[str, str]) -> bytes | None:
    """What cookies say of who has signed in, if they are ours and not too old; else None."""
    secret = get_cookie_secret()

    def read(name: str) -> bytes | None:
        value = cookies.get(name)
        if value is None:
            return None
        return decode_signed_value(
            secret, name, value.encode("latin-1", "replace"), max_age_days=LIFE / 86400
        )

    return get_cookie_with_chunks(read, USER_COOKIE)


def is_signed_in() -> bool:
    """Whether the visitor is signed in at this moment."""
    if not is_signing_in_set() or not st.user.is_logged_in:
        return False
    found = find_sign_in(st.context.cookies)
    return found is not None and not has_ended(found)


def find_editor() -> str | None:
    """The address of the editor who is signed in at this moment; None for everybody else."""
    if not is_signed_in():
        return None
    address = read_address(st.user.get("email"))
    # An address that the provider has not verified may be anybody's.
    verified = st.user.get("email_verified", _read("editors").get("trust_unverified", False))
    if address not in list_editors() or verified not in (True, "true"):
        return None
    st.session_state[_LAST] = address
    return address


def find_last_editor() -> str | None:
    """The editor that this session was last known to be, signed in or not any more."""
    return st.session_state.get(_LAST)


def find_editor_name() -> str:
    """What the provider calls the editor, else the address; "" for everybody else."""
    editor = find_editor()
    return str(st.user.get("name") or "").strip() or editor if editor else ""


def explain_editing(t: Language) -> str:
    """Why the visitor cannot edit, and what to do."""
    if not is_signing_in_set():
        return t("Editing on the web is switched off here.")
    if st.user.is_logged_in and not is_signed_in():
        return t(
            "Your sign-in has ended. Nothing was saved; what you typed and the file you chose are kept. Sign in again to save."
        )
    if not st.user.is_logged_in:
        return t("Sign in as an editor to save changes.")
    return t(
        "{address} is not on the list of editors. Ask the administrator to add it.",
        address=str(st.user.get("email") or "–"),
    )


def show_signing_in(t: Language, before: Callable[[], None] | None = None) -> None:
    """The button to sign in or out, where signing in is set up.

    Parameters
    ----------
    before : done before signing in leaves the page.
    """
    if not is_signing_in_set():
        return

    def sign_in() -> None:
        if before is not None:
            before()
        st.login()

    if not is_signed_in():
        st.button(t("Sign in"), icon=":material/login:", on_click=sign_in, key="e_login")
        return
    st.button(
        t("Sign out ({address})", address=str(st.user.get("email") or "–")),
        icon=":material/logout:",
        on_click=st.logout,
        key="e_logout",
    )


def read_secrets() -> dict[str, dict]:
    """All sections of ``secrets.toml``, known or not; {} where there is none.

    What stands outside any section is a section without keys.
    """
    try:
        return {
            name: dict(value) if isinstance(value, Mapping) else {}
            for name, value in st.secrets.items()
        }
    except (StreamlitSecretNotFoundError, FileNotFoundError):
        return {}


def find_broken_secrets(t: Language) -> list[str]:
    """What is wrong with ``secrets.toml`` as a file, which would switch editing off."""
    if config.is_manually_set("secrets.files"):
        missing = find_missing_files(st.get_option("secrets.files"), t)
        if missing:
            return missing
    try:
        st.secrets.get("auth")
    except FileNotFoundError as error:
        if error.__cause__ is not None:
            return [t("secrets.toml cannot be read: {reason}", reason=str(error.__cause__))]
    return []


def _read(section: str) -> dict:
    return read_secrets().get(section, {})


def list_streamlit_variables() -> set[str]:
    """Environment variables that Streamlit reads its options from."""
    return {option.env_var for option in config.get_config_options().values()}
