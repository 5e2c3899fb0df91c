"""The input table: found out how it is written, checked to its last line, its columns typed."""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from labstead_core import InputFile, TaskContext, TaskError
from labstead_core.tabular import Dialect, DialectError, detect
from labstead_core.tabular.dialect import open_text
from labstead_tables.engine import Engine, literal, name
from labstead_tables.malformed import NotUtf8Error, refuse_malformed
from labstead_tables.options import TableOptions

ColumnType = Literal["integer", "number", "boolean", "date", "datetime", "text"]

SQL_TYPES: dict[ColumnType, str] = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "text": "VARCHAR",
}
NUMERIC = ("integer", "number")
INTEGER = literal(r" *[+-]?[0-9]+ *")
DATE_LENGTH = len("2026-12-31")
SAMPLE_ROWS = 20_000
COPY_CHARACTERS = 1 << 20
REJECTS_LIMIT = 1000


@dataclass(frozen=True)
class Column:
    """One column: what all of its values are, how many are there, about how many different ones."""

    name: str
    type: ColumnType
    filled: int
    distinct: int


@dataclass(frozen=True)
class Table:
    """A checked table. Its cells are text in SQL; `value` gives them their type."""

    path: Path
    dialect: Dialect
    options: TableOptions
    names: tuple[str, ...]
    rows: int
    columns: tuple[Column, ...]

    def column(self, wanted: str) -> Column:
        """The column of that name. Raises TaskError that suggests the nearest."""
        for column in self.columns:
            if column.name == wanted:
                return column
        near = difflib.get_close_matches(wanted, self.names, n=1)
        raise TaskError(
            f"There is no column “{wanted}”.",
            hint=f"Did you mean “{near[0]}”?" if near else f"The columns are: {', '.join(self.names[:50])}.",
            code="table.no_such_column",
        )

    def value(self, column: Column) -> str:
        """SQL for the typed value of a cell, NULL if missing. Not for infinite numbers: they are no value."""
        text = cell(column.name, self.options)
        if column.type == "number":
            number = _cast(text, "number", self.options)
            return f"CASE WHEN isfinite({number}) THEN {number} END"
        return _cast(text, column.type, self.options)

    def from_clause(self) -> str:
        """SQL that reads the rows."""
        return read_csv(self.path, self.dialect, self.names)


def open_table(
    engine: Engine, context: TaskContext[Any], source: InputFile, options: TableOptions, end: float
) -> Table:
    """Reads the whole table once: every line is well formed and every type holds for all rows.
    The run's progress goes to `end`. Raises TaskError that says what is wrong, with the line."""
    dialect = _detect(source, options)
    try:
        return _checked(engine, context, source, dialect, options=options, end=end)
    except NotUtf8Error as error:
        if options.python_encoding is not None:
            raise error.as_task_error() from error
        context.log(f"Line {error.line} is not UTF-8 text; reading the table as Windows-1252.")
        other = Dialect("cp1252", dialect.delimiter, dialect.has_header, dialect.first_row, dialect.gzipped)
        return _checked(engine, context, source, other, options=options, end=end)


def column_names(dialect: Dialect) -> tuple[str, ...]:
    """The header's names, made unique and never empty; without a header column_1, column_2, …"""
    found: list[str] = []
    for number, raw in enumerate(dialect.first_row, 1):
        base = " ".join(raw.split()) if dialect.has_header else ""
        unique, count = base or f"column_{number}", 1
        while unique.lower() in (other.lower() for other in found):
            count += 1
            unique = f"{base or f'column_{number}'}_{count}"
        found.append(unique)
    return tuple(found)


def read_csv(path: Path, dialect: Dialect, names: tuple[str, ...]) -> str:
    """SQL that reads `path` strictly, every cell as text; malformed lines go to `reject_errors`."""
    columns = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in names)
    return (
        f"read_csv({literal(str(path))}, auto_detect = false, columns = {{{columns}}}, "
        f"""delim = {literal(dialect.delimiter)}, quote = '"', escape = '"', """
        f"header = {str(dialect.has_header).lower()}, strict_mode = true, null_padding = false, "
        f"compression = {literal('gzip' if dialect.gzipped else 'none')}, "
        f"store_rejects = true, rejects_limit = {REJECTS_LIMIT})"
    )


def cell(column: str, options: TableOptions) -> str:
    """SQL for a cell's text, NULL if it means a missing value."""
    texts = ", ".join(literal(text) for text in ("", *options.missing))
    return f"CASE WHEN {name(column)} IN ({texts}) THEN NULL ELSE {name(column)} END"


def _detect(source: InputFile, options: TableOptions) -> Dialect:
    try:
        return detect(
            source.path,
            encoding=options.python_encoding,
            delimiter=options.delimiter_character,
            has_header=options.has_header,
        )
    except DialectError as error:
        raise TaskError(error.message, hint=error.hint, code="table.unreadable") from error


def _checked(
    engine: Engine, context: TaskContext[Any], source: InputFile, dialect: Dialect, *, options: TableOptions, end: float
) -> Table:
    path = source.path
    if dialect.encoding not in ("utf-8", "utf-8-sig"):
        context.progress(0, "Converting the text to UTF-8")
        path = _as_utf8(source.path, dialect, context.scratch)
        dialect = Dialect("utf-8", dialect.delimiter, dialect.has_header, dialect.first_row, gzipped=False)
    names = column_names(dialect)
    origin = read_csv(path, dialect, names)
    guesses = _guess(engine, origin, names, options)
    counts = engine.query(
        "SELECT count(*), "
        + ", ".join(_counts(column, guess, options) for column, guess in guesses.items())
        + f" FROM {origin}",
        start=0.0,
        end=end,
        message="Checking every line",
    )[0]
    refuse_malformed(engine)
    columns = tuple(
        Column(
            column, _settle(guess, *counts[1 + 4 * index : 4 + 4 * index]), counts[1 + 4 * index], counts[4 + 4 * index]
        )
        for index, (column, guess) in enumerate(guesses.items())
    )
    return Table(path, dialect, options, names, counts[0], columns)


def _guess(engine: Engine, origin: str, names: tuple[str, ...], options: TableOptions) -> dict[str, ColumnType]:
    """The narrowest type that holds for the first rows."""
    candidates: tuple[ColumnType, ...] = ("integer", "number", "boolean", "date", "datetime")
    parts = []
    for column in names:
        text = cell(column, options)
        parts.append(f"count({text})")
        parts.append(f"count(*) FILTER (regexp_matches({text}, '^0[0-9]'))")
        parts.extend(f"count({_cast(text, candidate, options)})" for candidate in candidates)
    sample = f"(SELECT * FROM {origin} LIMIT {SAMPLE_ROWS})"
    counts = engine.query(f"SELECT {', '.join(parts)} FROM {sample}")[0]
    width = 2 + len(candidates)
    guesses: dict[str, ColumnType] = {}
    for index, column in enumerate(names):
        filled, leading_zeros, *casts = counts[width * index : width * (index + 1)]
        fitting = [kind for kind, count in zip(candidates, casts, strict=True) if count == filled]
        # 00420 is a code, not the number 420.
        guesses[column] = fitting[0] if filled and fitting and not leading_zeros else "text"
    return guesses


def _counts(column: str, guess: ColumnType, options: TableOptions) -> str:
    """SQL of four counts over all rows: filled, of the guessed type, of the next wider one, different."""
    text = cell(column, options)
    wider: ColumnType = {"integer": "number", "date": "datetime"}.get(guess, guess)  # type: ignore[assignment]
    casts = [f"count({_cast(text, kind, options)})" for kind in (guess, wider)]
    return ", ".join([f"count({text})", *casts, f"approx_count_distinct({text})"])


def _settle(guess: ColumnType, filled: int, fitting: int, fitting_wider: int) -> ColumnType:
    if fitting == filled:
        return guess
    wider: dict[ColumnType, ColumnType] = {"integer": "number", "date": "datetime"}
    return wider[guess] if guess in wider and fitting_wider == filled else "text"


def _cast(text: str, kind: ColumnType, options: TableOptions) -> str:
    """SQL that is the typed value, or NULL if the text isn't one. DuckDB's own casts also round 39.1 to
    an integer and cut the time off a date, which would lose what was written."""
    match kind:
        case "text":
            return text
        case "boolean":  # not every 0 or 1, t or f is meant so
            return f"CASE WHEN lower({text}) IN ('true', 'false') THEN CAST({text} AS BOOLEAN) END"
        case "integer":
            return f"CASE WHEN regexp_full_match({text}, {INTEGER}) THEN TRY_CAST({text} AS BIGINT) END"
        case "date":
            return f"CASE WHEN length({text}) <= {DATE_LENGTH} THEN TRY_CAST({text} AS DATE) END"
        case "number" if options.decimal == "comma":
            return f"TRY_CAST(replace({text}, ',', '.') AS DOUBLE)"
        case _:
            return f"TRY_CAST({text} AS {SQL_TYPES[kind]})"


def _as_utf8(source: Path, dialect: Dialect, scratch: Path) -> Path:
    """A copy in UTF-8, made in pieces. Raises TaskError with the line that isn't in the encoding."""
    target = scratch / "table.csv"
    lines = 0
    with open_text(source, dialect) as reader, target.open("w", encoding="utf-8", newline="") as writer:
        try:
            while piece := reader.read(COPY_CHARACTERS):
                writer.write(piece)
                lines += piece.count("\n")
        except UnicodeDecodeError as error:
            raise TaskError(
                f"After line {lines} there is text that is not {dialect.encoding} "
                f"(byte 0x{error.object[error.start]:02x}).",
                hint="Choose the encoding that the file was saved in.",
                code="table.encoding",
            ) from error
    return target
