"""What a visitor typed or chose is kept outside the session, which ends sooner than one thinks.

Signing in leaves the page, a reload begins a new session, and so does a connection
that comes back under another identity. What is kept waits in the memory of this
process for the same browser; what an editor typed is given to that editor alone.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from cachetools import TLRUCache
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

_MOST = 100_000_000
"""Bytes of all visitors together; what was not looked at for longest goes first."""
_FLAT = 10_000
"""What a value weighs besides its bytes, or at all, in bytes."""


@dataclass(frozen=True)
class _Kept:
    value: object
    owner: str | None
    seconds: float


_kept: TLRUCache[tuple[str, str], _Kept] = TLRUCache(
    _MOST, lambda _, kept, now: now + kept.seconds, getsizeof=lambda kept: _weigh(kept.value)
)
_lock = threading.Lock()


def keep(name: str, value: object, owner: str | None, seconds: float) -> None:
    """Keep something for the browser that the session runs in; nothing, to forget it.

    Parameters
    ----------
    name : of what is kept; a browser has one of each name.
    owner : address of the editor who alone gets it back; None = whoever uses the browser.
    seconds : for which it is kept.
    """
    browser = _find_browser()
    if browser is None:
        return
    with _lock:
        _kept.pop((browser, name), None)
        if value:
            # What is too large for all is not kept.
            with suppress(ValueError):
                _kept[browser, name] = _Kept(value, owner, seconds)


def find_kept(name: str, editor: str | None) -> object | None:
    """What was kept for this browser under a name, if it is for anybody or this editor."""
    browser = _find_browser()
    with _lock:
        kept = _kept.get((browser, name)) if browser else None
    return kept.value if kept and kept.owner in (None, editor) else None


def _find_browser() -> str | None:
    """What tells a browser from others: the secret that the framework gave it."""
    token, _ = decode_xsrf_token_string(st.context.cookies.get(XSRF_COOKIE_NAME, ""))
    return token.hex() if token else None


def _weigh(value: object) -> int:
    parts = value if isinstance(value, tuple) else ()
    return _FLAT + sum(len(part) for part in parts if isinstance(part, bytes))
