"""Backup and restore as the administrator's page has them."""

from __future__ import annotations

from mppgeo.records.schema import RECORDS
from mppgeo.store.database import DatabaseStore

CONNECT = ("-h", "127.0.0.1", "-U", "postgres")


def read_all(url: str) -> tuple[dict, list]:
    store = DatabaseStore(url)
    try:
        return {name: store.read_rows(name) for name in RECORDS}, store.list_entries()
    finally:
        store.close()


def test_a_restored_database_holds_all_records_and_their_history(cluster):
    server, url = cluster.database, cluster.database_url
    where = (*CONNECT, "-p", str(server.port))
    server.run("pg_dump", *where, "-Fc", "-f", "mppgeo.dump", "mppgeo")
    before = read_all(url)
    assert before[1]
    options = ("--clean", "--if-exists", "--exit-on-error", "--single-transaction")
    # Over what is there, and on a new server's empty database.
    server.run("pg_restore", *where, *options, "-d", "mppgeo", "mppgeo.dump")
    assert read_all(url) == before
    server.run("createdb", *where, "-O", "mppgeo", "second")
    server.run("pg_restore", *where, *options, "-d", "second", "mppgeo.dump")
    second = url.rsplit("/", 1)[0] + "/second"
    assert read_all(second) == before
    # The application's own user can go on changing it.
    store = DatabaseStore(second)
    assert store.restore(before[1][-1].number, "ani")
    store.close()
