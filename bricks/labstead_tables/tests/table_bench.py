"""Runs a task of this brick in the test's own process, on text that the test gives."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labstead_core import InputFile, TaskContext, TaskError
from labstead_core.sdk import Task

MEBIBYTE = 1024 * 1024


class _QuietContext(TaskContext[Any]):
    """Keeps the log for the test to read."""

    logged: list[str]

    def log(self, message: str) -> None:
        self.logged.append(message)


@dataclass
class Bench:
    """A folder for one run and what came of it."""

    folder: Path
    memory_bytes: int = 512 * MEBIBYTE
    logged: list[str] = field(default_factory=list)

    def run(self, cls: type[Task[Any]], content: bytes | Path, **parameters: Any) -> dict[str, str]:
        """The text of each output. Raises what the task raises."""
        path = content if isinstance(content, Path) else self.folder / "input"
        if isinstance(content, bytes):
            path.write_bytes(content)
        outputs, scratch = self.folder / "outputs", self.folder / "scratch"
        outputs.mkdir(exist_ok=True)
        scratch.mkdir(exist_ok=True)
        context = _QuietContext(
            parameters=cls.parameters.model_validate(parameters),
            inputs={"table": InputFile(path, "my table.csv", "table", "text/csv", path.stat().st_size, "0" * 64)},
            output_names=tuple(output.name for output in cls.outputs),
            cpus=2,
            memory_bytes=self.memory_bytes,
            scratch=scratch,
            outputs_folder=outputs,
            progress_file=self.folder / "progress.json",
        )
        context.logged = self.logged
        cls().run(context)
        return {made.name: made.path.read_text() for made in context.made_outputs()}

    def refuse(self, cls: type[Task[Any]], content: bytes, **parameters: Any) -> TaskError:
        """The error that the task must raise for `content`."""
        try:
            self.run(cls, content, **parameters)
        except TaskError as error:
            return error
        raise AssertionError("the task did not refuse it")


def rows_of(text: str) -> list[dict[str, str]]:
    """A CSV output as rows."""
    return list(csv.DictReader(io.StringIO(text)))
