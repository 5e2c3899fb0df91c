"""A task that eats more memory than its environment has, where its keeper doesn't see it."""

from pathlib import Path
from typing import ClassVar

from labstead_core import Needs, NoParameters, Task, TaskContext, task

MEBIBYTE = 1024 * 1024


@task("Eat")
class Eat(Task[NoParameters]):
    """Files in memory count for the container, and for no process of it."""

    needs: ClassVar = Needs(cpus=1, memory_mib=4096, min_memory_mib=64, hours=1)
    parameters: ClassVar = NoParameters

    def run(self, context: TaskContext[NoParameters]) -> None:
        """Never comes back."""
        with Path("/tmp/eaten").open("wb") as stream:  # noqa: S108 (this very file system)
            for _ in range(240):
                stream.write(b"x" * MEBIBYTE)
        context.log("240 MiB lie in memory; eating the rest")
        held = []
        while True:
            held.append(b"x" * MEBIBYTE)
