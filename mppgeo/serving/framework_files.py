"""The framework's own scripts and styles, and those of its components, compressed once by us.

The framework sends them as they are, four times as long. Brotli as short as it gets is made in the
background, once, and kept on the machine from one start to the next; until then it is gzip.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mppgeo.base.forks import BEHIND_PAGES
from mppgeo.base.packing import BROTLI, compress, list_codings
from mppgeo.maps.shelf import Shelved, keep
from mppgeo.serving.answers import ASK_FIRST, FOREVER, answer_packed

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""Kinds that become shorter; pictures and fonts stay with the framework."""
_NAMED_BY_CONTENT = re.compile(
    r"/static/.+\.[\w-]{8}\.\w+|/component/.+\.[0-9a-f]{8,}(?:\.chunk)?\.(?:js|css)"
)
_LARGEST = 1 << 20
"""Bytes of a file above which it is a kind of chart that we do not have: gzip, when asked for."""
_threads = CapacityLimiter(8)


class FrameworkFile(Shelved):
    """A file of the framework; what it holds is read when it is needed.

    Attributes
    ----------
    caching : Cache-Control: for ever where the name is made of the content.
    """

    def __init__(self, path: Path, address: str) -> None:
        self.path, self.name = path, path.name
        self.caching = FOREVER if _NAMED_BY_CONTENT.fullmatch(address) else ASK_FIRST
        self.packed: dict[str, bytes] = {}

    @property
    def body(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def digest(self) -> str:
        return hashlib.blake2b(self.body, digest_size=8).hexdigest()

    @property
    def media_type(self) -> str:
        return _TYPES[self.path.suffix]

    def is_packed(self, accepted: Sequence[str]) -> bool:
        """Whether the answer for a browser that accepts these codings is in memory."""
        return "digest" in self.__dict__ and self.choose_coding(accepted) in self.packed


def find_files(folders: Mapping[str, Path]) -> dict[str, FrameworkFile]:
    """The files of folders by their path below the app.

    Parameters
    ----------
    folders : by the path below which their files are served, such as ``/static``.
    """
    paths = {
        f"{place}/{path.relative_to(folder).as_posix()}": path
        for place, folder in folders.items()
        for path in sorted(folder.rglob("*"))
        if path.suffix in _TYPES and path.is_file()
    }
    return {address: FrameworkFile(path, address) for address, path in paths.items()}


class FrameworkFiles:
    """ASGI middleware that answers for such files.

    Parameters
    ----------
    files : of :func:`find_files`; any other path is the framework's.
    base : path below which the app is served; "" = the root.
    """

    def __init__(self, app: ASGIApp, files: Mapping[str, FrameworkFile], base: str = "") -> None:
        self._app = app
        self._files = files
        self._base = f"/{base.strip('/')}" if base.strip("/") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self._find(scope) if scope["type"] == "http" else None
        if file is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if file.is_packed(list_codings(request.headers.get("accept-encoding", ""))):
            # A page asks for sixty of them: what is at hand costs no thread.
            answer = _answer(request, file)
        else:
            answer = await to_thread.run_sync(_answer, request, file, limiter=_threads)
        await answer(scope, receive, send)

    def _find(self, scope: Scope) -> FrameworkFile | None:
        path = scope["path"]
        if scope["method"] not in {"GET", "HEAD"} or not path.startswith(f"{self._base}/"):
            return None
        return self._files.get(path.removeprefix(self._base))


def _answer(request: Request, file: FrameworkFile) -> Response:
    return answer_packed(request, file, file.media_type, {"Cache-Control": file.caching})


def prepare_files(files: Mapping[str, FrameworkFile], first: Iterable[str] = ()) -> None:
    """Compress all files as short as it gets, at a pace that leaves room for visitors.

    Parameters
    ----------
    first : names that every visit asks for.
    """
    early = set(first)
    packed = [file for file in files.values() if file.path.stat().st_size <= _LARGEST]
    packed.sort(key=lambda file: (file.name not in early, file.path.stat().st_size))
    digest = hashlib.blake2b("".join(file.digest for file in packed).encode(), digest_size=8)

    def make() -> bytes:
        for file in packed:
            began = time.thread_time()
            file.packed[BROTLI] = compress(file.body, BROTLI)
            time.sleep(time.thread_time() - began)
        return _bundle({file.digest: file.packed[BROTLI] for file in packed})

    kept = _unbundle(keep(f"{digest.hexdigest()}-framework.br", make))
    for file in packed:
        file.packed[BROTLI] = kept[file.digest]


def prepare_in_spare_time(files: Mapping[str, FrameworkFile], first: Iterable[str] = ()) -> None:
    """:func:`prepare_files` at a low priority of this thread alone; to be what the thread is for.

    Half a minute of the processor after the first start of a release: replicas that start together
    have nothing left for visitors otherwise. While it compresses, it does not keep other threads of
    the process from running Python.
    """
    if sys.platform == "linux":
        # Elsewhere threads have no priority of their own.
        thread = threading.get_native_id()
        before = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, max(before, BEHIND_PAGES))
    prepare_files(files, first)


def _bundle(bodies: Mapping[str, bytes]) -> bytes:
    """Bodies by name, one after the other behind a line that tells their lengths."""
    head = json.dumps([[name, len(body)] for name, body in bodies.items()]).encode()
    return b"\n".join([head, b"".join(bodies.values())])


def _unbundle(bundle: bytes) -> dict[str, bytes]:
    head, _, rest = bundle.partition(b"\n")
    bodies, place = {}, 0
    for name, length in json.loads(head):
        bodies[name] = rest[place : place + length]
        place += length
    return bodies
