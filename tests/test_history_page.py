"""The history on the Data page: the rows of an entry, old and new, and the way back."""

from __future__ import annotations

import pytest
from test_pages import checked, find, open_app

from mppgeo.store.files import FileStore
from mppgeo.store.journal import Change, RowChange
from mppgeo.ui import history

EDITOR = "ani@example.go.id"
HOSTILE = "<img src=x onerror=alert(1)> **tebal** [klik](https://example.org)"


@pytest.fixture
def store(country, monkeypatch):
    """An MPP is imported, gets an address, and another one is imported."""
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    store = FileStore(country.folder)
    old = country.mpp("35.10", "2023-10-31")
    changes = (
        RowChange(None, old),
        RowChange(old, old | {"alamat": HOSTILE, "catatan": "1"}),
        RowChange(None, country.mpp("72.10", "2024-01-08")),
    )
    for change in changes:
        store.save([Change("mpp", (change,), "budi@example.go.id", source="a.csv")])
    return store


@pytest.fixture
def signed(monkeypatch):
    """Who is signed in, as its only entry."""
    who = [EDITOR]
    monkeypatch.setattr(history, "find_editor", lambda: who[0])
    return who


def open_history(number: int):
    app = open_app("data", lang="en")
    return checked(app.selectbox(key="h_number").set_value(number).run())


def rows_of(app):
    [frame] = [table.value for table in app.dataframe if "Before" in table.value]
    return [tuple(row) for row in frame.itertuples(index=False)]


def test_visitors_see_old_and_new_and_nobody_s_name(store):
    app = open_history(2)
    rows = rows_of(app)
    name = "35.10, Kabupaten Banyuwangi, MPP 35.10"
    assert (name, "changed", "alamat", "", HOSTILE) in rows and len(rows) == 2
    assert {row[1] for row in rows_of(open_history(3))} == {"added"}
    assert not [button for button in app.button if button.label in ("Undo this entry", "Restore")]
    assert not [t for t in app.dataframe if "budi@example.go.id" in t.value.to_string()]


def test_an_editor_undoes_one_entry_and_later_ones_stay(store, signed):
    app = checked(find(open_history(2).button, "Undo this entry").click().run())
    app = checked(app.run())
    assert any("Entry 2 is undone" in box.value for box in app.success)
    rows = {row["kode"]: row["alamat"] for row in store.read_rows("mpp")}
    assert rows == {"35.10": "", "72.10": ""}
    assert store.list_entries()[-1].change.who == EDITOR
    # The first entry's row is again as that left it, so it can be undone too.
    checked(find(open_history(1).button, "Undo this entry").click().run())
    assert [row["kode"] for row in store.read_rows("mpp")] == ["72.10"]


def test_an_entry_changed_since_is_refused_in_a_sentence(store, signed):
    app = checked(find(open_history(1).button, "Undo this entry").click().run())
    assert "1 of its rows were changed since" in app.error[0].value
    assert len(store.list_entries()) == 3
    app = checked(find(app.button, "Restore").click().run())
    assert store.read_rows("mpp") == []


@pytest.mark.parametrize("button", ["Undo this entry", "Restore"])
def test_nothing_goes_back_for_whoever_is_signed_out_meanwhile(store, signed, button):
    app = open_history(2)
    signed[0] = None
    app = checked(find(app.button, button).click().run())
    assert app.error and len(store.list_entries()) == 3
