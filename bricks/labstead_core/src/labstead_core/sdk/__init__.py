"""What a brick needs to declare and run tasks. Bricks import these names from `labstead_core`."""

from labstead_core.sdk.context import InputFile, TaskContext
from labstead_core.sdk.declaration import Input, Needs, NoParameters, Output, Task, declared_tasks, task
from labstead_core.sdk.errors import TaskError
from labstead_core.sdk.reference import open_reference
from labstead_core.sdk.services import Database, database

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
    "declared_tasks",
    "open_reference",
    "task",
]
