"""The figures of columns: one query for many columns, one summary for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from labstead_tables.engine import Engine, name
from labstead_tables.source import NUMERIC, Column, Table, finite

TOP_VALUES = 5
# Columns with more different values get no list of frequent ones: it would say little and cost much.
MOST_COUNTED = 1000
# The estimate of different values is a few per cent off; near the bound counting may go over it.
ESTIMATE_SLACK = 1.2

FIELDS = (
    "column", "type", "count", "missing", "distinct", "distinct_is_exact", "min", "q25", "median", "q75", "max",
    "quantiles_are_exact", "mean", "std", "top_values", "not_finite",
)  # fmt: skip


@dataclass(frozen=True)
class ColumnSummary:
    """What describes one column; None where a figure has no meaning for its type."""

    column: Column
    missing: int
    distinct: int
    distinct_is_exact: bool
    minimum: Any
    maximum: Any
    mean: float | None
    std: float | None
    quartiles: tuple[float, float, float] | None
    quartiles_are_exact: bool
    top: tuple[tuple[str, int], ...]

    def as_row(self) -> dict[str, Any]:
        """The summary as a row of the output table."""
        low, middle, high = self.quartiles or (None, None, None)
        return {
            "column": self.column.name,
            "type": self.column.type,
            "count": self.column.filled,
            "missing": self.missing,
            "distinct": self.distinct,
            "distinct_is_exact": "yes" if self.distinct_is_exact else "no",
            "min": self.minimum,
            "q25": rounded(low),
            "median": rounded(middle),
            "q75": rounded(high),
            "max": self.maximum,
            "quantiles_are_exact": "" if self.quartiles is None else "yes" if self.quartiles_are_exact else "no",
            "mean": rounded(self.mean),
            "std": rounded(self.std),
            "top_values": "; ".join(f"{value} ({count})" for value, count in self.top),
            "not_finite": self.column.not_finite if self.column.type in NUMERIC else None,
        }


def rounded(value: float | None) -> float | None:
    """Ten significant digits: what is behind them is noise of the arithmetic."""
    return None if value is None else float(f"{value:.10g}")


def summarise(
    engine: Engine, table: Table, columns: Sequence[Column], *, exact_quantiles: bool, start: float, end: float
) -> list[ColumnSummary]:
    """One pass over the table for all `columns`."""
    quantile = "quantile_cont" if exact_quantiles else "approx_quantile"
    parts = [part for column in columns for part in _aggregates(column, quantile)]
    row = engine.query(
        f"SELECT {', '.join(parts)} FROM {table.typed_rows()}", start=start, end=end, message="Computing"
    )[0]
    width = len(row) // len(columns)
    return [
        _summary(table, column, row[width * index : width * (index + 1)], exact_quantiles=exact_quantiles)
        for index, column in enumerate(columns)
    ]


def _aggregates(column: Column, quantile: str) -> list[str]:
    value = finite(column)
    numeric = column.type in NUMERIC
    counted = column.distinct <= MOST_COUNTED * ESTIMATE_SLACK
    number = f"({value})::DOUBLE"
    return [
        f"min({value})",
        f"max({value})",
        f"avg({number})" if numeric else "NULL",
        f"stddev_samp({number})" if numeric else "NULL",
        f"{quantile}({number}, [0.25, 0.5, 0.75])" if numeric else "NULL",
        f"histogram({name(column.name)})" if counted else "NULL",
    ]


def _summary(table: Table, column: Column, figures: tuple[Any, ...], *, exact_quantiles: bool) -> ColumnSummary:
    minimum, maximum, mean, std, quartiles, histogram = figures
    counts: dict[str, int] = {_written(value): count for value, count in (histogram or {}).items()}
    top = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP_VALUES]
    exact = histogram is not None or column.filled == 0
    return ColumnSummary(
        column=column,
        missing=table.rows - column.filled,
        distinct=len(counts) if exact else column.distinct,
        distinct_is_exact=exact,
        minimum=minimum,
        maximum=maximum,
        mean=mean,
        std=std,
        quartiles=tuple(quartiles) if quartiles else None,
        quartiles_are_exact=exact_quantiles,
        # Where every value is another, none is frequent.
        top=tuple(top) if top and top[0][1] > 1 else (),
    )


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
