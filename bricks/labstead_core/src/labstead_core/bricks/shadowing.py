"""Modules that no brick may bring: all bricks share one import path, which comes before Python's own.

One brick called `json` would otherwise take that module from every other, and from glab's own programs.
"""

import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

# Of Python's own, but imported by nobody; published bricks do have them beside their package.
HARMLESS = frozenset({"test"})


def shadowed(source: Path) -> str | None:
    """The first module in a brick's `src` that is one of Python's or of what glab is made of. None: there is none."""
    return next((name for name in sorted(_modules(source)) if name in _taken()), None)


def _modules(source: Path) -> Iterator[str]:
    for entry in source.iterdir():
        if entry.suffix == ".py" or entry.is_dir():
            yield entry.stem


@cache
def _taken() -> frozenset[str]:
    return (sys.stdlib_module_names | packages_distributions().keys()) - HARMLESS
