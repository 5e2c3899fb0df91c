"""What a brick needs to declare and run tasks. Bricks import these names from `labstead_core`."""

from labstead_core.sdk.context import InputFile, TaskContext
from labstead_core.sdk.declaration import Input, Needs, NoParameters, Output, Task, declared_tasks, task
from labstead_core.sdk.errors import TaskError

__all__ = [
    "Input",
    "InputFile",
    "Needs",
    "NoParameters",
    "Output",
    "Task",
    "TaskContext",
    "TaskError",
    "declared_tasks",
    "task",
]
