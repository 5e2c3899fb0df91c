"""Task `describe`: what is in each column of a table."""

import csv
from pathlib import Path
from typing import Any, ClassVar

from labstead_core import Input, Needs, Output, Task, TaskContext, task
from labstead_tables.engine import MEBIBYTE, Engine, open_engine
from labstead_tables.options import TableOptions
from labstead_tables.report import write_report
from labstead_tables.source import NUMERIC, Column, Table, open_table, tell_not_finite
from labstead_tables.summary import FIELDS, ColumnSummary, summarise

CHECK_SHARE = 0.45
# Of the run's memory for each column of a query: counting the values of one takes 3 to 5 MiB of the engine's half,
# also where there are few. Wider tables are read again for the next columns.
COLUMN_BYTES = 16 * MEBIBYTE


@task(title="Describe a table")
class Describe(Task[TableOptions]):
    """Type, missing and different values, range, mean, spread, quartiles and the most frequent values of
    each column. Gives a table with a row for each column, and a report to read."""

    inputs: ClassVar = (Input("table", "Table", kind="table"),)
    outputs: ClassVar = (Output("columns", "Columns", kind="table"), Output("report", "Report"))
    needs: ClassVar = Needs(cpus=2, memory_mib=1024, min_memory_mib=320, hours=6)
    parameters: ClassVar = TableOptions

    def run(self, context: TaskContext[TableOptions]) -> None:
        """Two passes over the file: one checks it, one computes."""
        source = context.inputs["table"]
        with open_engine(context) as engine:
            table = open_table(engine, context, source, context.parameters, CHECK_SHARE)
            context.log(
                f"{source.name}: {table.rows} rows, {len(table.columns)} columns, delimiter {table.dialect.delimiter!r}"
            )
            tell_not_finite(context, table.columns)
            summaries = _summaries(engine, table, at_once=max(1, context.memory_bytes // COLUMN_BYTES))
        stem = Path(source.name).stem
        rows = [summary.as_row() for summary in summaries]
        write_csv(context.output("columns", f"{stem}-columns.csv", "text/csv"), rows)
        report = context.output("report", f"{stem}-report.html", "text/html")
        report.write_text(write_report(source, table, summaries), encoding="utf-8")
        context.progress(1.0, "Done")


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    """The summaries as a table."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS)
        writer.writeheader()
        writer.writerows(rows)


def _summaries(engine: Engine, table: Table, at_once: int) -> list[ColumnSummary]:
    exact = table.rows * sum(column.type in NUMERIC for column in table.columns) <= EXACT_QUANTILE_CELLS
    parts: list[tuple[Column, ...]] = [
        table.columns[first : first + at_once] for first in range(0, len(table.columns), at_once)
    ]
    found: list[ColumnSummary] = []
    for index, columns in enumerate(parts):
        share = (1 - CHECK_SHARE) / len(parts)
        start = CHECK_SHARE + share * index
        found += summarise(engine, table, columns, exact_quantiles=exact, start=start, end=start + share)
    return found


# Above this, exact quantiles would take more than a few dozen megabytes.
EXACT_QUANTILE_CELLS = 4_000_000
