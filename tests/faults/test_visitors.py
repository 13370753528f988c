"""Many visitors, hostile ones, and ones that go: every page is finished, the process lives."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import signal
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from editors import CLIENT_SECRET, COOKIE_SECRET, EDITOR, sign_in, write_secrets
from ports import find_port
from running import PATIENCE, RunningApp, do
from session import Session, open_session
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus

from mppgeo.base.budgets import BUSY, SESSIONS_LEFT
from mppgeo.scene.view import PARAMETERS, View, from_query
from mppgeo.serving.memory import EVERY


@pytest.fixture(scope="module")
def running(tmp_path_factory, make_country):
    """One app for this file, with signing in and metrics."""
    folder = tmp_path_factory.mktemp("visitors")
    country = make_country(folder / "data")
    country.write_mpp(country.mpp("35.10", "2023-10-31"), country.mpp("72.71", "2024-05-20"))
    metrics = f"127.0.0.1:{find_port()}"
    settings = {"MPPGEO_DATA": str(country.folder), "MPPGEO_METRICS": metrics}
    app = RunningApp(folder, settings, "--secrets.files", str(write_secrets(folder)))
    app.metrics = f"http://{metrics}"
    yield app
    app.stop()


async def visit(app, page: str = "", query: str = "") -> str:
    async with Session(app.url, page, query) as session:
        assert (await session.rerun()).finished
        return session.read()


def test_fifty_that_open_at_once_all_get_their_page_and_the_latest_find_theirs_again(running):
    async def is_kept(name: str) -> bool:
        async with Session(running.url, query="lang=en", resume=name) as session:
            assert (await session.rerun()).finished
            return session.session_id == name

    async def open_and_return():
        opened = await asyncio.gather(
            *(open_session(running.url, query=f"lang=en&x={n}") for n in range(50))
        )
        for session in opened:
            session.leave()
        names = [session.session_id for session in opened]
        # Whoever is there again is one of the latest.
        for name in names[: 50 - SESSIONS_LEFT]:
            if not await is_kept(name):
                return [session.read() for session in opened], await is_kept(names[-1])
            await asyncio.sleep(EVERY / 5)

    texts, last_is_kept = do(open_and_return())
    assert len(texts) == 50 and all("MPP" in text for text in texts)
    assert last_is_kept
    assert running.errors() == []


def test_a_visitor_who_leaves_in_the_midst_disturbs_nobody(running):
    async def leave_and_stay():
        for number in range(20):
            session = Session(running.url, "profil", "provinsi=35")
            await session.__aenter__()
            await session.send()
            if number % 2:
                await session.socket.recv()
            session.leave()
        return await visit(running, "profil", "lang=en&provinsi=35")

    assert "1 of 3 areas" in do(leave_and_stay())
    assert running.errors() == []


ODD = [
    "", "0", "-1", "1e999", "NaN", "null", "true", "35", "35.10", "35.10,72", "99.99", "2024-02-30",
    "2024-05-01", "0001-01-01", "9999-12-31", "<script>alert(1)</script>", "{0}", "{name}", "%s%n",
    "' OR 1=1 --", "../../etc/passwd", "\x00", "\ud7ff", "🙂" * 50, "a" * 5000, "‮abc", "\r\nX: y",
    "[](javascript:alert(1))", "$\\infty$", "id", "en", "presentasi", "kabkota", "provinsi", "508",
]  # fmt: skip


def invent_query(chance: random.Random) -> list[tuple[str, str]]:
    """A query that mixes what is known with what is odd."""
    names = [*PARAMETERS, "x", "__proto__", "lang", ""]
    pairs = []
    for _ in range(chance.randint(1, 6)):
        value = chance.choice(ODD)
        if chance.random() < 0.3:
            value += chance.choice(ODD) + chr(chance.randint(1, 0xD7FF))
        pairs.append((chance.choice(names), value))
    return pairs


def test_ten_thousand_hostile_queries_give_a_view_that_can_be_linked(country):
    chance, regions, today = random.Random(2026), country.load().regions, dt.date(2026, 6, 1)
    for _ in range(10_000):
        query: dict[str, list[str]] = {}
        for name, value in invent_query(chance):
            query.setdefault(name, []).append(value)
        view, _ = from_query(query, regions, today=today)
        assert isinstance(view, View)
        again, notices = from_query(
            {k: v if isinstance(v, list) else [v] for k, v in view.to_query().items()},
            regions, today=today,
        )  # fmt: skip
        assert again == view and not notices


def test_hostile_queries_over_a_session_never_fail_a_page(running):
    pages = ["", "linimasa", "perubahan", "tahapan", "data", "profil", "tidak-ada", "tentang"]

    async def torment():
        chance = random.Random(7)
        async with Session(running.url) as session:
            await session.rerun()
            for number in range(160):
                query = urllib.parse.urlencode(invent_query(chance), errors="replace")
                page = pages[number // 20 % len(pages)]
                await session.send(
                    page=page, query=query if number % 5 else query.replace("=", "%")
                )
                await session.receive()
                assert not session.find("exception"), query
                assert "administrator" not in session.read(), query

    do(torment())
    assert running.errors() == []


def test_garbage_on_the_line_ends_that_line_alone(running):
    async def torment():
        for body in (b"", b"\xff" * 100, b"\x00" * 5000, "text"):
            async with Session(running.url) as session:
                await session.socket.send(body)
                await asyncio.wait_for(session.socket.wait_closed(), PATIENCE) if body else None
        return await visit(running)

    assert "MPP" in do(torment())


def test_nobody_else_may_open_a_line_or_send_a_file(running):
    async def open_from(origin: str):
        async with Session(running.url, origin=origin) as session:
            await session.rerun()

    for origin in ("http://lain.example", "http://localhost:1", "null", "http://127.0.0.1"):
        with pytest.raises(InvalidStatus) as refused:
            do(open_from(origin))
        assert refused.value.response.status_code == 403

    async def find_session():
        async with Session(running.url) as session:
            await session.rerun()
            return await asyncio.to_thread(put, session.session_id)

    def put(session_id: str) -> int:
        request = urllib.request.Request(
            f"{running.url}/_stcore/upload_file/{session_id}/a", b"x", method="PUT"
        )
        try:
            return urllib.request.urlopen(request).status
        except urllib.error.HTTPError as error:
            return error.code

    assert do(find_session()) == 403


def take_cookie(app) -> str:
    """The cookie of a browser that has seen the page."""
    return app.get("/_stcore/health")[1]["set-cookie"].split(";")[0]


def send_file(app, session_id: str, cookie: str, name: str, method: str = "PUT") -> int:
    """Send or take back a file of 10 MB as the page does; the status."""
    form = (
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n%b\r\n--x--\r\n'
    )
    request = urllib.request.Request(
        f"{app.url}/_stcore/upload_file/{session_id}/{name}",
        form % (b"x" * 10_000_000) if method == "PUT" else None,
        {
            "Cookie": cookie,
            "X-Xsrftoken": cookie.split("=", 1)[1],
            "Content-Type": "multipart/form-data; boundary=x",
        },
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_files_are_taken_from_their_own_browser_where_a_box_is_and_not_too_many(running):
    own, other = take_cookie(running), take_cookie(running)

    async def send(session, name: str, cookie: str = own, method: str = "PUT") -> int:
        return await asyncio.to_thread(send_file, running, session.session_id, cookie, name, method)

    async def visit_pages() -> None:
        async with Session(running.url, headers={"Cookie": own}) as session:
            await session.rerun()
            assert await send(session, "a") == 403, "there is no box"
            await session.rerun(page="data")
            assert [await send(session, name) for name in "abc"] == [204, 204, 413]
            assert await send(session, "a", method="DELETE") == 204
            assert await send(session, "c") == 204
            for method in ("PUT", "DELETE"):
                assert await send(session, "c", other, method) == 403, "a stranger with the name"
            # What was sent goes with the page that it was sent to.
            await session.rerun(page="tentang")
            assert await send(session, "d") == 403
            await session.rerun(page="data")
            assert await send(session, "d") == 204

    do(visit_pages())
    assert running.errors() == []


def find_commands(app) -> list[int]:
    """Processes of the command line that the app has started."""
    children = Path(f"/proc/{app.process.pid}/task").glob("*/children")
    numbers = [int(number) for path in children for number in path.read_text().split()]
    return [number for number in numbers if "brief" in read_command(number)]


def read_command(number: int) -> list[str]:
    """The words of a process; [] where it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{number}/cmdline").read_text().split("\0")
    return []


def test_decks_of_all_provinces_are_made_for_one_after_the_other_and_for_nobody_who_left(running):
    async def open_forms(session) -> None:
        await session.rerun()
        session.set(session.popovers["More"], True)
        await session.rerun()

    async def press(session) -> None:
        [button] = session.find("button", "b_bundle")
        session.set(button.id, True, "trigger_value")
        # The page is drawn again at once, to follow.
        await session.send()
        while not session.find("button", "b_bundle_cancel"):
            await session.receive()

    def queue(session) -> str:
        return " ".join(one.text for one in session.find("progress"))

    async def queue_up() -> None:
        first = await Session(running.url, query="lang=en").__aenter__()
        await open_forms(first)
        await press(first)
        while not find_commands(running):
            await asyncio.sleep(0.05)
        async with Session(running.url, query="lang=en&penyebut=514") as second:
            await open_forms(second)
            await press(second)
            assert "number 1 in the queue" in queue(second)
            [process] = find_commands(running)
            first.leave()
            while process in find_commands(running):
                await asyncio.sleep(0.1)
            while not second.find("download_button", "b_bundle_save"):
                await asyncio.sleep(0.3)
                await second.rerun()
        assert find_commands(running) == []

    do(asyncio.wait_for(queue_up(), 4 * PATIENCE))
    assert running.errors() == []


def test_of_many_files_asked_for_at_once_some_are_made_and_the_others_refused_in_a_sentence(
    running,
):
    async def ask() -> list:
        async with Session(running.url, query="lang=en") as session:
            await session.rerun()
            [button] = session.find("download_button", "b_pptx_layar")
            for number in range(4):
                message = BackMsg()
                asked = message.backend_operation_request
                asked.request_id, asked.session_id = f"{number}", session.session_id
                asked.deferred_file.file_id = button.deferred_file_id
                await session.socket.send(message.SerializeToString())
            answers = []
            while len(answers) < 4:
                message = ForwardMsg()
                message.ParseFromString(await session.socket.recv())
                if message.HasField("backend_operation_response"):
                    answers.append(message.backend_operation_response)
            return answers

    answers = do(asyncio.wait_for(ask(), 4 * PATIENCE))
    assert [answer.error_msg for answer in answers[:2]] == [BUSY, BUSY]
    assert all(answer.deferred_file.url for answer in answers[2:])
    assert running.errors() == []


def test_the_log_names_no_person_no_machine_and_no_secret(running):
    async def work_as_editor():
        headers = {"Cookie": sign_in(running), "X-Request-ID": "kantor-0001.abc"}
        query = "lang=en&cari=nama-orang-rahasia&x=nama-orang-rahasia"
        async with Session(running.url, "data", query, headers=headers) as session:
            await session.rerun()
            return session.read()

    assert EDITOR in do(work_as_editor())
    running.get("/tidak-ada?nama=nama-orang-rahasia")
    running.get("/nama-orang-rahasia/x")
    written = running.log.read_text()
    for secret in (EDITOR, COOKIE_SECRET, CLIENT_SECRET, "nama-orang-rahasia"):
        assert secret not in written
    after_start = [one for one in running.lines() if one["event"] in {"rerun", "request"}]
    assert all("127.0.0.1" not in str(one) for one in after_start)
    [rerun] = [one for one in after_start if one.get("request") == "kantor-0001.abc"
               and one["event"] == "rerun"]  # fmt: skip
    assert rerun["page"] == "data" and len(rerun["session"]) == 8


def test_metrics_stand_on_their_own_address_only(running):
    async def look_while_open():
        async with Session(running.url) as session:
            await session.rerun()
            return await asyncio.to_thread(
                lambda: urllib.request.urlopen(running.metrics).read().decode()
            )

    text = do(look_while_open())
    found = {
        line.split()[0]: float(line.split()[1]) for line in text.splitlines() if line[0] != "#"
    }
    assert found["mppgeo_sessions_open"] >= 1
    assert found['mppgeo_rerun_seconds_count{page="peta"}'] >= 1
    assert 0 <= found["mppgeo_data_age_seconds"] < 60
    assert found["process_resident_memory_bytes"] > 1e7
    for path in ("/_stcore/metrics", "/metrics"):
        assert b"sessions" not in running.get(path)[2]


def test_told_to_end_it_ends_cleanly_with_visitors_present(running):
    """The last test of this file: the app is gone after it."""

    async def stay():
        sessions = [await Session(running.url).__aenter__() for _ in range(3)]
        for session in sessions:
            await session.send()
        code = await asyncio.to_thread(running.end, signal.SIGTERM)
        for session in sessions:
            session.leave()
        return code

    assert do(stay()) == 0
    assert running.lines()[-1]["event"] in {
        "ended",
        f"Finished server process [{running.process.pid}]",
    }
    assert running.errors() == []
