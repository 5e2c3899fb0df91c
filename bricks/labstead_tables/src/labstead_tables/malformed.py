"""What is wrong with lines of a table, in words."""

import re

from labstead_core import TaskError
from labstead_tables.engine import Engine

SHOWN_CHARACTERS = 120
COLUMNS = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")


class NotUtf8Error(Exception):
    """A line isn't UTF-8 text."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line

    def as_task_error(self) -> TaskError:
        """For a person who chose the encoding."""
        return TaskError(
            f"Line {self.line} is not UTF-8 text.",
            hint="Choose the encoding that the file was saved in, or “auto”.",
            code="table.encoding",
        )


def refused_types(engine: Engine) -> list[str]:
    """Columns of which the last reading found values that aren't of their type; forgets them.

    Raises TaskError on the first malformed line, NotUtf8Error if its text was at fault."""
    columns = engine.query("SELECT DISTINCT column_name FROM reject_errors WHERE error_type::VARCHAR = 'CAST'")
    # Each reading of the file (the sample's too) has noted its rejects: lines are counted once.
    malformed = engine.query(
        "SELECT line, error_type::VARCHAR, error_message, csv_line, count(DISTINCT line) OVER () FROM "
        "(SELECT * FROM reject_errors WHERE error_type::VARCHAR <> 'CAST') ORDER BY line, column_idx LIMIT 1"
    )
    engine.query("DELETE FROM reject_errors")
    if malformed:
        _refuse(*malformed[0])
    return [column for (column,) in columns]


def _refuse(line: int, kind: str, message: str, text: str | None, count: int) -> None:
    if kind == "INVALID ENCODING":
        raise NotUtf8Error(line)
    more = {1: "", 2: " 1 more line is malformed."}.get(count, f" {count - 1} more lines are malformed.")
    raise TaskError(
        f"Line {line} {describe(kind, message)}: {shown(text)}.{more}",
        hint=HINTS.get(kind, HINT),
        code="table.malformed",
    )


HINT = "Correct that line in the file, or check the delimiter and the encoding."
HINTS = {
    "UNQUOTED VALUE": "Close the quote in that line; a quote inside a quoted value is written twice.",
    "LINE SIZE OVER MAXIMUM": "A quote that is never closed makes the rest of the file one line: look for it there.",
}


def describe(kind: str, message: str) -> str:
    """The predicate of a sentence that begins with “Line 7”."""
    columns = COLUMNS.search(message)
    if columns:
        expected, found = (int(number) for number in columns.groups())
        return f"has {found} column{'s' * (found != 1)}, but {expected} {'are' if expected != 1 else 'is'} expected"
    if kind == "UNQUOTED VALUE":
        return "has a quoted value that is not closed properly"
    if kind == "LINE SIZE OVER MAXIMUM":
        return "is too long"
    return f"can't be read ({message.strip().rstrip('.')})"


def shown(text: str | None) -> str:
    """The offending line, shortened and on one line."""
    flat = " ".join((text or "").split())
    return f"“{flat[:SHOWN_CHARACTERS]}{'…' if len(flat) > SHOWN_CHARACTERS else ''}”"
