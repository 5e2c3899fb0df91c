"""The pages as text: nothing is shown that isn't escaped."""

from collections.abc import Sequence
from html import escape

from labstead_explorer.shelf import Entry, Note, Published

SHOWN_ROWS = 200

STYLE = """
:root { color-scheme: light dark; --line: light-dark(#d8dde3, #3a4149); --soft: light-dark(#f5f7f9, #1d2126);
  --quiet: light-dark(#57606a, #9aa4af); --accent: light-dark(#0b5fb0, #6cb2ff); }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif;
  background: light-dark(#fff, #14171a); color: light-dark(#1b1f24, #e6e9ec); }
a { color: var(--accent); } h1 { font-size: 1.6rem; margin: 0.5rem 0; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.quiet { color: var(--quiet); }
.scroll { overflow: auto; max-height: 60vh; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.35rem 0.7rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { background: var(--soft); position: sticky; top: 0; }
input, textarea, button { font: inherit; padding: 0.4rem 0.6rem; border: 1px solid var(--line); border-radius: 6px;
  background: var(--soft); color: inherit; } textarea { width: 100%; box-sizing: border-box; }
button { cursor: pointer; } article { border-left: 3px solid var(--line); padding-left: 0.8rem; margin: 0.8rem 0; }
article p { white-space: pre-wrap; margin: 0.2rem 0; }
"""


def listing(entries: Sequence[Entry], environment: str) -> str:
    """All tables."""
    rows = "".join(
        f'<tr><td><a href="/tables/{entry.id}">{escape(entry.title)}</a></td><td>{escape(entry.source)}</td>'
        f"<td>{entry.at:%Y-%m-%d %H:%M} UTC</td><td>{entry.notes}</td></tr>"
        for entry in entries
    )
    table = (
        _scrolled(
            "Tables",
            "<table><thead><tr><th>Table</th><th>From</th><th>Published</th><th>Notes</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>",
        )
        if entries
        else "<p>Nothing is published yet. Run the task <em>Publish a table</em>, and it appears here.</p>"
    )
    return _page("Tables", f'<h1>Tables</h1><p class="quiet">Published in {escape(environment)}</p>{table}')


def reading(table: Published, notes: Sequence[Note], asked: str) -> str:
    """One table, the rows that hold what is asked for, and what was written beside it."""
    wanted = asked.casefold()
    found = [row for row in table.rows if not wanted or any(wanted in cell.casefold() for cell in row)]
    head = "".join(f"<th>{escape(name)}</th>" for name in table.columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in found[:SHOWN_ROWS])
    told = f"{len(found)} of {len(table.rows)} rows" + ("" if table.whole else ", the first ones of its file")
    if len(found) > SHOWN_ROWS:
        told += f"; the first {SHOWN_ROWS} are shown"
    written = "".join(
        f'<article><p class="quiet">{escape(note.author)}, {note.at:%Y-%m-%d %H:%M} UTC</p>'
        f"<p>{escape(note.text)}</p></article>"
        for note in notes
    )
    return _page(
        table.title,
        f'<p><a href="/">All tables</a></p><h1>{escape(table.title)}</h1>'
        f'<p class="quiet">{escape(table.source)}, {table.at:%Y-%m-%d %H:%M} UTC</p>'
        f'<form role="search"><label>Find <input type="search" name="find" value="{escape(asked)}"></label> '
        f'<button>Find</button> <span class="quiet">{told}</span></form><p></p>'
        f"{_scrolled('Rows', f'<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')}"
        f"<h2>Notes</h2>{written or '<p>Nobody wrote anything yet.</p>'}"
        '<form method="post"><label>Your note'
        '<textarea name="text" rows="3" maxlength="5000" required></textarea></label>'
        "<button>Add note</button></form>",
    )


def missing(text: str) -> str:
    """What isn't there."""
    return _page("Not found", f'<h1>Not found</h1><p>{escape(text)}</p><p><a href="/">All tables</a></p>')


def _scrolled(name: str, table: str) -> str:
    """Wider or longer than the page: who has no mouse scrolls it by its focus."""
    return f'<div class="scroll" role="region" aria-label="{name}" tabindex="0">{table}</div>'


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style><main>{body}</main></html>"
    )
