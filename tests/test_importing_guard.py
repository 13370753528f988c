"""Files are read in a process apart: its limits, what it knows, and what is left of it."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from import_files import HEADER, make_plan, new_row, to_csv, to_xlsx
from pydantic import TypeAdapter
from streamlit.testing.v1 import AppTest

from mppgeo.base.language import Language
from mppgeo.base.names import squeeze
from mppgeo.base.paths import PROJECT
from mppgeo.base.refusal import ImportRefused
from mppgeo.country.regions import read_regions
from mppgeo.importing import guard
from mppgeo.importing.columns import describe_columns
from mppgeo.importing.guard import ReaderBroke, ReadingBusy, ReadingLimits, plan_guarded
from mppgeo.importing.sheets import clean
from mppgeo.records.schema import RECORDS
from mppgeo.records.values import Urls
from mppgeo.store.files import FileStore

BODY = to_csv(["Kode", "Layanan"], ["35.10", "240"])
MANY = to_csv(HEADER, *(new_row(name=f"MPP {n}") for n in range(15_000)))


@pytest.fixture
def plan(known):
    """Read a file for a country as the app does."""
    regions, _ = read_regions(known.folder / "regions.csv")

    def read(body: bytes = BODY, store=None, **options):
        store = store or FileStore(known.folder)
        return plan_guarded(body, store=store, source="a", regions=regions, **options)

    return read


def test_the_plan_is_the_same_but_for_the_cells(known, plan):
    for body in (BODY, to_xlsx(["Kode", "Layanan"], ["35.10", 240], ["35.1", 3], ["x", 4])):
        for choices in ({}, {2: "35.10"}):
            own = make_plan(known, body, source="a", choices=choices)
            sheet = replace(own.header.sheet, rows=())
            assert plan(body, choices=choices) == replace(
                own, header=replace(own.header, sheet=sheet)
            )
    with pytest.raises(ImportRefused) as refused:
        plan(b"%PDF-1.7")
    assert str(refused.value) == "The file is neither a CSV nor an Excel workbook (.xlsx)."


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        (BODY, ReadingLimits(seconds=0.001)),
        (MANY, ReadingLimits(seconds=60, processor_seconds=1)),
        (MANY, ReadingLimits(seconds=60, megabytes=3)),
    ],
    ids=["clock", "processor", "memory"],
)
def test_what_takes_too_much_is_ended_and_the_next_file_is_read(plan, body, limits):
    with pytest.raises(ImportRefused) as refused:
        plan(body, limits=limits)
    assert refused.value.sentence == guard.TOO_HEAVY
    assert "{" not in refused.value.explain(Language("id"))
    assert plan().changed


def test_the_reader_has_one_thread_and_no_secrets(plan, monkeypatch):
    guard._server.end()
    monkeypatch.setenv("MPPGEO_DATABASE_URL", "postgresql+psycopg://user:secret@127.0.0.1:1/z")
    plan()
    process = Path("/proc", str(guard._server._process.pid))
    assert b"MPPGEO" not in (process / "environ").read_bytes()
    # Forking copies the locks of other threads, and nobody opens them again.
    assert len(list((process / "task").iterdir())) == 1


def test_a_reader_that_was_killed_is_started_anew(plan):
    plan()
    killed = guard._server._process
    killed.send_signal(signal.SIGKILL)
    assert plan().changed and guard._server._process.pid != killed.pid


def test_the_reader_ends_with_its_server(known):
    code = textwrap.dedent(
        f"""
        from pathlib import Path
        from mppgeo.importing import guard
        from mppgeo.country.regions import read_regions
        from mppgeo.store.files import FileStore
        folder = Path({str(known.folder)!r})
        regions, _ = read_regions(folder / "regions.csv")
        guard.plan_guarded({BODY!r}, store=FileStore(folder), source="a", regions=regions)
        print(guard._server._process.pid)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, timeout=180
    )
    process = Path("/proc", done.stdout.decode().strip())
    assert done.stderr == b"" and process.name.isdigit()
    until = time.monotonic() + 60
    while process.exists() and "State:\tZ" not in (process / "status").read_text():
        assert time.monotonic() < until
        time.sleep(0.05)


class Held(FileStore):
    """A store that answers when it is let."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked, self.answer = threading.Semaphore(0), threading.Event()

    def read_rows(self, table):
        self.asked.release()
        self.answer.wait(300)
        return super().read_rows(table)


def test_few_files_are_read_at_once_and_few_wait(known, plan, monkeypatch):
    monkeypatch.setattr(guard, "_PATIENCE", 0.05)
    store, found = Held(known.folder), []
    threads = [
        threading.Thread(target=lambda: found.append(plan(store=store)))
        for _ in range(guard._AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert store.asked.acquire(timeout=180)
    with pytest.raises(ReadingBusy):
        plan()
    with monkeypatch.context() as full, pytest.raises(ReadingBusy):
        # Nobody may wait any more.
        full.setattr(guard, "_PATIENCE", 600)
        full.setattr(guard, "_waiting", threading.Semaphore(0))
        plan()
    store.answer.set()
    for thread in threads:
        thread.join(60)
    assert len(found) == guard._AT_ONCE and plan().changed


def test_what_the_store_says_and_what_is_wrong_in_the_reader_is_not_lost(known, plan):
    class Down(FileStore):
        def read_rows(self, table):
            raise OSError(5, "no disk", "mpp.csv")

    class Odd(FileStore):
        def read_rows(self, table):
            return [None]

    with pytest.raises(OSError, match="no disk"):
        plan(store=Down(known.folder))
    with pytest.raises(ReaderBroke, match="AttributeError"):
        plan(store=Odd(known.folder))
    assert plan().changed


def run_page(dataset, body, asked):
    import streamlit as st

    from mppgeo.base.refusal import ImportRefused
    from mppgeo.ui import importing

    try:
        importing._plan(dataset, body, asked, None)
        st.write("planned")
    except ImportRefused as refused:
        st.write(str(refused))


@pytest.mark.parametrize(
    ("refusal", "read"), [(ImportRefused("No."), 1), (None, 1), (ReadingBusy("Busy."), 3)]
)
def test_a_rerun_reads_neither_a_plan_nor_a_refusal_again(known, monkeypatch, refusal, read):
    from mppgeo.ui import importing

    count = []

    def plan_or_refuse(body, **options):
        count.append(body)
        if refusal:
            raise refusal
        return make_plan(known, body)

    monkeypatch.setattr(importing, "plan_guarded", plan_or_refuse)
    asked = importing._Asked(b"1", "a.csv", None, (), (), "")
    page = AppTest.from_function(run_page, args=(known.load(), BODY, asked))
    for _ in range(3):
        page.run()
        assert [one.value for one in page.markdown] == [str(refusal) if refusal else "planned"]
    assert len(count) == read


# --- growth ---------------------------------------------------------------------------

HOSTILE = [
    "|",
    "t",
    "(",
    "[",
    " ",
    "1",
    "1.",
    "a.",
    "kab ",
    "http://a ",
    "\u00a8",
    "(a",
    "a,",
    "\u0301",
]


def take_time(work, *args) -> float:
    """Processor seconds, the least of some tries."""
    found = []
    for _ in range(2):
        start = time.process_time()
        work(*args)
        found.append(time.process_time() - start)
    return min(found)


@pytest.mark.parametrize("sign", HOSTILE, ids=repr)
def test_a_long_text_in_any_column_costs_no_more_than_its_length(known, sign):
    """Eight times the input: eight times the work, sixty-four times if it were squared."""
    described = describe_columns(RECORDS["mpp"])
    columns, examples = list(described), [column.example for column in described.values()]

    def read(length: int) -> None:
        text = (sign * length)[:length] + "<"
        # A row whose area is clear, so that its cells are read, and one whose area is looked for.
        clear = {**dict.fromkeys(columns, text), "kode": "35.10", "kode_kabkota": "", "kabkota": ""}
        # Where all were of another kind, the column would be refused and no cell be read.
        usual = [examples, examples]
        body = to_csv(columns, list(clear.values()), [text] * len(columns), *usual)
        make_plan(known, body, table="mpp")

    assert take_time(read, 16_000) < 13 * take_time(read, 2_000)


def check_address(text: str) -> None:
    with pytest.raises(ValueError, match="web address"):
        TypeAdapter(Urls).validate_python(text)


@pytest.mark.parametrize(
    "work",
    [
        lambda n: clean("a" + "\u0301" * n + "\u0316" * n),
        lambda n: squeeze.__wrapped__("kab " * n),
        lambda n: check_address("http://" + "a." * n + "<"),
    ],
    ids=["marks", "kinds", "addresses"],
)  # fmt: skip
def test_patterns_are_linear(work):
    assert take_time(work, 32_000) < 24 * take_time(work, 4_000)
