"""Write the next migration of the database from what the schema says now.

    python tests/make_migration.py "the column jam_layanan"

Starts a PostgreSQL of its own, brings it to the latest version and writes what is
missing into mppgeo/store/migrations/versions/. Read the file before you commit it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from database import Server
from sqlalchemy import create_engine, text

from mppgeo.store.upgrading import compare, list_steps, upgrade, write_migration


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    server = Server()
    try:
        engine = create_engine(server.create_database("next"))
        with engine.begin() as connection:
            if list_steps():
                # The views may rest on a table that the next one makes.
                connection.execute(text("SET check_function_bodies = off"))
                upgrade(connection)
            if not compare(connection):
                raise SystemExit("the schema has not changed since the last migration")
            print(write_migration(connection, sys.argv[1]))
        engine.dispose()
    finally:
        server.remove()


if __name__ == "__main__":
    main()
