"""The description of a table as one HTML page without scripts and without anything from elsewhere."""

from collections.abc import Iterable
from html import escape

from labstead_core import InputFile
from labstead_tables.source import Table
from labstead_tables.summary import ColumnSummary

STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .7rem; border-bottom: 1px solid #8885; vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
small { opacity: .75; }
.wide { overflow-x: auto; }
"""

HEADINGS = (
    "Column",
    "Type",
    "Filled",
    "Missing",
    "Different",
    "Least",
    "Median",
    "Greatest",
    "Mean",
    "Spread (std)",
    "Most frequent",
)


def write_report(source: InputFile, table: Table, summaries: Iterable[ColumnSummary]) -> str:
    """The page. Everything that came from the file is escaped."""
    rows = "\n".join(_row(summary, table.rows) for summary in summaries)
    head = "".join(f"<th scope=col>{heading}</th>" for heading in HEADINGS)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(source.name)}: description</title>
<style>{STYLE}</style></head>
<body>
<h1>{escape(source.name)}</h1>
<p>{table.rows:,} rows, {len(table.columns)} columns, {source.size:,} bytes,
SHA-256 <code>{escape(source.sha256)}</code></p>
<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>
{rows}
</tbody></table></div>
<p><small>A number after ≈ is an estimate: counting exactly would take unbounded memory
on a table of this size. Values that are not finite numbers (nan, inf, or too large)
are counted, but left out of least, median, greatest, mean and spread.</small></p>
</body></html>
"""


def _row(summary: ColumnSummary, rows: int) -> str:
    column = summary.column
    share = f" ({summary.missing / rows:.1%})" if rows and summary.missing else ""
    frequent = ", ".join(f"{escape(_short(value))} <small>&times;{count:,}</small>" for value, count in summary.top)
    about = "" if summary.distinct_is_exact else "≈ "
    median = (
        ""
        if summary.quartiles is None
        else f"{'' if summary.quartiles_are_exact else '≈ '}{_number(summary.quartiles[1])}"
    )
    not_finite = f" <small>({column.not_finite:,} not finite)</small>" if column.not_finite else ""
    cells = [
        f"<th scope=row>{escape(column.name)}</th>",
        f"<td>{column.type}</td>",
        f"<td class=n>{column.filled:,}{not_finite}</td>",
        f"<td class=n>{summary.missing:,}{share}</td>",
        f"<td class=n>{about}{summary.distinct:,}</td>",
        f"<td class=n>{_value(summary.minimum)}</td>",
        f"<td class=n>{median}</td>",
        f"<td class=n>{_value(summary.maximum)}</td>",
        f"<td class=n>{_number(summary.mean)}</td>",
        f"<td class=n>{_number(summary.std)}</td>",
        f"<td>{frequent}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _value(value: object) -> str:
    if value is None:
        return ""
    return _number(value) if isinstance(value, float) else escape(_short(str(value)))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
