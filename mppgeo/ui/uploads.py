"""Boxes for files: what a visitor sends is kept as long as the page has one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit import runtime
from streamlit.runtime.uploaded_file_manager import UploadedFile
from streamlit.web.server.starlette.starlette_app_utils import validate_xsrf_token
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from mppgeo.serving.uploads import list_too_many
from mppgeo.ui.sessions import close_session, forget_sessions, is_open, name_session

_DRAWN = "upload_box_drawn"
_LEAST = 1 << 16
"""Bytes that the smallest file counts for, so that there cannot be too many of them."""
_boxes: set[str] = set()
"""Sessions whose page has a box."""


def offer_box(label: str, **options: object) -> UploadedFile | None:
    """Draw ``st.file_uploader``; without it the server takes no file from the session."""
    st.session_state[_DRAWN] = True
    _boxes.difference_update([one for one in list(_boxes) if not is_open(one)])
    _boxes.add(name_session())
    return st.file_uploader(label, **options)


@contextmanager
def watch_boxes() -> Iterator[None]:
    """Around a rerun: a page drawn to its end without a box lets go of what was sent before."""
    st.session_state[_DRAWN] = False
    yield
    session = name_session()
    if not st.session_state[_DRAWN] and session in _boxes:
        _boxes.discard(session)
        if is_open(session):
            _files().remove_session_files(session)


class OpenSessions:
    """What :class:`mppgeo.serving.uploads.Uploads` asks."""

    def owns(self, session: str, cookies: dict[str, str]) -> bool | None:
        """The line of the session was opened with the same token as the cookie holds."""
        client = runtime.get_instance().get_client(session) if runtime.exists() else None
        if client is None:
            return None
        opened = client.client_context.cookies
        return validate_xsrf_token(cookies.get(XSRF_COOKIE_NAME), opened.get(XSRF_COOKIE_NAME))

    def has_box(self, session: str) -> bool:
        return session in _boxes

    def count_bytes(self, session: str | None = None) -> int:
        held = dict(_files().file_storage)
        kept = held.values() if session is None else [held.get(session, {})]
        return sum(max(len(file.data), _LEAST) for files in kept for file in list(files.values()))

    def drop(self, session: str) -> None:
        if not is_open(session):
            _boxes.discard(session)
            _files().remove_session_files(session)


def let_go() -> None:
    """Let go of sessions that are over, and of what visitors sent whose line broke all but the latest."""
    if not runtime.exists():
        return
    forget_sessions()
    held = OpenSessions()
    left = {one: held.count_bytes(one) for one in list(_files().file_storage) if not is_open(one)}
    for session in list_too_many(left):
        # The last rerun's widgets hold the files as well.
        close_session(session)
        held.drop(session)


def _files():
    return runtime.get_instance().uploaded_file_mgr
