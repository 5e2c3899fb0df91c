"""The input table: found out how it is written, checked to its last line, its columns typed."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from labstead_core import InputFile, TaskContext, TaskError
from labstead_core.tabular import Dialect, DialectError, detect
from labstead_core.tabular.dialect import open_text
from labstead_tables.engine import Engine, literal, name
from labstead_tables.malformed import NotUtf8Error, refused_types
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
WIDER: dict[ColumnType, ColumnType] = {"integer": "number", "date": "datetime"}
# What a column is read as while it is checked: wide enough to see what its own type would cut off.
CHECKED_AS = SQL_TYPES | {"integer": "DOUBLE", "date": "TIMESTAMP"}
LARGEST_INTEGER = "9.2e18"
FIXED_OPTIONS = (
    """auto_detect = false, quote = '"', escape = '"', strict_mode = true, null_padding = false, store_rejects = true"""
)
INTEGER = literal(r" *[+-]?[0-9]+ *")
DATE_LENGTH = len("2026-12-31")
SAMPLE_ROWS = 20_000
COPY_CHARACTERS = 1 << 20
REJECTS_LIMIT = 1000


@dataclass(frozen=True)
class Column:
    """One column: what all of its values are, how many are there, how many of these aren't finite numbers,
    about how many different ones."""

    name: str
    type: ColumnType
    filled: int
    not_finite: int
    distinct: int


@dataclass(frozen=True)
class Table:
    """A checked table: every line is well formed, every value of its column's type."""

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

    def typed_rows(self) -> str:
        """SQL that reads the rows with the columns' types, NULL where a value is missing."""
        types = {column.name: SQL_TYPES[column.type] for column in self.columns}
        return read_csv(self.path, self.dialect, types, self.options)

    def text_rows(self) -> str:
        """SQL that reads the rows as they are written, every cell as text."""
        return read_csv(self.path, self.dialect, dict.fromkeys(self.names, "VARCHAR"))


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


def read_csv(path: Path, dialect: Dialect, types: Mapping[str, str], options: TableOptions | None = None) -> str:
    """SQL that reads `path` strictly; lines that are malformed or not of the types go to `reject_errors`.
    With `options`, texts that mean a missing value are NULL."""
    columns = ", ".join(f"{literal(column)}: {literal(sql_type)}" for column, sql_type in types.items())
    parts = [
        literal(str(path)),
        f"columns = {{{columns}}}",
        f"delim = {literal(dialect.delimiter)}",
        f"header = {str(dialect.has_header).lower()}",
        f"compression = {literal('gzip' if dialect.gzipped else 'none')}",
        f"rejects_limit = {REJECTS_LIMIT}",
        FIXED_OPTIONS,
    ]
    if options is not None:
        parts.append(f"nullstr = [{', '.join(literal(text) for text in ('', *options.missing))}]")
        parts.append(f"decimal_separator = {literal(',' if options.decimal == 'comma' else '.')}")
    return f"read_csv({', '.join(parts)})"


def tell_not_finite(context: TaskContext[Any], columns: Iterable[Column]) -> None:
    """A warning in the run's log for each column whose figures leave values out."""
    for column in columns:
        if column.not_finite:
            are = "value is not a finite number" if column.not_finite == 1 else "values are not finite numbers"
            context.log(
                f"Warning: “{column.name}”: {column.not_finite} {are} (nan, inf, or too large). They are counted, "
                "but its least, greatest, sum, mean, spread and quantiles leave them out."
            )


def finite(column: Column) -> str:
    """SQL of a typed value to compute with: nan and infinite numbers are none."""
    value = name(column.name)
    return f"CASE WHEN isfinite({value}) THEN {value} END" if column.type == "number" else value


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
    types = _guess(engine, read_csv(path, dialect, dict.fromkeys(names, "VARCHAR")), names, options)
    while True:
        origin = read_csv(path, dialect, {column: CHECKED_AS[kind] for column, kind in types.items()}, options)
        parts = [part for column, kind in types.items() for part in _checks(column, kind)]
        rows, *checks = engine.query(
            f"SELECT count(*), {', '.join(parts)} FROM {origin}", start=0.0, end=end, message="Checking every line"
        )[0]
        wider = refused_types(engine)
        if not wider:
            break
        context.log(f"Not every value of {', '.join(wider)} is a {types[wider[0]]}: reading again.")
        types |= {column: WIDER.get(types[column], "text") for column in wider}
    columns = tuple(
        # The estimate of different values is a few per cent off: not so far that there were more of them than values.
        Column(column, _settle(kind, odd), filled, not_finite, min(distinct, filled))
        for (column, kind), (filled, odd, not_finite, distinct) in zip(types.items(), batched(checks), strict=True)
    )
    return Table(path, dialect, options, names, rows, columns)


def batched(checks: list[int]) -> Iterator[tuple[int, int, int, int]]:
    """The checks of each column: filled, odd, not finite, different."""
    return zip(checks[0::4], checks[1::4], checks[2::4], checks[3::4], strict=True)


def _guess(engine: Engine, origin: str, names: tuple[str, ...], options: TableOptions) -> dict[str, ColumnType]:
    """The narrowest type that holds for the first rows."""
    candidates: tuple[ColumnType, ...] = ("integer", "number", "boolean", "date", "datetime")
    parts = []
    for column in names:
        text = cell(column, options)
        parts.append(f"count({text})")
        parts.append(count_where(f"regexp_matches({text}, '^0[0-9]')"))
        parts.extend(f"count({typed_cell(cell(column, options), candidate, options)})" for candidate in candidates)
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


def _checks(column: str, kind: ColumnType) -> list[str]:
    """SQL of four counts over all rows: filled, odd (too fine for the narrow type), not finite, different."""
    value = name(column)
    odd = {
        # Read as numbers, because a BIGINT column would take 39.1 for 39.
        "integer": count_where(f"{value} <> trunc({value}) OR abs({value}) >= {LARGEST_INTEGER}"),
        "date": count_where(f"{value} <> date_trunc('day', {value})"),
    }
    not_finite = count_where(f"NOT isfinite({value})") if kind in NUMERIC else "0"
    return [f"count({value})", odd.get(kind, "0"), not_finite, f"approx_count_distinct({value})"]


def count_where(condition: str) -> str:
    """SQL that counts rows. Not `FILTER`: each of these keeps a buffer for every column of the query, which for a
    thousand columns takes gigabytes."""
    return f"count(CASE WHEN {condition} THEN 1 END)"


def _settle(kind: ColumnType, odd: int) -> ColumnType:
    return WIDER[kind] if odd else kind


def typed_cell(text: str, kind: ColumnType, options: TableOptions) -> str:
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
