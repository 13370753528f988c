"""The tables of the database over the years: upgrades, and versions side by side."""

from __future__ import annotations

import ast
import json
import re
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import create_engine, text

from mppgeo.base.paths import PROJECT
from mppgeo.dataset import read
from mppgeo.programme.places import list_spots
from mppgeo.records.mpp import Mpp
from mppgeo.records.schema import RECORDS
from mppgeo.store import differences, upgrading
from mppgeo.store.choice import DATABASE_URL, open_database
from mppgeo.store.database import DatabaseStore
from mppgeo.store.differences import find_differences, is_same_rule
from mppgeo.store.files import FileStore
from mppgeo.store.journal import Change, RowChange, StoreDown, StoreError
from mppgeo.store.tables import describe_database

MIGRATIONS = sorted((PROJECT / "mppgeo/store/migrations/versions").glob("*.py"))
FIRST = PROJECT / "tests" / "databases" / "first_version.sql"
"""The tables as the version before migrations made them, written by pg_dump."""
NEWER_CODE = '''"""a column of a later version"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("mpp", sa.Column("surel", sa.Text()), schema="mppgeo")
'''


class NewerMpp(Mpp):
    """An MPP and its opening."""

    jam: str | None = None


@pytest.fixture
def first(postgresql):
    """A database as the version before migrations left it."""
    name = f"t{uuid.uuid4().hex[:12]}"
    url = postgresql.create_database(name)
    postgresql.run_script(FIRST, name)
    store = DatabaseStore(url)
    yield store
    store.close()


@contextmanager
def open_later(store, schema):
    """The store of a later version, whose MPPs are those of ``schema``; only inside is it that."""
    with pytest.MonkeyPatch.context() as later:
        later.setitem(RECORDS, "mpp", schema)
        describe_database.cache_clear()
        opened = DatabaseStore(store.url)
        try:
            yield opened
        finally:
            opened.close()
    describe_database.cache_clear()


@pytest.fixture
def commanded_database(commanded, first, monkeypatch):
    """The commands work on the old database and a small country's files."""
    monkeypatch.setenv(DATABASE_URL, first.url)
    open_database.cache_clear()
    yield first
    open_database(first.url).close()
    open_database.cache_clear()


def run_sql(store, *statements, **values):
    """Run statements in one transaction; the rows of the last one."""
    engine = create_engine(store.url)
    with engine.begin() as connection:
        for statement in statements:
            done = connection.execute(text(statement), values)
        found = done.all() if done.returns_rows else []
    engine.dispose()
    return found


def add_old_row(store, country, kode="35.10"):
    """A row and its entry of the history, in the SQL of the version before migrations."""
    row = country.mpp(kode, "2023-10-31")
    entry = [{"before": None, "after": {"kode": kode, "nama_mpp": row["nama_mpp"]}}]
    run_sql(
        store,
        "INSERT INTO mppgeo.mpp (kode, kode_kabkota, kabkota, nama_mpp, tanggal_peresmian, presisi,"
        " tanggal_awal, tanggal_akhir, jenis_tanggal, hitungan_nasional, sumber_url) VALUES"
        " (:kode, :kode, :kabkota, :nama_mpp, '2023-10-31', 'hari', '2023-10-31', '2023-10-31',"
        " 'peresmian', 'ya', ARRAY[:sumber_url])",
        "INSERT INTO mppgeo.riwayat (tabel, oleh, jenis, berkas, baris) VALUES"
        " ('mpp', 'ani', 'import', '', CAST(:entry AS JSONB))",
        **{key: row[key] for key in ("kode", "kabkota", "nama_mpp", "sumber_url")},
        entry=json.dumps(entry),
    )
    return row


def told(store):
    return [one.sentence.format(**one.fields) for one in store.find_differences()]


# --- the migrations and the schema -----------------------------------------------


def test_the_schema_has_not_changed_without_a_migration(database):
    with database._connections.engine.connect() as connection:
        missing = upgrading.compare(connection)
        assert missing == [], (
            "the schema differs from the migrations; write the next one: "
            'python tests/make_migration.py "what it does"'
        )
        assert find_differences(connection, describe_database()) == []
    assert told(database) == []


def test_migrations_are_one_line_of_numbers():
    steps = upgrading.list_steps()
    assert [step.number for step in steps] == [f"{n:04d}" for n in range(1, len(MIGRATIONS) + 1)]
    assert all(step.title for step in steps)


@pytest.mark.parametrize("path", MIGRATIONS[1:], ids=lambda path: path.stem)
def test_the_version_before_goes_on_after_a_migration(path):
    """Columns that it does not fill may be empty, and what it reads stays."""
    code = path.read_text(encoding="utf-8")
    for call in ast.walk(ast.parse(code)):
        name = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
        assert name not in {"op.drop_column", "op.drop_table", "op.rename_table"}
        if name == "op.add_column":
            assert re.search(r"nullable=True|server_default|Computed", ast.unparse(call))
        if name == "op.alter_column":
            assert "new_column_name" not in ast.unparse(call)


def test_columns_that_came_later_may_be_missing_in_files():
    first = upgrading._describe_first()
    for name, schema in RECORDS.items():
        table = first.tables.get(f"mppgeo.{name}")
        if table is not None:
            later = {field for field in schema.model_fields if field not in table.c}
            assert not any(schema.model_fields[field].is_required() for field in later)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a IN ('x', 'y')", "(a = ANY (ARRAY['x'::text, 'y'::text]))", True),
        ("a IN ('x')", "(a = 'x'::text)", True),
        ("a IN ('x', 'y')", "(a = ANY (ARRAY['x'::text, 'z'::text]))", False),
        ("char_length(a) <= 200", "(char_length(a) <= 200)", True),
        ("char_length(a) <= 200", "(char_length(a) <= 300)", False),
        ("a IN ('it''s')", "(a = 'it''s'::text)", True),
    ],
)
def test_a_rule_is_the_same_however_it_is_written(one, other, same):
    assert is_same_rule(one, other) is same


# --- an upgrade ------------------------------------------------------------------


def test_the_database_of_the_version_before_is_recognised_and_upgraded(first, country):
    row = add_old_row(first, country)
    assert "before their version was written down" in told(first)[0]
    with pytest.raises(StoreError, match="db upgrade"):
        first.create()
    assert first.upgrade(dry_run=True).taken_for == "0001"
    # A replica of this version beside one of before finds no room for the places of addresses.
    first.refresh_spots(list_spots(read(country.folder)))
    assert "before their version was written down" in told(first)[0]
    plan = first.upgrade()
    assert [step.number for step in plan.steps] == [path.name[:4] for path in MIGRATIONS[1:]]
    assert told(first) == []
    with first._connections.engine.connect() as connection:
        assert upgrading.compare(connection) == []
    [kept] = first.read_rows("mpp")
    assert (kept["kode"], kept["nama_mpp"]) == ("35.10", row["nama_mpp"])
    [entry] = first.list_entries()
    assert (entry.number, entry.change.who) == (1, "ani")
    # The version before goes on beside it, and what it saves is read.
    add_old_row(first, country, "72.10")
    assert [r["kode"] for r in first.read_rows("mpp")] == ["35.10", "72.10"]
    # Its own entry is the only one of what it saved.
    assert [e.change.kind for e in first.list_entries()] == ["import", "import"]
    assert first.upgrade().steps == ()


def test_rows_that_do_not_fit_are_named_and_nothing_is_changed(first, country):
    add_old_row(first, country)
    add_old_row(first, country, "72.10")
    run_sql(first, "UPDATE mppgeo.mpp SET catatan = repeat('x', 2000)")
    run_sql(first, "UPDATE mppgeo.mpp SET catatan = repeat('x', 2001) WHERE kode = '72.10'")
    for dry_run in (True, False):
        with pytest.raises(StoreError) as refused:
            first.upgrade(dry_run=dry_run)
        assert "mpp 2 (72.10, MPP 72.10): char_length(catatan) <= 2000;" in str(refused.value)
        assert refused.value.fields["count"] == 1
        assert run_sql(first, "SELECT to_regclass('mppgeo.alembic_version')") == [(None,)]
    run_sql(first, "UPDATE mppgeo.mpp SET catatan = 'x' WHERE kode = '72.10'")
    first.upgrade()
    assert told(first) == [] and len(first.read_rows("mpp")) == 2


def test_tables_that_lack_something_of_the_first_version_are_not_taken_for_it(first):
    run_sql(first, "ALTER TABLE mppgeo.mpp DROP COLUMN alamat")
    with pytest.raises(StoreError, match="lacks the column alamat"):
        first.upgrade()
    assert run_sql(first, "SELECT to_regclass('mppgeo.alembic_version')") == [(None,)]


def test_a_version_of_the_future_is_told_and_left_alone(database, country):
    run_sql(database, "UPDATE mppgeo.alembic_version SET version_num = '9999'")
    assert "9999" in told(database)[0]
    with pytest.raises(StoreError, match="9999"):
        database.upgrade()
    # The version before goes on with them, also after it was installed again.
    database.create()
    database.save([Change("mpp", (RowChange(None, country.mpp("35.10", "2023-10-31")),))])
    assert [row["kode"] for row in database.read_rows("mpp")] == ["35.10"]


def test_an_upgrade_that_rows_stand_against_changes_nothing(database, monkeypatch, tmp_path):
    last = upgrading.list_steps()[-1].number
    folder = tmp_path / "migrations"
    monkeypatch.setattr(upgrading, "_FOLDER", copy_migrations(folder))
    code = NEWER_CODE.format(revision="9000", before=last).replace(
        "sa.Text())", "sa.Text(), nullable=False)"
    )
    (folder / "versions" / "9000_later.py").write_text(code)
    run_sql(
        database,
        "INSERT INTO mppgeo.mpp (kode, kabkota, nama_mpp, jenis_tanggal, hitungan_nasional, sumber_url)"
        " VALUES ('35.10', 'x', 'x', 'peresmian', 'tidak', ARRAY['https://example.go.id'])",
    )
    for dry_run in (True, False):
        with pytest.raises(StoreError):
            database.upgrade(dry_run=dry_run)
    assert run_sql(database, "SELECT version_num FROM mppgeo.alembic_version") == [(last,)]
    assert "surel" not in str(run_sql(database, "SELECT * FROM mppgeo.mpp")[0]._fields)


def copy_migrations(folder: Path) -> Path:
    (folder / "versions").mkdir(parents=True)
    for path in [*MIGRATIONS, MIGRATIONS[0].parent.parent / "env.py"]:
        place = folder / path.relative_to(MIGRATIONS[0].parent.parent)
        place.write_text(path.read_text(encoding="utf-8"))
    return folder


def test_the_commands_of_an_upgrade(commanded_database, country, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    add_old_row(commanded_database, country)
    code, _, err = run("db", "init", "--lang", "en")
    assert code == 1 and "db upgrade" in err
    code, out, err = run("db", "status", "--lang", "en")
    assert code == 1 and "mpp: 1 row" in out and "lacks the column sidik" in err
    code, out, _ = run("db", "upgrade", "--dry-run", "--lang", "en")
    assert code == 0 and "ALTER TABLE" in out and "trial" in out
    assert run("db", "status", "--lang", "en")[0] == 1 and list(tmp_path.iterdir()) == [
        country.folder
    ]
    # Without a place for the backup nothing is done.
    assert run("db", "upgrade", "--backup", "none/here")[0] == 1
    assert run("db", "status")[0] == 1
    code, out, _ = run("db", "upgrade", "--backup", "sebelum", "--lang", "en")
    assert code == 0 and "sebelum" in out
    backup = FileStore(tmp_path / "sebelum")
    assert [row["kode"] for row in backup.read_rows("mpp")] == ["35.10"]
    assert [entry.change.who for entry in backup.list_entries()] == ["ani"]
    assert (tmp_path / "sebelum").stat().st_mode & 0o077 == 0
    assert run("db", "status")[0] == run("db", "init")[0] == run("db", "upgrade")[0] == 0
    assert run_sql(commanded_database, "SELECT count(*) FROM mppgeo.batas_kabkota") == [(7,)]


# --- neighbouring versions side by side -------------------------------------------


def test_a_newer_version_reads_and_saves_where_its_column_is_not_there_yet(database, country):
    row = country.mpp("35.10", "2023-10-31")
    with open_later(database, NewerMpp) as new:
        new.save([Change("mpp", (RowChange(None, row | {"jam": ""}),))])
        assert new.read_rows("mpp") == [row | {"jam": ""}]
        assert not new.read_table(NewerMpp, {"35.10": row["kabkota"]}).faults
        assert told(new) == ["the table mpp lacks the column jam"]
        with pytest.raises(StoreError, match="jam.*db upgrade"):
            new.save([Change("mpp", (RowChange(row, row | {"jam": "08.00-15.00"}),))])
    assert database.read_rows("mpp") == [row]


def test_an_older_version_reads_and_saves_beside_a_column_it_does_not_know(database, country):
    run_sql(database, "ALTER TABLE mppgeo.mpp ADD COLUMN jam text")
    row = country.mpp("35.10", "2023-10-31")
    with open_later(database, NewerMpp) as new:
        new.save([Change("mpp", (RowChange(None, row | {"jam": "08.00"}),))])
    assert told(database) == ["the table mpp has a column that this version does not know: jam"]
    assert not any(one.hinders for one in database.find_differences())
    assert database.read_rows("mpp") == [row]
    database.save([Change("mpp", (RowChange(row, row | {"alamat": "Jl. Baru 1"}),))])
    assert run_sql(database, "SELECT jam, alamat FROM mppgeo.mpp") == [("08.00", "Jl. Baru 1")]
    # What the newer one wrote can be undone by the older one.
    database.restore(1)
    assert database.read_rows("mpp") == []


def test_a_value_that_is_allowed_later_is_told_before_the_upgrade(database, country):
    class More(Mpp):
        """An MPP and its opening."""

        status: Literal["beroperasi", "soft launching", "sebagian aktif", "pindah"] | None = None

    row = country.mpp("35.10", "2023-10-31")
    with open_later(database, More) as new:
        assert told(new) == ["the database does not allow these values in mpp.status: pindah"]
        with pytest.raises(StoreError, match="mpp_status_allowed.*db upgrade"):
            new.save([Change("mpp", (RowChange(None, row | {"status": "pindah"}),))])
        with new._connections.engine.connect() as connection:
            missing = upgrading.compare(connection)
    rules = [(one[0], one[1].name) for one in missing if isinstance(one, tuple)]
    assert rules == [
        ("remove_constraint", "mpp_status_allowed"),
        ("add_constraint", "mpp_status_allowed"),
    ]


def test_a_table_that_is_not_there_yet_is_empty_and_takes_nothing(database, country):
    run_sql(database, "DROP TABLE mppgeo.evaluations CASCADE")
    assert told(database) == ["the table evaluations is missing"]
    assert database.read_rows("evaluations") == []
    row = {"kode": "35.10", "kabkota": "x", "predikat": "A", "sumber_url": "https://example.go.id"}
    with pytest.raises(StoreError, match="evaluations.*db upgrade"):
        database.save([Change("evaluations", (RowChange(None, row),))])


def test_an_entry_of_a_table_of_a_newer_version_is_not_undone_by_an_older_one(database, country):
    database.save([Change("mpp", (RowChange(None, country.mpp("35.10", "2023-10-31")),))])
    run_sql(database, "UPDATE mppgeo.riwayat SET tabel = 'parking'")
    assert [entry.change.table for entry in database.list_entries()] == ["parking"]
    for take_back in (database.restore, database.undo):
        with pytest.raises(StoreError, match="parking"):
            take_back(1)


def test_what_cannot_be_read_at_all_is_an_outage_and_no_failure(database):
    run_sql(database, "ALTER TABLE mppgeo.riwayat RENAME COLUMN nomor TO angka")
    with pytest.raises(StoreDown):
        database.fingerprint()
    assert any(differences.MISSING_COLUMN == one.sentence for one in database.find_differences())
