"""Makes a table like a given one, only as large as you like: for trying how big a table the lab takes.

    python enlarge.py penguins.csv big.csv --gigabytes 1

Each row is a row of the given table, drawn by a fixed sequence; numbers with a decimal point get a small
deviation, so that columns have many different values. The same arguments give the same bytes. It writes
as it goes: memory stays small.
"""

import argparse
import csv
import io
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

ROWS_AT_ONCE = 5000
VARIED_ROWS = 100_000
SEED = 20260101
DEVIATION = 0.05


def read_table(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a small CSV file. Raises ValueError if it has no rows."""
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    if not rows:
        raise ValueError(f"{path} has no rows")
    return header, rows


def varied(cell: str, chance: random.Random) -> str:
    """The cell; a decimal number moved by up to a twentieth, with as many decimals and one more."""
    whole, point, decimals = cell.partition(".")
    if not point or not whole.lstrip("-").isdigit() or not decimals.isdigit():
        return cell
    return f"{float(cell) * (1 + chance.uniform(-DEVIATION, DEVIATION)):.{len(decimals) + 1}f}"


def varied_lines(rows: list[list[str]], chance: random.Random) -> list[str]:
    """Rows as CSV text, each with a deviation of its own: what the large table is drawn from."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for _ in range(VARIED_ROWS):
        writer.writerow([varied(cell, chance) for cell in rows[chance.randrange(len(rows))]])
    return buffer.getvalue().splitlines()


def blocks(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    """The text of the large table, a few thousand rows at a time, without end. Has a first column `row`."""
    chance = random.Random(SEED)
    lines = varied_lines(rows, chance)
    yield ",".join(["row", *header]) + "\n"
    first = 1
    while True:
        drawn = chance.choices(lines, k=ROWS_AT_ONCE)
        yield "".join([f"{number},{line}\n" for number, line in enumerate(drawn, first)])
        first += ROWS_AT_ONCE


def enlarge(source: Path, sink: TextIO, size: int) -> int:
    """Writes whole rows until at least `size` characters; how many were written."""
    written = 0
    for block in blocks(*read_table(source)):
        sink.write(block)
        written += len(block)
        if written >= size:
            return written
    raise AssertionError("blocks are endless")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("source", type=Path, help="a small CSV file with a header")
    parser.add_argument("target", type=Path, help="the file to write")
    parser.add_argument("--gigabytes", type=float, default=1.0, help="size in 10^9 bytes (default 1)")
    arguments = parser.parse_args()
    with arguments.target.open("w", encoding="utf-8", newline="") as sink:
        written = enlarge(arguments.source, sink, int(arguments.gigabytes * 1e9))
    print(f"{arguments.target}: {written} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
