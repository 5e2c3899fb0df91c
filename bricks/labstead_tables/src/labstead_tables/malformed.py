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


def refuse_malformed(engine: Engine) -> None:
    """Raises TaskError on the first line that the last reading rejected, NotUtf8Error if its text was at fault."""
    rejected = engine.query(
        "SELECT line, error_type::VARCHAR, error_message, csv_line, count(*) OVER () "
        "FROM reject_errors ORDER BY line, column_idx LIMIT 1"
    )
    if not rejected:
        return
    line, kind, message, text, count = rejected[0]
    if kind == "INVALID ENCODING":
        engine.query("DELETE FROM reject_errors")
        raise NotUtf8Error(line)
    more = f" {count - 1} more lines are malformed." if count > 1 else ""
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
