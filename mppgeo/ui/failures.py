"""What a visitor sees when a page fails: a plain sentence with a number, nothing else."""

from __future__ import annotations

import logging
from secrets import token_hex

import streamlit as st

from mppgeo.base.language import LANGUAGES, Language
from mppgeo.serving.logs import logger
from mppgeo.serving.metrics import ERRORS
from mppgeo.serving.requests import FAILED
from mppgeo.ui.state import current_view


def show_failure(error: Exception) -> bool:
    """Log an error of a page with a number, and tell the visitor the number.

    Returns
    -------
    True : the framework need not show anything.
    """
    number = token_hex(4)
    ERRORS.labels("page").inc()
    logger.error("page failed", exc_info=error, extra={"fields": {"incident": number}})
    lang = st.query_params.get("lang")
    t = Language(lang if lang in LANGUAGES else current_view().lang)
    st.error(t(FAILED, number=number), icon=":material/error:")
    return True


class AlreadyLogged(logging.Filter):
    """Drops the framework's line of an error that :func:`show_failure` logs with its number."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.msg != "Uncaught app execution"
