"""The database's own history: every change of its tables, in order, one file each.

``versions/`` is read by Alembic; :mod:`mppgeo.store.upgrading` runs it. A file is
made by ``tests/make_migration.py`` from what the schema says now.
"""
