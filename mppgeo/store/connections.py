"""Connections to the database, and what its errors mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import errors
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from mppgeo.base.language import mark
from mppgeo.store.journal import StoreDown, StoreError
from mppgeo.store.upgrading import NO_TABLES

DOWN = mark("the database does not answer: {reason}")
REFUSED = mark("the database refuses the change: {reason}")
UNREADABLE = mark("this version cannot read the database; run “python -m mppgeo db status”")
NOT_ALLOWED = mark(
    "the database was made for other values in {table} (rule {rule}); the administrator brings it up to date with “python -m mppgeo db upgrade”"
)
_LOCK = 0x6D7070
"""Key of the advisory lock that one change holds against another."""
_CONNECT = 5
_STATEMENT = 30_000


class Connections:
    """A few connections to one database, opened when they are needed.

    Parameters
    ----------
    url : such as ``postgresql+psycopg://user:password@host/name``.
    """

    def __init__(self, url: str) -> None:
        self.engine = create_engine(
            url,
            pool_pre_ping=True,
            pool_size=3,
            connect_args={
                "connect_timeout": _CONNECT,
                "options": f"-c statement_timeout={_STATEMENT} -c lock_timeout={_STATEMENT}",
            },
        )

    def close(self) -> None:
        """Give all back."""
        self.engine.dispose()

    @contextmanager
    def read(self, *, at_one_moment: bool = False) -> Iterator[Connection]:
        """A connection to read by.

        Parameters
        ----------
        at_one_moment : all that is read is of the same moment.

        Raises
        ------
        StoreDown : the database does not answer, or this version cannot read it.
        """
        with _guard(reading=True), self.engine.connect() as connection:
            if at_one_moment:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """A transaction that no other change runs beside.

        Raises
        ------
        StoreDown : the database does not answer.
        StoreError : it refuses what is asked.
        """
        with _guard(reading=False), self.engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            # What is changed here has its entry in the history; see views.sql.
            connection.execute(text("SELECT set_config('mppgeo.saving', 'on', true)"))
            yield connection


@contextmanager
def _guard(*, reading: bool) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise StoreDown(DOWN, reason=_first_line(error)) from error
    except DBAPIError as error:
        if isinstance(error.orig, errors.UndefinedTable):
            raise StoreDown(NO_TABLES) from error
        if error.connection_invalidated:
            raise StoreDown(DOWN, reason=_first_line(error)) from error
        if reading:
            raise StoreDown(UNREADABLE) from error
        if isinstance(error.orig, errors.CheckViolation):
            told = error.orig.diag
            raise StoreError(
                NOT_ALLOWED, table=told.table_name, rule=told.constraint_name
            ) from error
        raise StoreError(REFUSED, reason=_first_line(error)) from error
    except SQLAlchemyError as error:
        raise StoreDown(DOWN, reason=str(error).splitlines()[0]) from error


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]
