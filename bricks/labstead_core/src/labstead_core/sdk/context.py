"""What a running task sees of its run."""

import json
import math
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from labstead_core.gpu_variables import GPUS

P = TypeVar("P", bound=BaseModel)

# Progress is for people: more often than this only costs.
PROGRESS_INTERVAL_SECONDS = 0.2


@dataclass(frozen=True)
class InputFile:
    """A resource given to the run. `path` is only to be read; `name` is what the person called it."""

    path: Path
    name: str
    kind: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class OutputFile:
    """A file that the run made for one of its outputs."""

    name: str
    filename: str
    media_type: str
    path: Path


class TaskContext(Generic[P]):
    """Given to `Task.run`: parameters, inputs, limits; progress, log and outputs."""

    def __init__(
        self,
        *,
        parameters: P,
        inputs: Mapping[str, InputFile],
        output_names: tuple[str, ...],
        cpus: int,
        memory_bytes: int,
        scratch: Path,
        outputs_folder: Path,
        progress_file: Path,
    ) -> None:
        self.parameters = parameters
        self.inputs = inputs
        self.cpus = cpus
        self.memory_bytes = memory_bytes
        self.scratch = scratch
        self._output_names = output_names
        self._outputs_folder = outputs_folder
        self._progress_file = progress_file
        self._progress_at = 0.0
        self._made: dict[str, OutputFile] = {}

    @property
    def gpus(self) -> int | None:
        """How many GPUs this run may use: 0 means the CPU has to do, None as many as there are."""
        given = os.environ.get(GPUS, "none")
        return None if given == "all" else int(given) if given.isdigit() else 0

    def log(self, message: str) -> None:
        """Adds a line to the run's log."""
        sys.stdout.write(message.rstrip("\n") + "\n")
        sys.stdout.flush()

    def progress(self, fraction: float | None, message: str = "") -> None:
        """Says how far the run is: `fraction` 0 to 1, or None if unknown. Cheap enough for a loop."""
        now = time.monotonic()
        if now - self._progress_at < PROGRESS_INTERVAL_SECONDS and fraction != 1:
            return
        self._progress_at = now
        # What is not a number is as good as unknown, and nothing that a database takes.
        value = None if fraction is None or not math.isfinite(fraction) else min(max(float(fraction), 0.0), 1.0)
        part = self._progress_file.with_suffix(".part")
        part.write_text(json.dumps({"fraction": value, "message": message[:500]}), encoding="utf-8")
        part.replace(self._progress_file)

    def output(self, name: str, filename: str, media_type: str) -> Path:
        """Where to write the output `name`; it will be called `filename`. Raises ValueError if undeclared."""
        if name not in self._output_names:
            raise ValueError(f"{name!r} is not a declared output (declared: {', '.join(self._output_names)})")
        made = OutputFile(name=name, filename=filename, media_type=media_type, path=self._outputs_folder / name)
        self._made[name] = made
        return made.path

    def made_outputs(self) -> list[OutputFile]:
        """The outputs asked for so far."""
        return list(self._made.values())
