"""The brick's database: published tables, and notes on them."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from labstead_core import Database

if TYPE_CHECKING:
    from pymysql.connections import Connection

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS published (
         id INT AUTO_INCREMENT PRIMARY KEY, title VARCHAR(200) NOT NULL, source VARCHAR(255) NOT NULL,
         at DATETIME NOT NULL DEFAULT UTC_TIMESTAMP(), head LONGTEXT NOT NULL, body LONGTEXT NOT NULL,
         whole BOOLEAN NOT NULL) CHARACTER SET utf8mb4""",
    """CREATE TABLE IF NOT EXISTS notes (
         id INT AUTO_INCREMENT PRIMARY KEY, published INT NOT NULL, author VARCHAR(255) NOT NULL,
         at DATETIME NOT NULL DEFAULT UTC_TIMESTAMP(), text TEXT NOT NULL,
         FOREIGN KEY (published) REFERENCES published (id) ON DELETE CASCADE) CHARACTER SET utf8mb4""",
)


@dataclass(frozen=True)
class Entry:
    """A table as the list shows it."""

    id: int
    title: str
    source: str
    at: datetime
    notes: int


@dataclass(frozen=True)
class Note:
    """What somebody wrote beside a table."""

    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Published:
    """A table with its rows, as they were written."""

    id: int
    title: str
    source: str
    at: datetime
    columns: list[str]
    rows: list[list[str]]
    whole: bool


class Shelf:
    """Each call is a connection and a transaction of its own: few people look, and none of them waits for another."""

    def __init__(self, place: Database) -> None:
        self._place = place

    def publish(
        self, title: str, source: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, whole: bool
    ) -> int:
        """Puts a table there; its number."""
        with self._asking() as connection, connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO published (title, source, head, body, whole) VALUES (%s, %s, %s, %s, %s)",
                (title, source, json.dumps(list(columns)), json.dumps([list(row) for row in rows]), whole),
            )
            return int(cursor.lastrowid)

    def entries(self) -> list[Entry]:
        """The newest 500 tables."""
        return [
            Entry(*row)
            for row in self._rows(
                """SELECT id, title, source, at, (SELECT COUNT(*) FROM notes WHERE published = published.id)
                   FROM published ORDER BY id DESC LIMIT 500"""
            )
        ]

    def table(self, number: int) -> Published | None:
        """None where there is none of that number."""
        found = self._rows("SELECT id, title, source, at, head, body, whole FROM published WHERE id = %s", number)
        if not found:
            return None
        id_, title, source, at, head, body, whole = found[0]
        return Published(id_, title, source, at, json.loads(head), json.loads(body), bool(whole))

    def notes(self, number: int) -> list[Note]:
        """The notes on a table, oldest first."""
        asked = "SELECT author, at, text FROM notes WHERE published = %s ORDER BY id LIMIT 1000"
        return [Note(*row) for row in self._rows(asked, number)]

    def note(self, number: int, author: str, text: str) -> None:
        """Adds a note to a table that is there."""
        with self._asking() as connection, connection.cursor() as cursor:
            cursor.execute("INSERT INTO notes (published, author, text) VALUES (%s, %s, %s)", (number, author, text))

    def _rows(self, asked: str, *values: object) -> list[tuple[Any, ...]]:
        with self._asking() as connection, connection.cursor() as cursor:
            cursor.execute(asked, values)
            return list(cursor.fetchall())

    @contextmanager
    def _asking(self) -> "Iterator[Connection[Any]]":
        import pymysql  # noqa: PLC0415 (only who asks pays for it)

        place = self._place
        with closing(
            pymysql.connect(
                host=place.host,
                port=place.port,
                database=place.name,
                user=place.user,
                password=place.password,
                charset="utf8mb4",
                connect_timeout=10,
            )
        ) as connection:
            with connection.cursor() as cursor:
                for statement in SCHEMA:
                    cursor.execute(statement)
            yield connection
            connection.commit()
