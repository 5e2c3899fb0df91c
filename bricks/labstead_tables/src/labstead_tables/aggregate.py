"""Task `aggregate`: figures for groups of rows."""

from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from labstead_core import Input, Needs, Output, Task, TaskContext, TaskError, task
from labstead_tables.engine import name, open_engine
from labstead_tables.options import COLUMN_OF_TABLE, TableOptions
from labstead_tables.source import NUMERIC, Table, finite, open_table, tell_not_finite

Function = Literal["count", "distinct", "sum", "mean", "median", "std", "min", "max"]

SQL = {
    "count": "count({0})",
    "distinct": "count(DISTINCT {0})",
    "sum": "sum({0})",
    "mean": "avg({0})",
    "median": "median({0})",
    "std": "stddev_samp({0})",
    "min": "min({0})",
    "max": "max({0})",
}
ONLY_NUMBERS = ("sum", "mean", "median", "std")
# These are of all values, the others of the finite ones.
OF_ALL = ("count", "distinct")
CHECK_SHARE = 0.5


class AggregateParameters(TableOptions):
    """Which groups, and which figures of which columns."""

    group_by: list[str] = Field(
        default=[],
        max_length=50,
        title="Group by these columns",
        description="None: the whole table.",
        json_schema_extra=COLUMN_OF_TABLE,
    )
    columns: list[str] = Field(
        default=[], max_length=200, title="Columns to compute on", json_schema_extra=COLUMN_OF_TABLE
    )
    functions: list[Function] = Field(default=["mean"], min_length=1, max_length=8, title="What to compute")


@task(title="Aggregate a table")
class Aggregate(Task[AggregateParameters]):
    """Counts the rows of each group and computes the chosen figures of the chosen columns."""

    inputs: ClassVar = (Input("table", "Table", kind="table"),)
    outputs: ClassVar = (Output("groups", "Groups", kind="table"),)
    needs: ClassVar = Needs(cpus=2, memory_mib=1024, min_memory_mib=320, hours=6)
    parameters: ClassVar = AggregateParameters

    def run(self, context: TaskContext[AggregateParameters]) -> None:
        """One pass checks the file, one computes."""
        source = context.inputs["table"]
        target = context.output("groups", f"{Path(source.name).stem}-groups.csv", "text/csv")
        with open_engine(context) as engine:
            table = open_table(engine, context, source, context.parameters, CHECK_SHARE)
            sql = aggregation(table, context.parameters)
            tell_not_finite(context, dict.fromkeys(map(table.column, context.parameters.columns)))
            groups = engine.write_table(sql, target, start=CHECK_SHARE, message="Computing")
        context.log(f"{table.rows} rows in {groups} groups")
        context.progress(1.0, "Done")


def aggregation(table: Table, wanted: AggregateParameters) -> str:
    """The query. Raises TaskError for an unknown column, or a figure that its type doesn't have."""
    groups = [table.column(column) for column in dict.fromkeys(wanted.group_by)]
    parts = [f"{name(column.name)}" for column in groups]
    parts.append(f"count(*) AS {name('rows')}")
    for column in (table.column(chosen) for chosen in dict.fromkeys(wanted.columns)):
        for function in dict.fromkeys(wanted.functions):
            if function in ONLY_NUMBERS and column.type not in NUMERIC:
                raise TaskError(
                    f"“{column.name}” holds {column.type} values; {function} needs numbers.",
                    hint="Choose count, distinct, min or max for it, or leave it out.",
                    code="table.not_numeric",
                )
            value = name(column.name) if function in OF_ALL else finite(column)
            parts.append(f"{SQL[function].format(value)} AS {name(f'{column.name}_{function}')}")
    keys = ", ".join(str(number) for number in range(1, len(groups) + 1))
    grouping = f" GROUP BY {keys} ORDER BY {keys}" if groups else ""
    return f"SELECT {', '.join(parts)} FROM {table.typed_rows()}{grouping}"
