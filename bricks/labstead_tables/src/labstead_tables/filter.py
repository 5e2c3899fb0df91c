"""Task `filter`: the rows that meet a condition."""

from datetime import datetime
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from labstead_core import Input, Needs, Output, Task, TaskContext, TaskError, task
from labstead_tables.engine import literal, name, open_engine
from labstead_tables.options import COLUMN_OF_TABLE, TableOptions
from labstead_tables.source import SQL_TYPES, Column, Table, cell, open_table, typed_cell

Operator = Literal[
    "equal", "not equal", "less", "less or equal", "greater", "greater or equal", "contains", "missing", "not missing"
]

COMPARE = {
    "equal": "=",
    "not equal": "<>",
    "less": "<",
    "less or equal": "<=",
    "greater": ">",
    "greater or equal": ">=",
}
CHECK_SHARE = 0.5


class FilterParameters(TableOptions):
    """The condition on one column, and which columns to keep."""

    column: str = Field(title="Column", min_length=1, json_schema_extra=COLUMN_OF_TABLE)
    operator: Operator = Field(default="equal", title="Condition")
    value: str = Field(default="", title="Value", description="Not used by missing and not missing.")
    keep: list[str] = Field(
        default=[],
        max_length=500,
        title="Columns to keep",
        description="None: all.",
        json_schema_extra=COLUMN_OF_TABLE,
    )


@task(title="Filter a table")
class Filter(Task[FilterParameters]):
    """Keeps the rows that meet the condition, in their order, each cell as it was written."""

    inputs: ClassVar = (Input("table", "Table", kind="table"),)
    outputs: ClassVar = (Output("rows", "Rows", kind="table"),)
    needs: ClassVar = Needs(cpus=2, memory_mib=1024, min_memory_mib=320, hours=6)
    parameters: ClassVar = FilterParameters

    def run(self, context: TaskContext[FilterParameters]) -> None:
        """One pass checks the file, one copies."""
        source = context.inputs["table"]
        wanted = context.parameters
        target = context.output("rows", f"{Path(source.name).stem}-filtered.csv", "text/csv")
        with open_engine(context) as engine:
            table = open_table(engine, context, source, wanted, CHECK_SHARE)
            kept = [table.column(column).name for column in dict.fromkeys(wanted.keep)] or list(table.names)
            sql = f"SELECT {', '.join(map(name, kept))} FROM {table.text_rows()} WHERE {condition(table, wanted)}"
            rows = engine.write_table(sql, target, start=CHECK_SHARE, message="Filtering")
        context.log(f"{rows} of {table.rows} rows kept")
        context.progress(1.0, "Done")


def condition(table: Table, wanted: FilterParameters) -> str:
    """SQL of the condition. Raises TaskError for an unknown column or a value that isn't of its type."""
    column = table.column(wanted.column)
    text = cell(column.name, table.options)
    match wanted.operator:
        case "missing":
            return f"({text}) IS NULL"
        case "not missing":
            return f"({text}) IS NOT NULL"
        case "contains":
            return f"contains({text}, {literal(wanted.value)})"
        case operator:
            return f"({typed_cell(text, column.type, table.options)}) {COMPARE[operator]} {typed(column, wanted.value)}"


def typed(column: Column, value: str) -> str:
    """`value` as SQL of the column's type. Raises TaskError if it isn't one."""
    if column.type == "text":
        return literal(value)
    if not _fits(column, value):
        raise TaskError(
            f"“{value}” can't be compared with “{column.name}”, which holds {column.type} values.",
            hint="Give a number for numbers, YYYY-MM-DD for dates, true or false for yes-no columns.",
            code="table.bad_value",
        )
    sql_type = "DOUBLE" if column.type in ("integer", "number") else SQL_TYPES[column.type]
    return f"CAST({literal(value.strip())} AS {sql_type})"


def _fits(column: Column, value: str) -> bool:
    try:
        match column.type:
            case "integer" | "number":
                float(value)
            case "boolean":
                return value.strip().lower() in ("true", "false")
            case _:
                datetime.fromisoformat(value.strip())
    except ValueError:
        return False
    return True
