"""Many visitors at once, without browsers: what each does, and how long it waits.

A guest is one open page. It fetches what a browser fetches, speaks Streamlit's
websocket protocol (:mod:`session`), and pauses between its actions.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from session import PATIENCE, Session

ROOT = Path(__file__).resolve().parent.parent
YEAR_ENDS = tuple(f"{year}-12-31" for year in range(2020, 2026))
_FIRST = dt.date(2018, 1, 1)
DAYS = tuple((_FIRST + dt.timedelta(n)).isoformat() for n in range(8 * 365))
"""The dates that guests choose from: hardly one is chosen twice."""
_CONNECTIONS = 6
"""Files that a browser fetches at once from one server."""
_NAMED = re.compile(r'(?:src|href)="([^"]+\.(?:js|css|woff2|svg)[^"]*)"')
_ASSET = re.compile(r"\.\./\.\./assets/[0-9a-f]+/[\w.-]+")
_LEVEL = re.compile(r'"level":"(\w+)"')


class Failed(Exception):
    """Something went wrong and has been noted; the guest goes."""


class Later(OSError):
    """The server is busy and asks to be asked again."""


@dataclass(frozen=True)
class Wait:
    """One thing that a guest waited for.

    Attributes
    ----------
    action : ``open``, ``province``, ``day``, ``status``, ``click``.
    at, seconds : when it began (monotonic), how long it took until the rerun was finished.
    bytes : on the websocket.
    error : what went wrong; "" = nothing.
    """

    action: str
    at: float
    seconds: float
    bytes: int = 0
    error: str = ""


@dataclass
class Guest:
    """One visitor of an app.

    Parameters
    ----------
    url : of the app, or of the proxy before it.
    kind : ``ours`` or ``plain``.
    pause : seconds between two actions on average; 0 = none.
    fetch : whether it fetches files too, as a browser with an empty cache.
    days : the dates that it chooses from.
    fetched, later : bytes of files; how often it was told to ask for one later.
    """

    url: str
    kind: str
    chance: random.Random
    pause: float = 5.0
    fetch: bool = True
    days: Sequence[str] = DAYS
    waits: list[Wait] = field(default_factory=list)
    fetched: int = 0
    later: int = 0
    busy: tuple[str, float] | None = None

    async def stay(self, delay: float, until: float) -> None:
        """Come after ``delay`` seconds, act until the moment ``until``, and go."""
        await asyncio.sleep(delay)
        async with contextlib.AsyncExitStack() as page:
            with contextlib.suppress(Failed):
                # It is open already: to enter it would open a second line that nobody closes.
                session = await self.open()
                page.push_async_exit(session)
                while time.monotonic() < until:
                    # Uniform, so that nobody is quicker than half the pause.
                    await asyncio.sleep(self.pause * self.chance.uniform(0.5, 1.5))
                    if time.monotonic() >= until:
                        break
                    await self.act(session)

    async def open(self) -> Session:
        """Open the page.

        Raises
        ------
        Failed : it was not opened; ``waits`` holds the error.
        """
        return await self._time("open", self._open_page)

    async def act(self, session: Session) -> None:
        """Do one thing of those that the app knows, and wait for the page.

        Raises
        ------
        Failed : it did not come; ``waits`` holds the error.
        """
        action = self.chance.choice(ACTIONS[self.kind])
        # What the server knows already need not be told again.
        session.widgets.clear()
        _CHOICES[action](self, session)

        async def rerun() -> int:
            told = await session.rerun()
            if not told.finished or session.find("exception"):
                raise RuntimeError("the script failed")
            return told.bytes

        await self._time(action, rerun)
        if self.fetch:
            try:
                await self._fetch_assets(session)
            except OSError as error:
                now = time.monotonic()
                self.waits.append(Wait("file", now, 0.0, error=type(error).__name__))
                raise Failed from error

    async def _open_page(self) -> Session:
        self._held: set[str] = set()
        cookies = await self._fetch_page() if self.fetch else ""
        session = await Session(
            self.url, headers={"Cookie": cookies} if cookies else {}
        ).__aenter__()
        told = await session.rerun()
        if not told.finished:
            raise RuntimeError("the script failed")
        if self.fetch:
            await self._fetch_assets(session)
        return session

    async def _time(self, action: str, work: Callable) -> object:
        began = time.monotonic()
        self.busy = (action, began)
        try:
            found = await work()
        except Exception as error:
            wait = Wait(action, began, time.monotonic() - began, error=type(error).__name__)
            self.waits.append(wait)
            raise Failed from error
        finally:
            self.busy = None
        size = found if isinstance(found, int) else 0
        self.waits.append(Wait(action, began, time.monotonic() - began, size))
        return found

    async def _fetch_page(self) -> str:
        """The HTML and what it names; returns the cookies."""
        headers, body = await get(f"{self.url}/")
        cookies = "; ".join(
            f"{name}={morsel.value}"
            for line in headers.get("set-cookie", [])
            for name, morsel in SimpleCookie(line).items()
        )
        self.fetched += len(body)
        at_once = asyncio.Semaphore(_CONNECTIONS)

        async def fetch(name: str) -> None:
            async with at_once:
                await self._fetch(urljoin(f"{self.url}/", name), cookies)

        await asyncio.gather(*map(fetch, _NAMED.findall(body.decode())))
        self._cookies = cookies
        return cookies

    async def _fetch_assets(self, session: Session) -> None:
        """What the map and its script ask the app for, each once."""
        for one in session.find("component_instance"):
            frame = f"{self.url}/component/{one.component_name}/index.html"
            for name in sorted(set(_ASSET.findall(one.json_args))):
                await self._fetch(urljoin(frame, name), self._cookies)

    async def _fetch(self, url: str, cookies: str) -> None:
        if url in self._held or not url.startswith(self.url):
            return
        try:
            _, body = await get(url, cookies)
        except Later:
            # As the map does, it is asked for again later: with what is chosen next.
            self.later += 1
            return
        self._held.add(url)
        self.fetched += len(body)

    # What they do: set the widgets of the page.

    def choose_province(self, session: Session) -> None:
        box = session.find("multiselect")[0]
        session.set(box.id, [self.chance.choice(box.options)], "string_array_value")
        if self.kind == "plain":
            # It fails where no area fits both filters, so only one is set at a time.
            session.set(session.find("button_group", "MPP")[0].id, [], "string_array_value")

    def choose_day(self, session: Session) -> None:
        [box] = session.find("date_input", "w_tanggal")
        session.set(box.id, [self.chance.choice(self.days)], "string_array_value")

    def choose_status(self, session: Session) -> None:
        box = session.find("button_group", "MPP")[0]
        session.set(box.id, [self.chance.choice(("yes", "no"))], "string_array_value")
        session.set(session.find("multiselect")[0].id, [], "string_array_value")

    def click_area(self, session: Session) -> None:
        [frame] = session.find("component_instance")
        if self.kind == "plain":
            feature = self.chance.choice(AREAS)
            told = {"nama": "x", "provinsi": "y", "population": 1, "mpp": "yes"}
            value = {
                "last_active_drawing": {**feature, "properties": feature["properties"] | told}, "last_object_clicked": {"lat": -2.5, "lng": 118.0},
                "last_clicked": {"lat": -2.5, "lng": 118.0}, "zoom": 5,
            }  # fmt: skip
        else:
            level = _LEVEL.search(frame.json_args.replace('\\"', '"'))
            kode = self.chance.choice(AREAS)["properties"]["kode"]
            kode = kode[:2] if level and level[1] == "provinsi" else kode
            properties = {"kode": kode, "click": time.time_ns() // 1_000_000}
            value = {"last_active_drawing": {"type": "Feature", "properties": properties}}
        session.set(frame.id, value, "json_value")


ACTIONS = {"ours": ("province", "day", "click"), "plain": ("province", "status", "click")}
"""The plain app has no date: its filter by status stands for it."""
_CHOICES = {
    "province": Guest.choose_province, "day": Guest.choose_day,
    "status": Guest.choose_status, "click": Guest.click_area,
}  # fmt: skip
AREAS = json.loads((ROOT / "data/boundaries/kabkota.geojson").read_bytes())["features"]


async def get(url: str, cookies: str = "") -> tuple[dict[str, list[str]], bytes]:
    """Headers (names in lower case) and body as they come over the line, compressed or not."""
    parts = urlsplit(url)
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            told = f"Cookie: {cookies}\r\n" if cookies else ""
            # Of the page itself the text is wanted.
            encodings = "identity" if url.endswith("/") else "gzip, deflate, br"
            writer.write(
                f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{told}"
                f"Accept-Encoding: {encodings}\r\nConnection: close\r\n\r\n".encode()
            )
            raw = await reader.read()
        finally:
            writer.close()
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    if " 503" in first:
        raise Later(f"{parts.path}: {first}")
    if " 200" not in first:
        raise OSError(f"{parts.path}: {first}")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.lower(), []).append(value.strip())
    return headers, body


async def gather(
    url: str, kind: str, count: int, seconds: float, *, pause: float = 5.0, ramp: float = 5.0,
    fetch: bool = True, seed: int = 1,
) -> list[Guest]:  # fmt: skip
    """Let ``count`` guests come within ``ramp`` seconds and stay until ``seconds`` after that.

    Those who still wait half a minute later are noted with the error ``Unanswered`` and the
    time they have waited.
    """
    guests = [Guest(url, kind, random.Random(seed * 1000 + n), pause, fetch) for n in range(count)]
    until = time.monotonic() + ramp + seconds
    work = [
        asyncio.create_task(guest.stay(ramp * number / count, until))
        for number, guest in enumerate(guests)
    ]
    _, late = await asyncio.wait(work, timeout=ramp + seconds + 30.0)
    now = time.monotonic()
    for guest in guests:
        if guest.busy:
            action, began = guest.busy
            guest.waits.append(Wait(action, began, now - began, error="Unanswered"))
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    return guests
