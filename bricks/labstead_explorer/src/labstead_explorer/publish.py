"""Task `publish`: put a table on the shelf."""

import csv
from itertools import islice
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, Field

from labstead_core import Input, Needs, Output, Task, TaskContext, TaskError, database, task
from labstead_explorer.shelf import Shelf

MOST_ROWS = 5_000
MOST_COLUMNS = 200
MOST_CELL = 2_000


class Options(BaseModel):
    """What people choose."""

    title: str = Field("", title="Title", max_length=200, description="What the page calls it; empty: the file's name")


@task(title="Publish a table")
class Publish(Task[Options]):
    """Puts the first 5,000 rows of a table on the page of the explorer, where everybody in the lab can search them."""

    inputs: ClassVar = (Input("table", "Table", kind="table"),)
    outputs: ClassVar = (Output("receipt", "What was published"),)
    needs: ClassVar = Needs(cpus=1, memory_mib=320, hours=1)
    parameters: ClassVar = Options

    def run(self, context: TaskContext[Options]) -> None:
        """Reads as much as is shown, and no more."""
        source = context.inputs["table"]
        columns, rows, whole = read(source.path, "\t" if source.name.lower().endswith(".tsv") else ",")
        shelf = Shelf(database("shelf"))
        number = shelf.publish(context.parameters.title or source.name, source.name, columns, rows, whole=whole)
        context.log(f"{source.name}: {len(rows)} rows are on the shelf as table {number}")
        receipt = f"Table {number}: {len(rows)} rows, {len(columns)} columns\n"
        context.output("receipt", "published.txt", "text/plain").write_text(receipt, encoding="utf-8")
        context.progress(1.0, "Published")


def read(path: Path, delimiter: str) -> tuple[list[str], list[list[str]], bool]:
    """Names of columns, rows of equal length, and whether that is all. Raises TaskError for what is no table."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, delimiter=delimiter)
            columns = next(reader, [])
            rows = [_cut(row, len(columns)) for row in islice(reader, MOST_ROWS)]
            whole = next(reader, None) is None
    except (UnicodeDecodeError, csv.Error) as error:
        raise TaskError(f"It can't be read as a table: {error}") from error
    if not columns or len(columns) > MOST_COLUMNS:
        raise TaskError(f"It has {len(columns)} columns; 1 to {MOST_COLUMNS} can be shown.")
    return [name[:MOST_CELL] for name in columns], rows, whole


def _cut(row: list[str], length: int) -> list[str]:
    return [cell[:MOST_CELL] for cell in (row + [""] * length)[:length]]
