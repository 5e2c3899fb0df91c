"""JSON that everything behind the API takes: Python reads more than that as JSON, and the database less."""

import math
from typing import Any

DEEPEST = 20


def check_json(value: Any) -> Any:
    """`value` as it is. Raises ValueError for numbers that are none, half characters, and bottomless nesting."""
    rest = [(value, 1)]
    while rest:
        item, depth = rest.pop()
        if depth > DEEPEST:
            raise ValueError(f"nested more than {DEEPEST} levels deep")
        match item:
            case float() if not math.isfinite(item):
                raise ValueError(f"{item} is not a JSON number")
            case str():
                _check_text(item)
            case dict():
                for key in item:
                    _check_text(str(key))
                rest.extend((inner, depth + 1) for inner in item.values())
            case list():
                rest.extend((inner, depth + 1) for inner in item)
    return value


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("a text holds half of a surrogate pair") from None
