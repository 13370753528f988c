"""Streamlit's and the web server's logs in the form of ours."""

from __future__ import annotations

import logging

import streamlit.logger

from mppgeo.ui.failures import AlreadyLogged

_FAMILIES = ("streamlit", "uvicorn", "websockets")


def join_library_logs() -> None:
    """Let the root handler write what Streamlit and uvicorn log, now and later.

    Streamlit gives every logger a handler of its own, also again when its
    settings are read anew; that one function is replaced.
    """
    streamlit.logger.setup_formatter = _join
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in _FAMILIES:
            _join(logging.getLogger(name))


def _join(logger: logging.Logger) -> None:
    logger.handlers = []
    # Requests are logged by us, without the visitor's machine and the query.
    logger.propagate = logger.name != "uvicorn.access"
    if logger.name == "streamlit.error_util":
        logger.addFilter(_LOGGED)
    elif logger.name == "uvicorn.error":
        logger.addFilter(_CONNECTIONS)


class _Connections(logging.Filter):
    """Drops lines of connections: they name the visitor's machine; requests are logged by us."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = str(record.msg)
        return "WebSocket" not in text and not text.startswith("connection ")


_LOGGED, _CONNECTIONS = AlreadyLogged(), _Connections()
