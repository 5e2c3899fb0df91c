"""How a task says that it can't go on."""


class TaskError(Exception):
    """An expected failure: `message` is shown to the person as it is, without a traceback.

    `code` is a stable string for programs, `hint` the next thing to try.
    """

    def __init__(self, message: str, *, hint: str | None = None, code: str = "task.failed") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
