"""Files made when a visitor asks for them: in turn, and refused in a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import (
    BackendOperationResponse,
    DeferredFileResponsePayload,
)
from streamlit.runtime import app_session
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_storage import MediaFileStorageError

from mppgeo.base.budgets import FILES, Budget, Busy, Left
from mppgeo.base.language import Language
from mppgeo.serving.logs import logger
from mppgeo.ui.sessions import is_open, name_session


class NotNow(Exception):
    """A file is not made; the message is for the visitor."""


def make_in_turn(budget: Budget, make: Callable[[], bytes], t: Language) -> Callable[[], bytes]:
    """What makes a file for this session when it is its turn, for a button that saves it."""
    owner = name_session()

    def make_file() -> bytes:
        try:
            with budget.take(owner, partial(is_open, owner)):
                return make()
        except Busy as busy:
            raise NotNow(t(busy.sentence)) from None
        except Left:
            raise NotNow from None

    return make_file


class TellingHandler(DeferredFileHandler):
    """The framework's, which also tells a visitor why a file is not made now."""

    async def handle(
        self, request: BackendOperationRequest, session_id: str
    ) -> BackendOperationResponse:
        make = self._get_media_file_mgr().execute_deferred
        try:
            url = await asyncio.to_thread(make, request.deferred_file.file_id)
        except MediaFileStorageError as error:
            told = "Failed to generate file for download"
            if isinstance(error.__cause__, NotNow):
                told = str(error.__cause__)
            else:
                logger.exception("a file could not be made")
            return BackendOperationResponse(request_id=request.request_id, error_msg=told)
        made = DeferredFileResponsePayload(url=url)
        return BackendOperationResponse(request_id=request.request_id, deferred_file=made)


def take_turns_at_files() -> None:
    """To be called in the server's loop, before sessions begin.

    Whoever waits for a turn holds a thread, and the framework has few for all downloads.
    """
    app_session.DeferredFileHandler = TellingHandler
    threads = 8 + sum(budget.most for budget in FILES.values())
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(threads))
