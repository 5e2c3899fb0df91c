"""How a text table is written, found out from its first lines."""

import codecs
import csv
import gzip
import io
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

SAMPLE_BYTES = 256 * 1024
SAMPLE_ROWS = 200
DELIMITERS = (",", ";", "\t", "|")
GZIP_MAGIC = b"\x1f\x8b"

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOT_TEXT = (
    (
        b"PK\x03\x04",
        "This is a zip or Excel file, not a text table.",
        "In Excel, save the sheet as CSV UTF-8.",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "This is an old Excel file, not a text table.",
        "In Excel, save the sheet as CSV UTF-8.",
    ),
    (b"%PDF", "This is a PDF document, not a text table.", None),
    (b"PAR1", "This is a Parquet file, not a text table.", None),
)


class DialectError(Exception):
    """Why the file can't be read as a text table."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class Dialect:
    """`encoding` is Python's name. `first_row` is as written, header or not."""

    encoding: str
    delimiter: str
    has_header: bool
    first_row: tuple[str, ...]
    gzipped: bool


def detect(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None, has_header: bool | None = None
) -> Dialect:
    """Finds out what isn't given. Raises DialectError if this is no text table, OSError if it can't be read."""
    sample, gzipped, complete = _read_sample(path)
    if not sample.strip():
        raise DialectError("The file is empty.")
    for magic, message, hint in NOT_TEXT:
        if sample.startswith(magic):
            raise DialectError(message, hint)
    encoding = encoding or detect_encoding(sample)
    text = _decode(sample, encoding)
    if "\0" in text:
        raise DialectError("The file holds binary data (zero bytes), not a text table.")
    if not complete:  # the last line of a part of a file is cut
        text = text[: text.rfind("\n") + 1] or text
    delimiter = delimiter or detect_delimiter(text)
    rows = _rows(text, delimiter)
    if not rows:
        raise DialectError("The file has no rows.")
    return Dialect(
        encoding,
        delimiter,
        detect_header(rows) if has_header is None else has_header,
        tuple(rows[0]),
        gzipped,
    )


def detect_encoding(sample: bytes) -> str:
    """By its byte order mark; else UTF-8 if that fits; else Windows-1252, which is what is left in practice."""
    for mark, name in BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def detect_delimiter(text: str) -> str:
    """The delimiter that cuts most lines into the same number of columns; a comma if none cuts them."""

    def score(delimiter: str) -> tuple[float, int]:
        rows = _rows(text, delimiter)
        if not rows:
            return (0, 0)
        width, count = Counter(len(row) for row in rows).most_common(1)[0]
        return (count / len(rows), width) if width > 1 else (0, 0)

    return max(DELIMITERS, key=score)


def detect_header(rows: list[list[str]]) -> bool:
    """Whether the first row names the columns: not if every column of numbers already begins with one."""
    first, body = rows[0], rows[1:]
    if not body:
        return not any(is_number(cell) for cell in first)
    numeric = [index for index in range(len(first)) if _numeric_column(body, index)]
    if not numeric:
        return not any(is_number(cell) for cell in first)
    return any(not is_number(first[index]) for index in numeric)


def is_number(cell: str) -> bool:
    """Whether the cell reads as a number, with a point or a comma."""
    try:
        float(cell.replace(",", ".", 1))
    except ValueError:
        return False
    return True


def open_text(path: Path, dialect: Dialect, errors: str = "strict") -> io.TextIOWrapper:
    """The file's text, unpacked and decoded, newlines as they are."""
    stream = cast("IO[bytes]", gzip.open(path, "rb")) if dialect.gzipped else path.open("rb")  # noqa: SIM115 (returned open)
    return io.TextIOWrapper(stream, encoding=dialect.encoding, errors=errors, newline="")


def _numeric_column(rows: list[list[str]], index: int) -> bool:
    cells = [row[index].strip() for row in rows if index < len(row)]
    filled = [cell for cell in cells if cell and cell.upper() not in ("NA", "N/A", "NAN", "NULL")]
    return bool(filled) and all(is_number(cell) for cell in filled)


def _read_sample(path: Path) -> tuple[bytes, bool, bool]:
    """First bytes (unpacked), whether they were packed, whether that is all."""
    with path.open("rb") as stream:
        gzipped = stream.read(2) == GZIP_MAGIC
    try:
        with cast("IO[bytes]", gzip.open(path, "rb")) if gzipped else path.open("rb") as source:
            sample = source.read(SAMPLE_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DialectError("The file is packed with gzip but damaged.") from error
    return sample[:SAMPLE_BYTES], gzipped, len(sample) <= SAMPLE_BYTES


def _decode(sample: bytes, encoding: str) -> str:
    try:
        # Not final: the sample may end within a character.
        return codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError as error:
        line = sample[: error.start].count(b"\n") + 1
        raise DialectError(
            f"Line {line} is not {encoding} text (byte 0x{sample[error.start]:02x}).",
            "Choose the encoding that the file was saved in.",
        ) from error


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) >= SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows
