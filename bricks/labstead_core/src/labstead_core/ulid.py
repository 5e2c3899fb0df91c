"""ULIDs: identifiers of 26 characters that sort by the time they were made."""

import os
import threading
import time

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26

_lock = threading.Lock()
_last = 0


def new_ulid() -> str:
    """A new identifier, greater than every earlier one of this process even within a millisecond."""
    global _last  # noqa: PLW0603 (monotonic within the process is the point)
    with _lock:
        candidate = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
        _last = candidate if candidate >> 80 > _last >> 80 else _last + 1
        return _encode(_last)


def is_ulid(text: str) -> bool:
    """Whether `text` has the form of a ULID; what has it is safe as a file name."""
    return len(text) == LENGTH and text[0] in "01234567" and all(char in ALPHABET for char in text)


def _encode(value: int) -> str:
    return "".join(ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))
