"""What a visitor typed or chose is kept while they sign in, which leaves the page.

It waits in the memory of this process for the same browser, once and not for
long. What an editor typed is given back to that editor alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import streamlit as st
from cachetools import TTLCache
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

_LIFE = 15 * 60
_MOST = 100_000_000
"""Bytes of all visitors together; the oldest go first."""
_FLAT = 10_000
"""What anything but a file is taken to weigh, in bytes."""

_kept: TTLCache[str, tuple[str | None, dict[str, object]]] = TTLCache(
    _MOST, _LIFE, getsizeof=lambda kept: _weigh(kept[1])
)
_lock = threading.Lock()


def keep(values: dict[str, object], owner: str | None) -> None:
    """Keep entries of the session for the browser that it runs in.

    Parameters
    ----------
    owner : address of the editor who alone gets them back; None = whoever uses the browser.
    """
    browser = _find_browser()
    values = {key: value for key, value in values.items() if value}
    if browser and values:
        with _lock:
            _kept[browser] = (owner, values)


def take_back(key: str, find_editor: Callable[[], str | None]) -> object | None:
    """An entry that was kept for this browser, once; None = none, or of another editor."""
    browser = _find_browser()
    with _lock:
        owner, values = _kept.get(browser, (None, {})) if browser else (None, {})
    if key not in values or (owner is not None and find_editor() != owner):
        return None
    with _lock:
        return values.pop(key, None)


def _find_browser() -> str | None:
    """What tells a browser from others: the secret that the framework gave it."""
    token, _ = decode_xsrf_token_string(st.context.cookies.get(XSRF_COOKIE_NAME, ""))
    return token.hex() if token else None


def _weigh(values: dict[str, object]) -> int:
    sizes = (
        sum(len(part) for part in value if isinstance(part, bytes))
        for value in values.values()
        if isinstance(value, tuple)
    )
    return _FLAT + sum(sizes)
