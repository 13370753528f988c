"""Reports that an editor types: planned over the records, conflicts row by row; and their form."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from dataclasses import replace

import pytest
from test_pages import checked, find, html_of, open_app, texts_of

from mppgeo.base.language import Language
from mppgeo.base.paths import PROJECT
from mppgeo.programme.reports import (
    BOTH,
    NO_REPORT,
    NO_STATUS,
    STATUS_GONE,
    Typed,
    find_earlier,
    find_reports,
    plan_reports,
    tell_conflict,
    tell_earlier,
    tell_objection,
)
from mppgeo.records.identity import make_key
from mppgeo.store.files import FileStore
from mppgeo.store.journal import REPORT, Change, RowChange, StoreError
from mppgeo.ui import reports
from mppgeo.ui.editor import explain_editing
from mppgeo.ui.markup import escape_markdown

DAY = dt.date(2026, 11, 16)
ENGLISH = Language("en")
ANI, BUDI = "ani@example.go.id", "budi@example.go.id"
HOSTILE = "<img src=x onerror=alert(1)> [klik](https://example.org) {0}"


@pytest.fixture
def opened(country):
    """Three MPPs open: Banyuwangi, Malang and Kota Malang."""
    country.write_mpp(*(country.mpp(kode, "2020-01-06") for kode in ("35.10", "35.07", "35.73")))
    return country


def on_record(country, kode: str, status: str = "beroperasi", day: dt.date = DAY, **cells: str):
    row = {"tanggal": day.isoformat(), "status": status, "pelapor": "Budi", "sumber_url": ""}
    return country.row_of_mpp(kode, **row | cells)


def write(country, kode: str, /, **cells: object) -> Typed:
    """What is typed of an MPP over the report that is on record now."""
    empty = Typed(kode, f"MPP {kode}", kode, DAY)
    before = find_reports(country.load(), DAY).get(empty.key)
    return replace(empty, before=before).type(cells)


def plan(country, *typed: Typed, reporter: str = "Ani"):
    return plan_reports(country.load(), DAY, typed, reporter, ANI)


# --- what is typed becomes a change ----------------------------------------------------


def test_only_what_is_new_is_saved(opened):
    opened.write_table(
        "status_reports",
        on_record(opened, "35.07"),
        on_record(opened, "35.73", sumber_url=opened.source),
    )
    unchanged = write(opened, "35.07", status="beroperasi", keterangan=" ", pelapor="Budi")
    assert unchanged.cells == {}
    made = plan(
        opened,
        write(opened, "35.10", status="terganggu", keterangan=" Listrik padam "),
        unchanged,
        write(opened, "35.73", status="tidak aktif"),
    )
    change = made.change
    assert (made.objections, made.conflicts) == ((), ())
    assert (change.table, change.kind, change.who) == ("status_reports", REPORT, ANI)
    added, changed = change.rows
    assert added.before is None
    assert added.after == {
        "kode": "35.10", "kabkota": "Kabupaten Banyuwangi", "nama_mpp": "MPP 35.10",
        "tanggal": "2026-11-16", "status": "terganggu", "pelapor": "Ani",
        "keterangan": "Listrik padam", "sumber_url": "",
    }  # fmt: skip
    assert changed.before["status"] == "beroperasi" and changed.after["status"] == "tidak aktif"
    # Whose report it was stays said, and so does its source.
    assert (changed.after["pelapor"], changed.after["sumber_url"]) == ("Budi", opened.source)


def test_the_reporter_is_stored_as_it_is_said(opened):
    rows = plan(
        opened,
        write(opened, "35.10", status="terganggu", pelapor="Bagian Organisasi"),
        write(opened, "35.07", status="beroperasi"),
    ).change.rows
    assert [row.after["pelapor"] for row in rows] == ["Bagian Organisasi", "Ani"]


@pytest.mark.parametrize(
    ("kode", "cells", "reason"),
    [
        ("35.10", {"keterangan": "Listrik padam"}, NO_STATUS),
        ("35.10", {"pelapor": "Ani"}, NO_STATUS),
        ("35.07", {"status": None}, STATUS_GONE),
        ("35.10", {"ditarik": True}, NO_REPORT),
        ("35.07", {"ditarik": True, "keterangan": "x"}, BOTH),
        ("35.10", {"status": "rusak"}, "Input should be"),
    ],
)
def test_a_row_that_cannot_be_saved_is_named_and_stops_the_others(opened, kode, cells, reason):
    opened.write_table("status_reports", on_record(opened, "35.07"))
    made = plan(opened, write(opened, "35.73", status="beroperasi"), write(opened, kode, **cells))
    assert made.change is None and made.conflicts == ()
    [objection] = made.objections
    told = tell_objection(objection, opened.load().names, ENGLISH)
    assert told.startswith(f"{opened.names[kode]}, MPP {kode}: ")
    assert reason in told or "rusak" in told


def test_a_report_is_withdrawn(opened):
    opened.write_table("status_reports", on_record(opened, "35.07"), on_record(opened, "35.73"))
    made = plan(opened, write(opened, "35.07", ditarik=True))
    [entry] = FileStore(opened.folder).save([made.change])
    assert entry.counts == (0, 0, 1)
    assert set(find_reports(opened.load(), DAY)) == {make_key("35.73", "MPP 35.73")}


# --- two editors -----------------------------------------------------------------------


def save(country, *changes: RowChange) -> None:
    FileStore(country.folder).save([Change("status_reports", changes, BUDI, REPORT)])


def test_what_another_editor_saved_of_other_rows_is_no_conflict(opened):
    typed = write(opened, "35.10", status="terganggu")
    save(opened, RowChange(None, on_record(opened, "35.07")))
    made = plan(opened, typed)
    FileStore(opened.folder).save([made.change])
    found = find_reports(opened.load(), DAY)
    assert {row["kode"]: row["status"] for row in found.values()} == {
        "35.07": "beroperasi", "35.10": "terganggu",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "theirs", "told"),
    [
        (None, "tidak aktif", "on record now: Not active, Banjir, Budi. Typed here: Disrupted."),
        ("beroperasi", "tidak aktif", "on record now: Not active, Banjir, Budi. Typed here: Disrupted, Budi."),
        ("beroperasi", None, "on record now: no report. Typed here: Disrupted, Budi."),
    ],
)  # fmt: skip
def test_a_row_that_another_editor_changed_is_asked_about(opened, before, theirs, told):
    old = on_record(opened, "35.10", before) if before else None
    if old:
        opened.write_table("status_reports", old)
    mine = write(opened, "35.10", status="terganggu")
    other = write(opened, "35.07", status="beroperasi")
    new = on_record(opened, "35.10", theirs, keterangan="Banjir") if theirs else None
    save(opened, RowChange(old, new))
    made = plan(opened, mine, other)
    assert made.change is None and made.objections == ()
    [conflict] = made.conflicts
    assert tell_conflict(conflict, opened.load().names, ENGLISH).endswith(told)
    # Mine counts as it stood in the form: nothing of theirs is mixed into it.
    [row, _] = plan(opened, conflict.typed.keep(conflict.now), other).change.rows
    assert row.before == conflict.now
    said = (row.after["status"], row.after["keterangan"], row.after["pelapor"])
    assert said == ("terganggu", "", "Budi" if before else "Ani")


def test_a_withdrawal_counts_over_what_another_editor_saved(opened):
    old = on_record(opened, "35.10")
    opened.write_table("status_reports", old)
    mine = write(opened, "35.10", ditarik=True)
    new = old | {"status": "terganggu", "keterangan": "Banjir"}
    save(opened, RowChange(old, new))
    [conflict] = plan(opened, mine).conflicts
    change = plan(opened, conflict.typed.keep(conflict.now)).change
    assert [(row.before["status"], row.after) for row in change.rows] == [("terganggu", None)]
    # Both have withdrawn it: nobody is asked for anything more.
    save(opened, RowChange(new, None))
    assert mine.keep(None).cells == {}


def test_two_editors_who_say_the_same_are_not_asked(opened):
    mine = write(opened, "35.10", status="terganggu", pelapor="Budi")
    save(opened, RowChange(None, on_record(opened, "35.10", "terganggu")))
    assert plan(opened, mine) == plan(opened)


def test_a_change_that_came_too_late_is_refused_by_the_store(opened):
    made = plan(opened, write(opened, "35.10", status="terganggu"))
    save(opened, RowChange(None, on_record(opened, "35.10")))
    with pytest.raises(StoreError):
        FileStore(opened.folder).save([made.change])


# --- the report before -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (1, "Disrupted, 1 day earlier"),
        (13, "Disrupted, 13 days earlier"),
        (14, "Disrupted, 2 weeks earlier"),
        (27, "Disrupted, 3 weeks earlier"),
        (0, "no report"),
        (-1, "no report"),
    ],
)
def test_the_last_report_before_the_day_is_told_with_its_age(opened, days, told):
    day = DAY - dt.timedelta(days)
    opened.write_table("status_reports", on_record(opened, "35.10", "terganggu", day))
    found = find_earlier(opened.load(), DAY).get(make_key("35.10", "MPP 35.10"))
    assert tell_earlier(found, DAY, ENGLISH) == told


# --- the form --------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the data as the app's own."""
    folder = shutil.copytree(
        PROJECT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("history")
    )
    monkeypatch.setenv("MPPGEO_DATA", str(folder))
    return folder


@pytest.fixture
def editor(monkeypatch):
    """Signs editors in and out; who is signed in is the only entry."""
    signed = [ANI]
    monkeypatch.setattr(reports, "find_editor", lambda: signed[0])
    monkeypatch.setattr(reports, "find_editor_name", lambda: "Ani" if signed[0] else "")
    return signed


QUERY = {"lang": "en", "tanggal": DAY.isoformat()}


def open_form(**query: str):
    return open_app("pemantauan", **QUERY, **query)


def grid(app):
    [shown] = app.data_editor
    return shown


def place_of(app, name: str) -> int:
    [place] = [n for n, text in enumerate(grid(app).value["nama_mpp"]) if text.endswith(name)]
    return place


def fill(app, cells: dict[str, dict[str, object]]):
    """Type into the rows of some MPPs, as the browser tells of it."""
    edits = {place_of(app, name): changes for name, changes in cells.items()}
    state = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    app.session_state[grid(app).key] = state
    return checked(app.run())


def rows_of(app) -> dict[str, dict[str, object]]:
    frame = grid(app).value.set_index("nama_mpp")
    return {name.removeprefix("MPP "): row for name, row in frame.to_dict("index").items()}


def typed_in(app) -> dict[str, dict[str, object]]:
    """What is typed and not saved, by area."""
    return {row.kode: row.cells for row in app.session_state["reports_typed"].values()}


def send(app):
    return checked(find(app.button, "Save the reports").click().run())


def kept(folder) -> dict[str, dict[str, str]]:
    """The reports of the day on record, by area."""
    with (folder / "records" / "status_reports.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["tanggal"] == DAY.isoformat()]
    return {row["kode"]: row for row in rows}


def test_visitors_are_told_that_editing_is_off_and_nothing_of_files():
    app = open_form()
    assert not [button for button in app.button if button.label == "Save the reports"]
    told = [caption.value for caption in app.caption]
    assert escape_markdown(explain_editing(ENGLISH)) in told
    assert not any("secrets" in one or "docs/" in one for one in told)
    assert "Isi laporan" in texts_of(open_app("pemantauan", tanggal=DAY.isoformat()))


def test_reports_are_saved_with_their_history(data, editor):
    app = open_form(provinsi="35")
    names = [name for name in grid(app).value["daerah"]]
    assert len(names) == 35 and names == sorted(names)
    app = fill(app, {
        "Kabupaten Banyuwangi": {"status": "Disrupted", "keterangan": HOSTILE},
        "MPP Siola": {"status": "Operating", "pelapor": "Bagian Organisasi"},
    })  # fmt: skip
    app = send(app)
    assert [box.value for box in app.success] == ["2 reports saved."]
    # Whatever draws the page anew, it stays until the editor goes on.
    app = checked(app.run())
    assert [box.value for box in app.success] == ["2 reports saved."]
    rows = kept(data)
    assert set(rows) == {"35.10", "35.78"}
    assert rows["35.10"] == {
        "kode": "35.10", "kabkota": "Kabupaten Banyuwangi", "nama_mpp": "MPP Kabupaten Banyuwangi",
        "tanggal": "2026-11-16", "status": "terganggu", "pelapor": "Ani",
        "keterangan": HOSTILE, "sumber_url": "",
    }  # fmt: skip
    assert rows["35.78"]["pelapor"] == "Bagian Organisasi"
    [entry] = FileStore(data).list_entries()
    assert (entry.change.table, entry.change.who, entry.change.kind) == ("status_reports", ANI, REPORT)  # fmt: skip
    # The page shows at once what was saved, the form too, which holds nothing new any more.
    # Of the 35, 23 have a report in the records, these two among them.
    assert "23 of 35 opened MPPs have a report, 2 of them within 4 weeks." in html_of(app)
    assert rows_of(app)["Kabupaten Banyuwangi"]["status"] == "Disrupted"
    app = send(app)
    assert any("Nothing was changed" in info.value for info in app.info) and not app.success
    assert len(FileStore(data).list_entries()) == 1


def test_what_is_typed_survives_filters_days_pages_and_others(data, editor):
    app = open_form(provinsi="34")
    app = fill(app, {"Kabupaten Gunungkidul": {"status": "Disrupted", "keterangan": "Banjir"}})
    # Another editor saves another row.
    row = dict.fromkeys(("pelapor", "keterangan", "sumber_url"), "") | {
        "kode": "34.02", "kabkota": "Kabupaten Bantul", "nama_mpp": "MPP Kabupaten Bantul",
        "tanggal": DAY.isoformat(), "status": "beroperasi",
    }  # fmt: skip
    FileStore(data).save([Change("status_reports", (RowChange(None, row),), BUDI, REPORT)])
    reports.catch_up()
    app = checked(app.run())
    shown = rows_of(app)
    assert shown["Kabupaten Bantul"]["status"] == "Operating"
    assert shown["Kabupaten Gunungkidul"]["keterangan"] == "Banjir"
    # Another province, a search, another day and back, another page and back.
    app.query_params["provinsi"] = "35"
    app = checked(app.run())
    assert len(grid(app).value) == 36
    app = checked(find(app.text_input, "Search").set_value("surabaya").run())
    assert set(rows_of(app)) == {"Siola", "Kabupaten Gunungkidul"}
    app = checked(find(app.date_input, "Day of the reports").set_value(dt.date(2026, 11, 9)).run())
    assert "Kabupaten Gunungkidul" not in rows_of(app)
    assert any("16 Nov 2026" in caption.value for caption in app.caption)
    app = checked(find(app.date_input, "Day of the reports").set_value(DAY).run())
    app.switch_page("../../pages/tentang.py").run()
    app = checked(app.switch_page("../../pages/pemantauan.py").run())
    assert rows_of(app)["Kabupaten Gunungkidul"]["status"] == "Disrupted"
    app = send(app)
    assert [box.value for box in app.success] == ["1 report saved."]
    assert {kode: row["status"] for kode, row in kept(data).items()} == {
        "34.02": "beroperasi", "34.03": "terganggu",
    }  # fmt: skip


@pytest.mark.parametrize("choice", ["Keep mine", "Take what is on record"])
def test_a_conflict_is_chosen_row_by_row(data, editor, choice):
    app = fill(open_form(provinsi="34"), {"Kabupaten Bantul": {"status": "Disrupted"}})
    row = dict.fromkeys(("pelapor", "sumber_url"), "") | {
        "kode": "34.02", "kabkota": "Kabupaten Bantul", "nama_mpp": "MPP Kabupaten Bantul",
        "tanggal": DAY.isoformat(), "status": "beroperasi", "keterangan": "Kembali buka",
    }  # fmt: skip
    FileStore(data).save([Change("status_reports", (RowChange(None, row),), BUDI, REPORT)])
    reports.catch_up()
    app = send(app)
    assert [box.value for box in app.error] == ["Nothing was saved: choose first what counts, above."]  # fmt: skip
    assert any("Somebody else has changed 1 report" in box.value for box in app.warning)
    assert rows_of(app)["Kabupaten Bantul"]["status"] == "Disrupted"
    app = checked(find(app.button, choice).click().run())
    assert not any("Somebody else" in box.value for box in app.warning)
    app = send(app)
    mine = choice == "Keep mine"
    assert kept(data)["34.02"]["status"] == ("terganggu" if mine else "beroperasi")
    assert len(FileStore(data).list_entries()) == (2 if mine else 1)


def test_a_note_without_a_status_is_named_and_kept(data, editor):
    app = send(fill(open_form(provinsi="34"), {"Kabupaten Bantul": {"keterangan": "Banjir"}}))
    [told] = app.error
    assert "Kabupaten Bantul, MPP Kabupaten Bantul\\: a note or a reporter alone" in told.value
    assert typed_in(app) == {"34.02": {"keterangan": "Banjir"}}
    app = checked(find(app.button, "Discard what was typed").click().run())
    assert typed_in(app) == {} and rows_of(app)["Kabupaten Bantul"]["keterangan"] == ""
    assert FileStore(data).list_entries() == []


def test_a_sign_in_that_has_ended_saves_nothing_and_keeps_all(data, editor):
    app = fill(open_form(provinsi="34"), {"Kabupaten Bantul": {"status": "Operating"}})
    editor[0] = None
    app = send(app)
    assert not app.success and FileStore(data).list_entries() == []
    assert typed_in(app) == {"34.02": {"status": "beroperasi"}}
    editor[0] = ANI
    app = send(checked(app.run()))
    assert kept(data)["34.02"]["status"] == "beroperasi"


@pytest.mark.parametrize("error", [StoreError("{number}: no such entry in the history", number=7), OSError(28, "No space left on device")])  # fmt: skip
def test_what_fails_is_told_in_plain_words_and_kept(data, editor, monkeypatch, error):
    def refuse(self, changes):
        raise error

    monkeypatch.setattr(FileStore, "save", refuse)
    app = send(fill(open_form(provinsi="34"), {"Kabupaten Bantul": {"status": "Operating"}}))
    [told] = app.error
    assert told.value.startswith("The reports could not be saved") and "Traceback" not in told.value
    assert typed_in(app) == {"34.02": {"status": "beroperasi"}}


def test_a_form_in_another_language_keeps_what_was_typed(data, editor):
    app = fill(open_form(provinsi="34"), {"Kabupaten Bantul": {"status": "Disrupted"}})
    app.query_params["lang"] = "id"
    assert rows_of(checked(app.run()))["Kabupaten Bantul"]["status"] == "Terganggu"
