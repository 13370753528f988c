"""Who may edit: signed in by the office's OIDC provider, and on its list of editors.

Reading is open to all. Without ``[auth]`` and ``[editors]`` in ``secrets.toml``
nobody can edit here.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit import config
from streamlit.errors import StreamlitSecretNotFoundError

from mppgeo.base.language import Language
from mppgeo.serving.settings import find_missing_files


def is_signing_in_set() -> bool:
    """Whether an OIDC provider and a list of editors are configured."""
    return bool(_read("auth")) and bool(list_editors())


def list_editors() -> frozenset[str]:
    """Addresses that may edit, in lower case."""
    addresses = _read("editors").get("addresses", ())
    return frozenset(str(address).strip().casefold() for address in addresses)


def find_editor() -> str | None:
    """The address of the editor who is signed in; None for everybody else."""
    if not is_signing_in_set() or not st.user.is_logged_in:
        return None
    address = str(st.user.get("email") or "").strip().casefold()
    # An address that the provider has not verified may be anybody's.
    verified = str(st.user.get("email_verified", _read("editors").get("trust_unverified", False)))
    if not address or verified.casefold() != "true":
        return None
    return address if address in list_editors() else None


def explain_editing(t: Language) -> str:
    """Why the visitor cannot edit, and what to do."""
    if not is_signing_in_set():
        return t(
            "Editing on the web is switched off. The administrator switches it on by [auth] and [editors] in .streamlit/secrets.toml (docs/editing.md)."
        )
    if not st.user.is_logged_in:
        return t("Sign in as an editor to save changes.")
    return t(
        "{address} is not on the list of editors. Ask the administrator to add it.",
        address=str(st.user.get("email") or "–"),
    )


def show_signing_in(t: Language) -> None:
    """The button to sign in or out, where signing in is set up."""
    if not is_signing_in_set():
        return
    if not st.user.is_logged_in:
        st.button(t("Sign in"), icon=":material/login:", on_click=st.login, key="e_login")
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
