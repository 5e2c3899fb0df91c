"""The one way to the database: short transactions, and one error when it can't be reached."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from labstead_core.config import DatabaseConfig

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3
QUERY_SECONDS = 30
# What MariaDB's client and server say when the connection is at fault and not the statement:
# can't connect, gone away, lost, server shutting down, too many connections, access denied (password being changed).
CONNECTION_ERRORS = {
    1040,
    1044,
    1045,
    1049,
    1053,
    1077,
    1078,
    1079,
    1129,
    1130,
    1203,
    2002,
    2003,
    2006,
    2013,
    2014,
    2055,
}


class DatabaseUnavailableError(Exception):
    """The database can't be reached; the work was not done and may be tried again."""


class Database:
    """Hands out sessions. Safe for threads."""

    def __init__(self, config: DatabaseConfig) -> None:
        self._config = config
        self.engine: Engine = create_engine(
            URL.create(
                "mysql+pymysql",
                username=config.user,
                host=config.host,
                port=config.port,
                database=config.name,
            ),
            pool_size=8,
            max_overflow=8,
            pool_timeout=5,
            pool_pre_ping=True,
            pool_recycle=1800,
            isolation_level="READ COMMITTED",
            connect_args={
                "charset": "utf8mb4",
                "connect_timeout": CONNECT_SECONDS,
                "read_timeout": QUERY_SECONDS,
                "write_timeout": QUERY_SECONDS,
                "init_command": "SET time_zone = '+00:00', sql_mode = 'TRADITIONAL'",
            },
        )
        self._password_at_connect()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end of the block and rolls back if it raises.

        Raises DatabaseUnavailableError when the connection fails, at whatever moment."""
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except (DBAPIError, PoolTimeoutError) as error:
            if _is_connection_error(error):
                raise DatabaseUnavailableError(_reason(error)) from error
            raise

    def ping(self) -> str | None:
        """None if a query is answered, otherwise why not."""
        try:
            with self.transaction() as session:
                session.execute(text("SELECT 1"))
        except DatabaseUnavailableError as error:
            return str(error)
        return None

    def _password_at_connect(self) -> None:
        """The password is read for each new connection: after a rotation no restart is needed."""
        from sqlalchemy import event  # noqa: PLC0415

        @event.listens_for(self.engine, "do_connect")
        def provide(_dialect: object, _record: object, _args: object, parameters: dict[str, object]) -> None:
            parameters["password"] = self._config.password_file.read_text(encoding="utf-8").strip("\r\n")


def _is_connection_error(error: Exception) -> bool:
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    arguments = error.orig.args if error.orig is not None else ()
    return error.connection_invalidated or (bool(arguments) and arguments[0] in CONNECTION_ERRORS)


def _reason(error: Exception) -> str:
    if isinstance(error, DBAPIError) and error.orig is not None and len(error.orig.args) > 1:
        return str(error.orig.args[1])
    return str(error).partition("\n")[0]
