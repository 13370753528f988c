"""Signing in and out, around what the framework does of it.

* The cookie of who has signed in lives :data:`LIFE`, not a month.
* Whoever signs in comes back to the page on which it began.
* Signing out is noted for all replicas of the machine, so that a copy of the
  cookie is worth nothing afterwards.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mppgeo.store.keepsake import find_folder, is_own

LIFE = 8 * 3600
"""Seconds for which somebody stays signed in: a day at the office."""
USER_COOKIE = "_streamlit_user"
RETURN_COOKIE = "mppgeo_return"
_RETURN_LIFE = 600
_ENDED = "signed-out"
_LONGEST = 2000
"""Characters of the address to come back to."""

_log = logging.getLogger(__name__)
_ended: dict[str, float] = {}
_lock = threading.Lock()

FindSignIn = Callable[[Mapping[str, str]], bytes | None]
"""What the cookies of a request say of who is signed in; None = nobody."""


class SignIn:
    """ASGI middleware for the framework's addresses of signing in and out.

    Parameters
    ----------
    find : reads the sign-in from cookies.
    pages : path names of the app's pages, the only ones to come back to.
    base : path below which the app is served; "" = the root.
    """

    def __init__(
        self, app: ASGIApp, find: FindSignIn, pages: Iterable[str] = (), base: str = ""
    ) -> None:
        self._app = app
        self._find = find
        self._pages = frozenset(pages)
        self._base = f"/{base.strip('/')}" if base.strip("/") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        change = self._choose(scope) if scope["type"] == "http" else None
        if change is None:
            await self._app(scope, receive, send)
            return

        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                change(message["status"], MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_changed)

    def _choose(self, scope: Scope) -> Callable[[int, MutableHeaders], None] | None:
        """What is to be changed of the answer to a request; None = nothing."""
        headers = Headers(scope=scope)
        cookies = cookie_parser(headers.get("cookie", ""))
        place = scope["path"].removeprefix(self._base)
        if place == "/auth/login":
            back = self.find_return(headers.get("referer", ""), headers.get("host", ""))
            return lambda status, answer: self._remember(status, answer, back)
        if place == "/auth/logout":
            found = self._find(cookies)
            if found is not None:
                end_sign_in(found)
        if place == "/oauth2callback":
            back = self._check(unquote(cookies.get(RETURN_COOKIE, "")))
            return lambda status, answer: self._lead_back(status, answer, back)
        return None

    def find_return(self, referer: str, host: str) -> str | None:
        """Path and query of the page from which somebody came; None = none of ours."""
        try:
            parts = urlsplit(referer)
        except ValueError:
            return None
        if not host or parts.netloc != host:
            return None
        return self._check(parts.path + (f"?{parts.query}" if parts.query else ""))

    def _check(self, target: str) -> str | None:
        path, _, query = target.partition("?")
        page = path.removeprefix(self._base).strip("/")
        known = path.startswith(f"{self._base}/") and (page in self._pages or not page)
        if len(target) > _LONGEST or not known or not re.fullmatch(r"[\x21-\x7e]*", query):
            return None
        # Made anew of its parts: nothing but a page of ours and its query.
        return f"{self._base}/{page}" + (f"?{query}" if query else "")

    def _remember(self, status: int, answer: MutableHeaders, back: str | None) -> None:
        if status == 302 and back:
            answer.append("set-cookie", self._make_cookie(quote(back, safe="/"), _RETURN_LIFE))

    def _lead_back(self, status: int, answer: MutableHeaders, back: str | None) -> None:
        cookies = [_shorten(cookie) for cookie in answer.getlist("set-cookie")]
        if "set-cookie" in answer:
            del answer["set-cookie"]
        for cookie in cookies:
            answer.append("set-cookie", cookie)
        if status == 302 and back:
            answer["location"] = back
            answer.append("set-cookie", self._make_cookie("", 0))

    def _make_cookie(self, value: str, seconds: int) -> str:
        path = self._base or "/"
        return f"{RETURN_COOKIE}={value}; HttpOnly; Max-Age={seconds}; Path={path}; SameSite=lax"


def end_sign_in(found: bytes) -> None:
    """Note that somebody has signed out; whoever shows the same cookie later is nobody."""
    digest = _digest(found)
    with _lock:
        _ended[digest] = time.time()
    try:
        folder = find_folder() / _ENDED
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if is_own(folder):
            _forget_old(folder)
            (folder / digest).touch(mode=0o600)
            return
        _log.warning(
            "%s is not this user's alone; other replicas do not learn who signs out", _ENDED
        )
    except OSError as error:
        _log.warning("other replicas do not learn who signs out: %s", error.strerror)


def has_ended(found: bytes) -> bool:
    """Whether a sign-in was ended by signing out, at whatever replica of this machine."""
    digest = _digest(found)
    if digest in _ended:
        return True
    folder = find_folder() / _ENDED
    try:
        return is_own(folder) and (folder / digest).exists()
    except OSError:
        return False


def _forget_old(folder: Path) -> None:
    """Forget what no cookie can stand for any more."""
    oldest = time.time() - 2 * LIFE
    with _lock:
        for digest in [digest for digest, at in _ended.items() if at < oldest]:
            del _ended[digest]
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _shorten(cookie: str) -> str:
    """A cookie of the framework's sign-in with our life instead of its own."""
    if not cookie.startswith(USER_COOKIE) or re.search(r"Max-Age=0\b", cookie):
        return cookie
    return re.sub(r"Max-Age=\d+", f"Max-Age={LIFE}", cookie)


def _digest(found: bytes) -> str:
    return hashlib.blake2b(found, digest_size=16).hexdigest()
