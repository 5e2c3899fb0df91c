"""The core brick: the glab server, and what bricks import to declare tasks.

The names below are loaded on first use, so that a task's supervisor (`runner.keeper`), which needs
none of them, stays a process of about ten megabytes.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labstead_core.sdk import (
        Database,
        Input,
        InputFile,
        Needs,
        NoParameters,
        Output,
        Task,
        TaskContext,
        TaskError,
        database,
        open_reference,
        task,
    )

__version__ = "0.1.0"

__all__ = [
    "Database",
    "Input",
    "InputFile",
    "Needs",
    "NoParameters",
    "Output",
    "Task",
    "TaskContext",
    "TaskError",
    "database",
    "open_reference",
    "task",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from labstead_core import sdk  # noqa: PLC0415 (see the docstring)

    return getattr(sdk, name)
