"""The real MariaDB of a test run, and a line to it that can be cut."""

import contextlib
import os
import socket
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import inspect, text

from labstead_core.config import DatabaseConfig
from labstead_core.db.connection import Database


@dataclass(frozen=True)
class Address:
    """Where the database is, as the server's environment variables say it."""

    host: str
    port: int
    name: str
    user: str
    password_file: str

    def as_environment(self) -> dict[str, str]:
        return {
            "LABSTEAD_DATABASE_HOST": self.host,
            "LABSTEAD_DATABASE_PORT": str(self.port),
            "LABSTEAD_DATABASE_NAME": self.name,
            "LABSTEAD_DATABASE_USER": self.user,
            "LABSTEAD_DATABASE_PASSWORD_FILE": self.password_file,
        }

    def open(self) -> Database:
        return Database(DatabaseConfig(self.host, self.port, self.name, self.user, Path(self.password_file)))

    def through(self, line: "Line") -> "Address":
        return replace(self, host="127.0.0.1", port=line.port)


def address_from_environment() -> Address:
    """The database that bricks/test.sh started."""
    try:
        return Address(
            host=os.environ["LABSTEAD_TEST_DATABASE_HOST"],
            port=int(os.environ.get("LABSTEAD_TEST_DATABASE_PORT", "3306")),
            name=os.environ.get("LABSTEAD_TEST_DATABASE_NAME", "labstead"),
            user=os.environ.get("LABSTEAD_TEST_DATABASE_USER", "labstead"),
            password_file=os.environ["LABSTEAD_TEST_DATABASE_PASSWORD_FILE"],
        )
    except KeyError as error:
        raise RuntimeError(
            f"{error.args[0]} is not set: run the tests by bricks/test.sh, or -m 'not database'"
        ) from error


def drop_all_tables(address: Address) -> None:
    """Empties the database: each server of a test starts from its first migration."""
    database = address.open()
    with database.engine.begin() as connection:
        connection.execute(text("SET FOREIGN_KEY_CHECKS = 0"))
        for table in inspect(connection).get_table_names():
            connection.execute(text(f"DROP TABLE `{table}`"))
    database.engine.dispose()


class Line:
    """A TCP relay to the database. `cut` ends every connection and refuses new ones until `mend`."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open: list[socket.socket] = []
        self._whole = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._whole.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._whole.clear()
        for end in self._open:
            _hang_up(end)
        self._open.clear()

    def mend(self) -> None:
        self._whole.set()

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if not self._whole.is_set():
                _hang_up(near)
                continue
            far = socket.create_connection(self._target)
            self._open += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            sink.sendall(data)
    _hang_up(sink)


def _hang_up(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
