"""The weekly page: what a week of the journal comes to, its one sheet, its letters."""

from __future__ import annotations

import datetime as dt
import email
import io
import ssl
import subprocess
from email import policy

import openpyxl
import pypdfium2
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from import_files import to_csv
from ports import find_port
from pydantic import ValidationError
from test_import_page import upload
from test_pages import checked, html_of, open_app

from mppgeo.base.language import Language
from mppgeo.briefing.pack import write_pack
from mppgeo.briefing.post import MailRefused, read_server, send_letters
from mppgeo.briefing.weekly import gather_week, list_tables, make_figures, make_scene, make_weekly
from mppgeo.content.open_tables import TABLES
from mppgeo.content.sentences.week import name_some
from mppgeo.content.weekly_tables import TABLE_NAMES
from mppgeo.records.people import Recipient
from mppgeo.records.schema import RECORDS, is_private
from mppgeo.scene.scene import Scene
from mppgeo.scene.view import View
from mppgeo.store.files import FileStore
from mppgeo.store.journal import LOAD, UNDO, Change, Entry, RowChange
from mppgeo.store.netting import sum_up
from mppgeo.ui import history, importing, weekly

LAST = dt.date(2026, 11, 22)
FIRST = dt.date(2026, 11, 16)
NOON = dt.datetime(2026, 11, 18, 5, tzinfo=dt.UTC)
MARKER = "rahasia.kantor@example.go.id"


def journal(*changes, at: dt.datetime = NOON, table: str = "mpp", kind: str = "import"):
    """Entries of one row each: before, after."""
    return [
        Entry(number, at, Change(table, (RowChange(*change),), kind=kind))
        for number, change in enumerate(changes, start=1)
    ]


def told(entries):
    return [(one.what, *one.areas) for one in sum_up(entries, FIRST, LAST)]


# --- the journal -------------------------------------------------------------------------


def test_a_row_is_told_once_as_the_week_found_and_left_it(country):
    a, b = country.mpp("35.10", "2020-01-06"), country.mpp("72.71", "2021-01-04")
    c, d = a | {"alamat": "Jl. A"}, a | {"alamat": "Jl. B"}
    twice = sum_up(journal((a, c), (c, d)), FIRST, LAST)
    assert [one.list_columns() for one in twice] == [["alamat"]]
    assert (twice[0].row.before, twice[0].row.after) == (a, d)
    assert told(journal((None, a), (a, c), (None, b))) == [("added", "35.10"), ("added", "72.71")]
    # What is again as it was, and what came and went, is no change.
    assert told([*journal((a, c)), *journal((c, a), kind=UNDO)]) == []
    assert told(journal((None, a), (a, None))) == []
    # Removed and entered again otherwise: changed.
    assert told(journal((a, None), (None, c))) == [("changed", "35.10")]
    assert told(journal((a, c), (c, None))) == [("removed", "35.10")]
    renamed = a | {"nama_mpp": "MPP Baru"}
    [one] = sum_up(journal((a, renamed), (renamed, renamed | {"catatan": "1"})), FIRST, LAST)
    assert one.list_columns() == ["nama_mpp", "catatan"]
    # The same facts in another form.
    assert told(journal((a, a | {"alamat": " "}))) == []


def test_a_week_has_the_days_of_western_indonesia_and_no_first_loading(country):
    a = country.mpp("35.10", "2020-01-06")
    midnight = dt.datetime(2026, 11, 15, 17, tzinfo=dt.UTC)
    second = dt.timedelta(seconds=1)
    for at, inside in (
        (midnight - second, False),
        (midnight, True),
        (midnight + dt.timedelta(days=7) - second, True),
        (midnight + dt.timedelta(days=7), False),
    ):
        assert bool(told(journal((None, a), at=at))) is inside
    assert told(journal((None, a), kind=LOAD)) == []
    assert told(journal((None, {"wilayah": "35", "surel": MARKER}), table="recipients")) == []
    assert told(journal((None, a), table="of_another_version")) == []


def test_names_that_are_many_are_counted_by_province(country, english):
    names, codes = country.names, ["35.10", "35.07", "72.71", "35.73", "72.10", "31.71"]
    assert name_some(codes[:2], names, english, most=2) == "Kab. Banyuwangi and Kab. Malang"
    assert name_some(codes[:2] + codes[3:4], names, english, most=1) == (
        "Kab. Banyuwangi and 2 others"
    )
    assert name_some(codes, names, english, most=1) == "Jawa Timur 3 and 2 other provinces"
    assert name_some([], names, english, most=1) == ""


# --- the page ----------------------------------------------------------------------------


@pytest.fixture
def busy(commanded):
    """Four MPPs and a trial; reports of the week, of before and of long ago."""
    country = commanded
    opened = ("35.10", "35.07", "35.73", "72.10")
    country.write_mpp(*(country.mpp(kode, "2020-01-06") for kode in opened))

    def report(kode: str, day: str, status: str):
        return country.row_of_mpp(kode, tanggal=day, status=status, pelapor="Ani")

    country.write_table(
        "status_reports",
        report("35.10", "2026-11-16", "tidak aktif"),
        report("35.10", "2026-11-20", "beroperasi"),
        report("35.07", "2026-11-15", "terganggu"),
        report("72.10", "2026-01-05", "beroperasi"),
    )
    country.write_table("stage_events", country.event("72.71", "soft_launching", "2026-10-01"))
    store = FileStore(country.folder)
    row = country.row_of_mpp("35.73", tanggal="2026-11-02", status="beroperasi")
    store.save([Change("status_reports", (RowChange(None, row),), MARKER)])
    return country


def make(country, *places: str, lang: str = "en", entries=None):
    scene = Scene(country.load(), View(as_of=LAST, provinsi=places, lang=lang), LAST)
    return gather_week(make_scene(scene), entries or [])


def read_pdf(body: bytes) -> tuple[int, str]:
    pdf = pypdfium2.PdfDocument(body)
    text = " ".join(pdf[0].get_textpage().get_text_range().split())
    return len(pdf), text


def test_the_figures_of_a_week(busy):
    a = busy.mpp("35.10", "2020-01-06")
    week = make(busy, entries=journal((a, a | {"alamat": "Jl. A"}), (None, busy.mpp("72.71", ""))))
    figures = [(one.value, one.note) for one in make_figures(week)]
    assert figures == [
        ("1", "reported this week; 1 more still so"),
        # Of Kabupaten Sigi the last report is of January.
        ("1", "of 4 MPPs"),
        ("1", "1 soft launching"),
        ("2", "1 added, 1 changed"),
        ("6 Jan 2020", "2,512 days ago"),
    ]
    hindered = week.hindered[["kode", "said", "new", "now"]].to_numpy().tolist()
    assert hindered == [
        ["35.10", "tidak aktif", True, "beroperasi"], ["35.07", "terganggu", False, "terganggu"],
    ]  # fmt: skip
    assert [value for value, _ in ((f.value, f) for f in make_figures(make(busy, "72")))] == [
        "0", "1", "1", "0", "6 Jan 2020",
    ]  # fmt: skip
    assert set(TABLE_NAMES) == {name for name in RECORDS if not is_private(name)}


def test_the_page_of_a_province_with_room_lists_its_areas_without_an_mpp(busy):
    pages, text = read_pdf(make_weekly(make(busy, "72"), "pdf"))
    assert pages == 1
    assert "Kota Palu" in text.partition("Areas still without an MPP")[2]
    assert "Areas still without an MPP" not in read_pdf(make_weekly(make(busy), "pdf"))[1]


def test_a_full_week_is_one_sheet_in_both_languages_and_all_of_it_stands_in_the_tables(dataset):
    store = FileStore(dataset.boundaries_folder.parent)
    entries = [
        Entry(n, NOON, Change(name, tuple(RowChange(None, row) for row in store.read_rows(name))))
        for n, name in enumerate(TABLE_NAMES, start=1)
    ]
    rows = sum(len(entry.change.rows) for entry in entries)
    for lang in ("id", "en"):
        scene = make_scene(Scene(dataset, View(as_of=LAST, lang=lang, denominator=514), LAST))
        week = gather_week(scene, entries)
        assert len(week.own_changes) == rows > 3_000
        body = make_weekly(week, "pdf")
        pages, text = read_pdf(body)
        assert pages == 1 and Language(lang).number(rows) in text and "Jawa Timur" in text
    assert make_weekly(gather_week(scene, entries), "pdf") == body
    book = openpyxl.load_workbook(io.BytesIO(make_weekly(week, "xlsx")))
    assert book["perubahan_catatan"].max_row == rows + 1
    assert book["belum_melapor"].max_row == len(week.silent) + 1 > 200
    assert [table.name for table in list_tables(week)] == book.sheetnames


# --- addresses ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "ani", "ani@kantor", "ani@x.go.id\nBcc: b@x.go.id", "ani@x.go.id,b@x.go.id", "a b@x.go.id",
        "Ani <ani@x.go.id>", "\u212aantor@x.go.id", "ani@[127.0.0.1]", '"a"@x.go.id', ".a@x.go.id",
        f"{'a' * 250}@x.go.id",
    ],
)  # fmt: skip
def test_what_is_more_than_one_plain_address_is_refused(address):
    assert Recipient(wilayah="nasional", surel="ani.b@x.go.id").nama is None
    with pytest.raises(ValidationError):
        Recipient(wilayah="35", surel=address)


def write_recipients(country, *rows: tuple[str, str, str]):
    made = [dict(zip(("wilayah", "surel", "nama"), row, strict=True)) for row in rows]
    country.write_table("recipients", *made)


def test_addresses_are_imported_for_provinces_and_the_nation(commanded, run, tmp_path):
    path = tmp_path / "penerima.csv"
    head = ["Wilayah", "E-mail", "Nama"]
    rows = (["35", "jatim@x.go.id", "Biro"], ["Nasional", "pusat@x.go.id", ""])
    path.write_bytes(to_csv(head, *rows))
    code, out, err = run("import", path, "--table", "recipients", "--lang", "en")
    assert (code, err) == (0, ""), out
    kept = FileStore(commanded.folder).read_rows("recipients")
    assert [(row["wilayah"], row["surel"]) for row in kept] == [
        ("35", "jatim@x.go.id"), ("nasional", "pusat@x.go.id"),
    ]  # fmt: skip
    path.write_bytes(to_csv(head, ["99", "b@x.go.id", ""], ["35.10", "c@x.go.id", ""]))
    assert run("import", path, "--table", "recipients")[0] == 1


def test_nobody_but_editors_sees_an_address(busy, monkeypatch):
    store = FileStore(busy.folder)
    row = {"wilayah": "35", "surel": MARKER, "nama": "Bu Rahasia", "keterangan": ""}
    [entry] = store.save([Change("recipients", (RowChange(None, row),), "ani@example.go.id")])
    path = busy.folder / "records" / "recipients.csv"
    path.write_text(path.read_text() + "35,rahasia kantor,Bu Rahasia,\n")
    dataset = busy.load()
    assert len(dataset.records["recipients"]) == len(dataset.faults) == 1
    scene = Scene(dataset, View(as_of=LAST), LAST)
    cells = [
        str(table.frame.to_dict()) for table in (*[one.make(scene) for one in TABLES.values()],)
    ]
    assert not [text for text in cells if "ahasia" in text]
    pack = openpyxl.load_workbook(io.BytesIO(write_pack(scene)))
    assert not [
        c for s in pack for r in s.iter_rows(values_only=True) for c in r if "ahasia" in str(c)
    ]
    app = open_app("data", lang="en")
    app = checked(app.selectbox(key="h_number").set_value(entry.number).run())
    upload(app, to_csv(["wilayah", "surel", "nama"], ["35", MARKER, "Lain"]))
    app = checked(app.run())
    shown = html_of(app) + "".join(str(frame.value.to_dict()) for frame in app.dataframe)
    assert "ahasia" not in shown and "records/recipients.csv" in shown
    assert len([box for box in app.info if "personal data" in box.value]) == 1
    for module in (history, importing):
        monkeypatch.setattr(module, "find_editor", lambda: "ani@example.go.id")
    app = checked(app.run())
    assert [frame for frame in app.dataframe if MARKER in str(frame.value.to_dict())]


def test_editors_save_the_page_of_the_view(busy, monkeypatch):
    query = {"lang": "en", "tanggal": LAST.isoformat(), "provinsi": "35"}
    shown = open_app("pemantauan", **query).get("download_button")
    assert not [button for button in shown if "Weekly" in button.label]
    monkeypatch.setattr(weekly, "find_editor", lambda: "ani@example.go.id")
    app = open_app("pemantauan", **query)
    labels = [button.label for button in app.get("download_button")]
    assert [label for label in labels if label.startswith("Weekly")] == [
        "Weekly page, A4 (PDF)", "Weekly tables (XLSX)",
    ]  # fmt: skip


# --- letters -----------------------------------------------------------------------------


class Post:
    """A mail server that refuses one address and keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], email.message.EmailMessage]] = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("pindah"):
            return "550 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 OK"


@pytest.fixture
def post():
    handler = Post()
    handler.port = find_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port, ready_timeout=60)
    controller.start()
    yield handler
    controller.stop()


WEEKLY = ("brief", "--weekly", "--as-of", LAST.isoformat(), "--lang", "en")


def test_letters_go_to_those_of_the_table_and_one_refused_keeps_no_other_back(
    busy, run, tmp_path, post, monkeypatch
):
    hostile = "Ani\r\nBcc: jahat@example.com"
    write_recipients(
        busy,
        ("35", "ani@example.go.id", hostile),
        ("35", "pindah@example.go.id", "Biro Jatim"),
        ("72", "sulteng@example.go.id", ""),
        ("nasional", "pusat@example.go.id", "Deputi, Pelayanan"),
    )
    folder = tmp_path / "pekan"
    arguments = (*WEEKLY, "--all-provinces", "--out", folder)
    code, out, err = run(*arguments, "--send")
    assert code == 1 and "MPPGEO_SMTP_URL is not set" in err and not list(folder.glob("*.pdf"))
    monkeypatch.setenv("MPPGEO_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
    monkeypatch.setenv("MPPGEO_MAIL_FROM", "mpp@example.go.id")
    code, out, err = run(*arguments)
    assert (code, err) == (0, "") and "With --send it would be 4 letters" in out
    assert "Biro Jatim <pindah@example.go.id>: mpp-weekly-jawa-timur-2026-11-22.pdf" in out
    assert post.letters == []
    # Nation and three provinces, each as page and tables; an index.
    assert len(list(folder.iterdir())) == 2 * 4 + 1
    [index] = folder.glob("00-*.xlsx")
    sheet = openpyxl.load_workbook(index).active
    names = [row[-1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(names) == 4 and all((folder / name).exists() for name in names)

    code, out, err = run(*arguments, "--send")
    assert code == 1 and out.endswith("3 letters were sent.\n")
    assert err == "Biro Jatim <pindah@example.go.id>: not sent: 550 No such user here.\n"
    sent = {tuple(to): letter for to, letter in post.letters}
    assert set(sent) == {
        ("ani@example.go.id",),
        ("sulteng@example.go.id",),
        ("pusat@example.go.id",),
    }
    letter = sent["ani@example.go.id",]
    [address] = letter["To"].addresses
    assert (address.display_name, address.addr_spec) == (
        "Ani Bcc: jahat@example.com",
        "ani@example.go.id",
    )
    assert letter["Bcc"] is None and letter["From"] == "mpp@example.go.id"
    assert letter["Subject"] == "MPPs this week: Jawa Timur, 22 November 2026"
    files = [part.get_filename() for part in letter.iter_attachments()]
    assert files == [f"mpp-weekly-jawa-timur-2026-11-22.{form}" for form in ("pdf", "xlsx")]
    [page, _] = letter.iter_attachments()
    assert page.get_content() == (folder / files[0]).read_bytes()
    assert "Closed, disrupted or moved: 1 (reported this week" in letter.get_body().get_content()
    files = [part.get_filename() for part in sent["pusat@example.go.id",].iter_attachments()]
    assert files == [
        "mpp-weekly-indonesia-2026-11-22.pdf",
        "mpp-weekly-indonesia-2026-11-22.xlsx",
        index.name,
    ]

    post.letters.clear()
    assert (
        run(*WEEKLY, "--provinsi", "72", "--format", "pdf", "--out", folder / "a.pdf", "--send")[0]
        == 0
    )
    [(to, letter)] = post.letters
    assert to == ["sulteng@example.go.id"] and read_pdf((folder / "a.pdf").read_bytes())[0] == 1
    monkeypatch.setenv("MPPGEO_SMTP_URL", "smtp://127.0.0.1:1")
    code, out, err = run(*WEEKLY, "--provinsi", "35", "--out", folder, "--send")
    assert code == 1 and "127.0.0.1 cannot be used: Connection refused." in err
    assert "2 letters were not sent." in err and out.endswith("0 letters were sent.\n")


def test_a_password_goes_to_a_server_of_a_known_certificate_alone(tmp_path, monkeypatch):
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "2", "-subj", "/CN=kantor", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    given = []

    def let_in(server, session, envelope, mechanism, data):
        given.append((data.login, data.password))
        return AuthResult(success=True)

    handler = Post()
    controller = Controller(
        handler, hostname="127.0.0.1", port=find_port(), tls_context=context, require_starttls=True,
        auth_required=True, authenticator=let_in, ready_timeout=60,
    )  # fmt: skip
    controller.start()
    try:
        server = read_server(f"smtp+starttls://app:p%40ss@127.0.0.1:{controller.port}")
        letter = email.message.EmailMessage(policy=policy.SMTP)
        letter["From"], letter["To"] = "mpp@example.go.id", "ani@example.go.id"
        with pytest.raises(MailRefused, match="certificate verify failed"):
            list(send_letters(server, [letter]))
        assert given == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert [one.reason for one in send_letters(server, [letter, letter])] == ["", ""]
    finally:
        controller.stop()
    assert given == [(b"app", b"p@ss")] and len(handler.letters) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("brief", "--weeks", "3", "--format", "pdf"), ("brief", "--send", "--format", "pdf"), ("brief",),
        (*WEEKLY, "--format", "pptx"), (*WEEKLY, "--length", "satu"), (*WEEKLY, "--weeks", "0"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(run, tmp_path, arguments):
    code, _, err = run(*arguments, "--out", tmp_path)
    assert code == 2 and "--" in err and not list(tmp_path.iterdir())
