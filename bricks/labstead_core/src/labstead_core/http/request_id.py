"""One id for a request: in its answer, in what it is told about an error, and in the log."""

import re

from starlette.datastructures import Headers
from starlette.types import Scope

from labstead_core.ulid import new_ulid

# What may stand in a log and a header as it is; the manager takes the same.
SAFE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(scope: Scope) -> str:
    """The id that the edge or the client gave, where it is harmless; else a new one. The same at each call."""
    state = scope.setdefault("state", {})
    if "request_id" not in state:
        given = Headers(scope=scope).get("x-request-id", "")
        state["request_id"] = given if SAFE.fullmatch(given) else new_ulid()
    found: str = state["request_id"]
    return found
