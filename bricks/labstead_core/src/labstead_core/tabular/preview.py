"""The first rows of a text table, as they are written."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from labstead_core.tabular.dialect import DialectError, detect, open_text

LONGEST_CELL = 1000
LONGEST_LINE = 1 << 20
MOST_COLUMNS = 500


@dataclass(frozen=True)
class Preview:
    """Column names and rows of text cells; `truncated` if there is more than is shown."""

    columns: list[str]
    rows: list[list[str]]
    truncated: bool


def preview(path: Path, limit: int) -> Preview:
    """At most `limit` rows. Raises DialectError if this is no text table."""
    dialect = detect(path)
    with open_text(path, dialect, errors="replace") as stream:
        reader = csv.reader(_short_lines(stream), delimiter=dialect.delimiter)
        try:
            rows = [row for row in islice(reader, limit + 2) if row]
        except csv.Error as error:
            raise DialectError(f"Line {reader.line_num} can't be read as a row: {error}.") from error
    width = min(max(len(row) for row in rows), MOST_COLUMNS)
    names = rows.pop(0) if dialect.has_header else []
    columns = [names[i] if i < len(names) and names[i].strip() else f"column {i + 1}" for i in range(width)]
    shown = [[cell[:LONGEST_CELL] for cell in row[:width]] + [""] * (width - len(row)) for row in rows[:limit]]
    return Preview(columns, shown, truncated=len(rows) > limit)


def _short_lines(stream: Iterator[str]) -> Iterator[str]:
    """Lines, a file without any refused before it is all in memory."""
    read_line = stream.readline  # type: ignore[attr-defined]  # a text stream
    while line := read_line(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise DialectError(f"A line is longer than {LONGEST_LINE} characters.")
        yield line
