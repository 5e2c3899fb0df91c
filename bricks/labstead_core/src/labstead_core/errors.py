"""The server's expected errors. `http.problems` maps the codes to statuses."""

from typing import Any


class LabError(Exception):
    """`code` is stable and for programs, `message` one sentence, `hint` the next thing to try,
    `details` numbers and names that belong to it."""

    def __init__(self, code: str, message: str, *, hint: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.details = details
