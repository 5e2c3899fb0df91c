"""Waiting for what will be true soon."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(look: Callable[[], T], *, within: float = 40, what: str = "") -> T:
    """The first truthy answer of `look`. Raises AssertionError with the last one after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        answer = look()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s: {what or look} (last answer: {answer!r})")
        time.sleep(0.05)
