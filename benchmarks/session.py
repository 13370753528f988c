"""A visitor without a browser: Streamlit's websocket protocol as its page speaks it.

Used by the load test and by the tests of faults. One :class:`Session` is one open
page: it sends what a browser sends, keeps the elements that it is sent, and
follows the address that the app writes.
"""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PATIENCE = 60.0
"""Seconds for one rerun."""
_ORDER = "streamlit"
_NO_TOKEN = "PLACEHOLDER_AUTH_TOKEN"


@dataclass(frozen=True)
class Rerun:
    """One finished rerun: seconds until the browser has all of it, messages, bytes."""

    seconds: float
    messages: int
    bytes: int
    finished: bool


@dataclass
class Session:
    """One open page; to be opened with ``async with``.

    Parameters
    ----------
    url : of the app, with its base path if it has one.
    page : path name of a page; "" = the first.
    query : of the address, without the question mark.
    headers : further ones, such as ``Cookie``.
    origin : what the browser says the page comes from; default the app itself.
    resume : the session that the page had before its line broke; "" = none.
    """

    url: str
    page: str = ""
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    origin: str | None = None
    resume: str = ""

    def __post_init__(self) -> None:
        self.session_id = ""
        self.page_hash = ""
        self.elements: dict[tuple[int, ...], Element] = {}
        self.widgets: dict[str, WidgetState] = {}
        self.pages: dict[str, str] = {}
        self.popovers: dict[str, str] = {}
        """Ids by label of those whose content is drawn once they are opened."""
        self._kept: dict[str, ForwardMsg] = {}
        self._fresh: set[tuple[int, ...]] = set()

    async def __aenter__(self) -> Session:
        parts = urlsplit(self.url)
        origin = self.origin or f"{parts.scheme}://{parts.netloc}"
        scheme = {"http": "ws", "https": "wss"}[parts.scheme]
        cookies = SimpleCookie(self.headers.get("Cookie", ""))
        token = cookies["_streamlit_xsrf"].value if "_streamlit_xsrf" in cookies else _NO_TOKEN
        self.socket = await websockets.connect(
            f"{scheme}://{parts.netloc}{parts.path.rstrip('/')}/_stcore/stream",
            subprotocols=[_ORDER, token, *filter(None, [self.resume])],
            origin=origin,
            additional_headers=self.headers,
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    def leave(self) -> None:
        """Be gone at once, without a word, as a browser whose line breaks."""
        self.socket.transport.abort()

    async def rerun(self, **changes: object) -> Rerun:
        """Send the state of the page and wait until the new page is there.

        Parameters
        ----------
        changes : ``page``, ``query``, and ``widgets``: values by id (see :meth:`set`).
        """
        started = time.perf_counter()
        await self.send(**changes)
        return await self.receive(started)

    async def send(self, page: str | None = None, query: str | None = None) -> None:
        """Ask for a rerun without waiting for it."""
        if page is not None:
            self.page, self.page_hash = page, self.pages.get(page, "")
        if query is not None:
            self.query = query
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.page_hash
        if not self.page_hash:
            state.page_name = self.page
        state.widget_states.widgets.extend(self.widgets.values())
        state.cached_message_hashes.extend(self._kept)
        state.context_info.timezone = "Asia/Jakarta"
        state.context_info.locale = "id-ID"
        state.context_info.url = f"{self.url}/{self.page}"
        await self.socket.send(message.SerializeToString())
        # A button is pressed once; the browser forgets it as soon as it is told.
        for name in [
            n for n, w in self.widgets.items() if w.WhichOneof("value") == "trigger_value"
        ]:
            del self.widgets[name]

    async def receive(self, started: float | None = None) -> Rerun:
        """Take messages until a rerun is finished."""
        started = time.perf_counter() if started is None else started
        count = size = 0
        async with asyncio.timeout(PATIENCE):
            while True:
                body = await self.socket.recv()
                count, size = count + 1, size + len(body)
                message = ForwardMsg()
                message.ParseFromString(body)
                status = self._take(message)
                if status is not None:
                    seconds = time.perf_counter() - started
                    finished = status == ForwardMsg.FINISHED_SUCCESSFULLY
                    return Rerun(seconds, count, size, finished)

    def set(self, name: str, value: object, kind: str | None = None) -> None:
        """Give a widget a value, to be sent with the next rerun.

        Parameters
        ----------
        name : its id.
        value : bool, int, float, str, or anything JSON can hold for a component.
        kind : field of ``WidgetState``; default by the type of the value.
        """
        state = WidgetState(id=name)
        if kind is None:
            by_type = {
                bool: "bool_value",
                int: "int_value",
                float: "double_value",
                str: "string_value",
            }
            kind = by_type.get(type(value), "json_value")
        if kind in {"json_value", "json_trigger_value"}:
            value = json.dumps(value)
        if kind == "int_array_value":
            state.int_array_value.data.extend(value)
        elif kind == "string_array_value":
            state.string_array_value.data.extend(value)
        elif kind == "double_array_value":
            state.double_array_value.data.extend(value)
        elif kind == "file_uploader_state_value":
            state.file_uploader_state_value.CopyFrom(value)
        else:
            setattr(state, kind, value)
        self.widgets[name] = state

    def find(self, kind: str, part: str = "") -> list:
        """Elements of a kind (a field of ``Element``) whose id, label or body holds ``part``."""
        found = []
        for one in self.elements.values():
            if one.WhichOneof("type") != kind:
                continue
            made = getattr(one, kind)
            texts = (getattr(made, name, "") for name in ("id", "label", "body"))
            if any(part in str(text) for text in texts):
                found.append(made)
        return found

    def read(self) -> str:
        """All texts of the page, one a line: headings, notices, markdown, HTML, exceptions."""
        return "\n".join(self._read_texts())

    def _read_texts(self) -> Iterator[str]:
        for one in self.elements.values():
            kind = one.WhichOneof("type")
            made = getattr(one, kind) if kind else None
            for name in ("title", "label", "body", "message"):
                text = getattr(made, name, "")
                if isinstance(text, str) and text:
                    yield text

    def _take(self, message: ForwardMsg) -> int | None:
        """Keep what a message tells; the status where it ends a rerun."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            kept, path = self._kept[message.ref_hash], list(message.metadata.delta_path)
            message = ForwardMsg()
            message.CopyFrom(kept)
            del message.metadata.delta_path[:]
            message.metadata.delta_path.extend(path)
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable and message.hash:
            self._kept[message.hash] = message
        if kind == "new_session":
            self.session_id = message.new_session.initialize.session_id or self.session_id
            self.page_hash = message.new_session.page_script_hash
            self._fresh = set()
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash or self.page_hash
            self.pages = {p.url_pathname: p.page_script_hash for p in message.navigation.app_pages}
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta":
            self._place(tuple(message.metadata.delta_path), message)
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return None
            if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self.elements = {p: e for p, e in self.elements.items() if p in self._fresh}
            return message.script_finished
        return None

    def _place(self, path: tuple[int, ...], message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") == "new_element":
            self.elements[path] = message.delta.new_element
            self._fresh.add(path)
        elif message.delta.add_block.popover.id:
            self.popovers[message.delta.add_block.popover.label] = (
                message.delta.add_block.popover.id
            )


async def open_session(url: str, page: str = "", query: str = "", **options: object) -> Session:
    """Open a page and wait until it is drawn once; the caller leaves or closes it."""
    session = await Session(url, page, query, **options).__aenter__()
    await session.rerun()
    return session


async def upload(session: Session, name: str, body: bytes) -> None:
    """Give a file to the page's only upload box, and wait for what the page says of it.

    The cookies of the session must be those of a browser that has seen the page.

    Raises
    ------
    urllib.error.HTTPError : the file is not taken.
    """
    [box] = session.find("file_uploader")
    path = f"/_stcore/upload_file/{session.session_id}/{name}"
    cookies = session.headers["Cookie"]
    token = cookies.partition("_streamlit_xsrf=")[2].partition(";")[0]
    request = urllib.request.Request(
        session.url + path, method="PUT", data=_make_form(name, body),
        headers={
            "Content-Type": "multipart/form-data; boundary=batas",
            "Cookie": cookies, "X-Xsrftoken": token,
        },
    )  # fmt: skip
    with await asyncio.to_thread(urllib.request.urlopen, request):
        pass
    info = UploadedFileInfo(name=name, file_id=name, size=len(body))
    info.file_urls.file_id, info.file_urls.upload_url = name, path
    info.file_urls.delete_url = path
    state = FileUploaderState(uploaded_file_info=[info])
    session.set(box.id, state, "file_uploader_state_value")
    await session.rerun()


class NotMade(Exception):
    """The app does not make the file now; the message is its sentence."""


async def press_download(session: Session, key: str) -> str:
    """Have the file of a button made, named by a part of its key; the address to fetch it from.

    Raises
    ------
    NotMade : the app says why not.
    """
    [button] = session.find("download_button", key)
    message = BackMsg()
    asked = message.backend_operation_request
    asked.request_id, asked.session_id = key, session.session_id
    asked.deferred_file.file_id = button.deferred_file_id
    await session.socket.send(message.SerializeToString())
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await session.socket.recv())
            if answer.HasField("backend_operation_response"):
                told = answer.backend_operation_response
                if told.error_msg:
                    raise NotMade(told.error_msg)
                return told.deferred_file.url


def _make_form(name: str, body: bytes) -> bytes:
    head = f'--batas\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + body + b"\r\n--batas--\r\n"
