"""Visitors who ask for what costs most, beside those who only look: what the latter notice.

Each attacker goes on until it is told to end: heavy files and their previews, decks of dates that
nobody asked for, decks of all provinces left half made, exact solutions. What the app refuses is
counted and no error; what never comes is.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
import random
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from crowd import DAYS, get
from openpyxl import Workbook
from processes import find_family, read_memory
from session import PATIENCE, NotMade, Session, press_download, upload

LOOK_EVERY = 0.5
RECOVERED = 10.0
"""Seconds after which an attack may not be felt any more."""
PAGE = 1.0
"""Seconds in which a page opens on a server that is at rest."""
NEAR = 1.1
"""Times the memory of before that counts as the same."""


@dataclass
class Siege:
    """What attackers got.

    Attributes
    ----------
    done, refused, failed : times by kind of attack.
    memory : MB of one replica with all that it started, at its highest (PSS).
    """

    done: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    memory: float = 0.0


@dataclass(frozen=True)
class Recovery:
    """Seconds until all was as before; NaN = not within the patience; and MB before and after."""

    health: float
    page: float
    memory: float
    before: float
    after: float


def make_files() -> list[tuple[str, bytes]]:
    """Small files that take long to read, and a large valid one."""
    rows = "".join(
        f"35.10,MPP Kabupaten Banyuwangi,2024-{n % 12 + 1:02}-{n % 28 + 1:02},beroperasi,x{n},https://example.go.id/{n}\n"
        for n in range(50_000)
    )
    head = "Kode,Nama MPP,Tanggal,Status,Pelapor,Sumber\n"
    links = f"{head}35.10,x,2024-01-01,beroperasi,x,{'|' * 40_000}\n"
    return [
        ("rows.csv", (head + rows).encode()),
        ("links.csv", links.encode()),
        ("formats.xlsx", make_workbook("[" * 60_000)),
        ("text.xlsx", make_workbook("0", text="x" * 9_000_000)),
    ]


def make_workbook(form: str, text: str = "x") -> bytes:
    """A workbook with a number format and a text of whatever length."""
    book = Workbook()
    book.active.append(["Kode", "Nama MPP", "Tanggal", "Status", "Pelapor", "Sumber"])
    for _ in range(50):
        book.active.append(["35.10", "mark-text", 1, "beroperasi", "x", "https://example.go.id"])
    book.active["C2"].number_format = "mark-form"
    plain, made = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name).replace(b"mark-form", form.encode())
            new.writestr(name, body.replace(b"mark-text", text.encode()))
    return made.getvalue()


async def besiege(url: str, attackers: int, until: float, pids: Sequence[int]) -> Siege:
    """Let so many attackers work until a moment (monotonic), watching the replicas ``pids``."""
    siege = Siege()
    kinds = itertools.cycle(KINDS.items())
    work = [
        asyncio.create_task(attack(url, kind, work, random.Random(n), until, siege))
        for n, (kind, work) in zip(range(attackers), kinds, strict=False)
    ]
    while time.monotonic() < until:
        siege.memory = max([siege.memory, *map(read_family, pids)])
        await asyncio.sleep(LOOK_EVERY)
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    return siege


async def ask_once(url: str) -> None:
    """Every kind of attack, one after the other."""
    for kind, work in KINDS.items():
        await attack(url, kind, work, random.Random(0), time.monotonic() + 0.1, Siege())


async def attack(
    url: str, kind: str, work: Callable, chance: random.Random, until: float, siege: Siege
) -> None:
    """One attacker: the same again and again, each time as a visitor who has just come."""
    while time.monotonic() < until:
        try:
            async with come(url) as session:
                await work(session, chance)
        except Refused:
            count(siege.refused, kind)
        except Exception as error:
            count(siege.failed, f"{kind}: {type(error).__name__}")
        else:
            count(siege.done, kind)
        # A server that refuses at once is not asked faster than a person can press.
        await asyncio.sleep(0.2)


def count(times: dict[str, int], kind: str) -> None:
    times[kind] = times.get(kind, 0) + 1


class Refused(Exception):
    """The app says that it is too much, or that the file is none of its own."""


@contextlib.asynccontextmanager
async def come(url: str) -> AsyncIterator[Session]:
    """A session with the cookies of a browser that has seen the page; it goes without a word."""
    cookies: dict[str, str] = {}
    for path in ("/", "/_stcore/health"):
        headers, _ = await get(f"{url}{path}", write_cookies(cookies))
        for line in headers.get("set-cookie", []):
            cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
    session = await Session(url, headers={"Cookie": write_cookies(cookies)}).__aenter__()
    try:
        yield session
    finally:
        session.leave()


def write_cookies(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


async def send_files(session: Session, chance: random.Random) -> None:
    """Upload a file and have it previewed."""
    name, body = chance.choice(FILES)
    await session.rerun(page="data")
    try:
        await upload(session, name, body)
    except urllib.error.HTTPError as error:
        if error.code in (403, 413, 503):
            raise Refused from error
        raise
    if session.find("exception"):
        raise RuntimeError("the script failed")
    if session.find("alert"):
        raise Refused


async def ask_for_decks(session: Session, chance: random.Random) -> None:
    """Have a deck made of a day that nobody asked for."""
    await session.rerun(query=f"tanggal={chance.choice(DAYS)}")
    try:
        await press_download(session, "b_pptx_layar")
    except NotMade as refused:
        raise Refused from refused


async def ask_for_bundles(session: Session, chance: random.Random) -> None:
    """Have the decks of all provinces begun, and leave."""
    await session.rerun(query=f"tanggal={chance.choice(DAYS)}")
    session.set(session.popovers["Lainnya"], True)
    await session.rerun()
    [button] = session.find("button", "b_bundle")
    session.set(button.id, True, "trigger_value")
    await session.send()
    async with asyncio.timeout(PATIENCE):
        while not session.find("button", "b_bundle_cancel"):
            await session.receive()
    await asyncio.sleep(chance.uniform(1.0, 5.0))


async def solve_exactly(session: Session, chance: random.Random) -> None:
    """Ask for the exact solution of another day and distance."""
    query = f"tanggal={chance.choice(DAYS)}&metode=eksak&km={chance.choice((10, 25, 50))}"
    told = await session.rerun(page="prioritas", query=query)
    if not told.finished or session.find("exception"):
        raise RuntimeError("the script failed")


KINDS = {
    "files": send_files,
    "decks": ask_for_decks,
    "decks of all provinces": ask_for_bundles,
    "exact solutions": solve_exactly,
}
FILES = make_files()


def read_family(pid: int) -> float:
    """MB of a process with all that it started."""
    return sum(map(read_memory, find_family(pid)))


async def recover(url: str, before: float, pids: Sequence[int], patience: float) -> Recovery:
    """Wait until health, page and memory are as before.

    Parameters
    ----------
    before : MB of all replicas before the attack.
    """
    began, found, memory = time.monotonic(), {}, before

    async def is_healthy() -> bool:
        await get(f"{url}/healthz")
        return True

    async def is_quick() -> bool:
        since = time.monotonic()
        async with Session(url) as session:
            told = await session.rerun()
        return told.finished and time.monotonic() - since <= PAGE

    async def is_small() -> bool:
        nonlocal memory
        memory = sum(map(read_family, pids))
        return memory <= NEAR * before

    conditions = {"health": is_healthy, "page": is_quick, "memory": is_small}
    while len(found) < len(conditions) and time.monotonic() - began < patience:
        for name, holds in conditions.items():
            with contextlib.suppress(OSError, TimeoutError):
                if name not in found and await holds():
                    found[name] = time.monotonic() - began
        await asyncio.sleep(LOOK_EVERY)
    seconds = [found.get(name, float("nan")) for name in conditions]
    return Recovery(*seconds, before, memory)
