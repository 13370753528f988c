"""Where the records live: files under ``data/records`` or a PostgreSQL database.

Both keep the same tables and the same journal of changes, and give the same
validated frames; :func:`mppgeo.store.choice.open_store` opens the one that is set.
"""
