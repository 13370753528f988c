"""The open sessions: how many there are, and which one the code runs for."""

from __future__ import annotations

import gc
import hashlib
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mppgeo.base.budgets import SESSIONS_LEFT
from mppgeo.serving.requests import HEADER

_MANY = 8
"""Sessions gone at once, which together hold more than a look for garbage costs."""


def count_sessions() -> int:
    """Visitors whose page is open; 0 before the app has started."""
    if not runtime.exists():
        return 0
    found = runtime.get_instance().stats_mgr.get_stats(family_names=["active_sessions"])
    return sum(int(stat.value) for stats in found.values() for stat in stats)


def name_session() -> str:
    """The name of the session that the code runs for; "" = none. Nobody else may know it."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def is_open(session: str) -> bool:
    """Whether a session's page is open."""
    return runtime.exists() and runtime.get_instance().is_active_session(session)


def forget_sessions() -> None:
    """Let go of sessions that can no longer be taken up, and of all but the latest whose line broke.

    The framework does the former when the next one ends, and keeps five times as many of the latter.
    Once the last page is closed, or many have gone, what refers to itself in circles goes as well:
    Python looks for that only while something is made.
    """
    if not runtime.exists():
        return
    manager: Any = runtime.get_instance()._session_mgr
    kept = manager._session_storage._cache
    gone = len(kept.expire())
    # The latest stand last.
    for session in list(kept)[:-SESSIONS_LEFT]:
        close_session(session)
        gone += 1
    left = count_sessions()
    if gone > _MANY or (not left and (gone or _Seen.sessions)):
        gc.collect()
    _Seen.sessions = left


def close_session(session: str) -> None:
    """Let go of a session whose line broke, with all that it holds."""
    runtime.get_instance().close_session(session)


class _Seen:
    """How many pages were open when :func:`forget_sessions` looked last."""

    sessions = 0


def describe_session() -> dict[str, str]:
    """Fields for the log: the session, by a digest of its name, and its request.

    The name itself would let its reader take the session over.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return {}
    digest = hashlib.blake2b(context.session_id.encode(), digest_size=4).hexdigest()
    number = st.context.headers.get(HEADER)
    return {"session": digest, **({"request": number} if number else {})}
