"""The bricks and tasks of the environment, as inspected at start."""

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labstead_core.bricks.discover import FoundBrick, discover
from labstead_core.process_environment import child_environment

log = logging.getLogger(__name__)

INSPECT_SECONDS = 120
CORE = "labstead_core"


@dataclass(frozen=True)
class Brick:
    """A brick as the API reports it."""

    name: str
    version: str
    error: str | None
    source: Path


@dataclass(frozen=True)
class TaskEntry:
    """A task that can be run. `public` is what the API shows; the rest is for the runner."""

    id: str
    brick: str
    brick_version: str
    brick_sha256: str
    packages: tuple[str, ...]
    databases: tuple[str, ...]
    title: str
    module: str
    qualname: str
    cpus: int
    memory_bytes: int
    min_memory_bytes: int
    hours: float
    inputs: tuple[dict[str, Any], ...]
    outputs: tuple[dict[str, Any], ...]
    parameters: dict[str, Any]
    public: dict[str, Any]


@dataclass(frozen=True)
class Catalogue:
    """All bricks (those in error too) and the tasks of the good ones."""

    bricks: tuple[Brick, ...]
    tasks: dict[str, TaskEntry]

    def source_folders(self) -> list[Path]:
        """`src` folders of the usable bricks: the import path of a task's process."""
        return [brick.source for brick in self.bricks if brick.error is None]


EMPTY = Catalogue((), {})


def load_catalogue(folders: Iterable[Path]) -> Catalogue:
    """Finds and inspects the bricks, side by side. Never raises for a bad brick: it is in the list, with its error."""
    found = discover(folders)
    sources = [brick.source for brick in found if brick.error is None]
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
        answers = list(pool.map(lambda brick: _inspect(brick, sources), found))
    bricks, tasks = [], {}
    for brick, answer in zip(found, answers, strict=True):
        error = answer.get("error")
        if error:
            log.error("brick in error", extra={"brick": brick.name, "error": error})
        version = brick.settings.version if brick.settings else "?"
        bricks.append(Brick(brick.name, version, error, brick.source))
        tasks.update({entry["id"]: _task_entry(entry) for entry in answer.get("tasks", [])})
    return Catalogue(tuple(bricks), tasks)


def _inspect(brick: FoundBrick, sources: Sequence[Path]) -> dict[str, Any]:
    if brick.error is not None:
        return {"error": brick.error}
    if brick.name == CORE:  # it is what is running
        return {"tasks": []}
    read_end, write_end = os.pipe()
    with tempfile.TemporaryFile() as output, os.fdopen(read_end, "rb") as answer:
        try:
            # The answer fits in a pipe or the child waits for the reader; so it is read while it runs.
            with subprocess.Popen(
                [sys.executable, "-m", "labstead_core.bricks.inspect_brick", brick.name, brick.folder, str(write_end)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(write_end,),
                env=child_environment(sources),
                start_new_session=True,
            ) as child:
                os.close(write_end)
                return _read_answer(child, answer.fileno(), output)
        except OSError as error:
            return {"error": f"can't be inspected: {error}"}


def _read_answer(child: subprocess.Popen[bytes], descriptor: int, output: Any) -> dict[str, Any]:
    with ThreadPoolExecutor(max_workers=1) as reader:
        text = reader.submit(_read_all, descriptor)
        try:
            code = child.wait(INSPECT_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return {"error": f"importing it took more than {INSPECT_SECONDS} seconds"}
        raw = text.result()
    if raw:
        parsed: dict[str, Any] = json.loads(raw)
        return parsed
    output.seek(0)
    last_line = output.read()[-2000:].decode("utf-8", "replace").strip().rpartition("\n")[2]
    return {"error": f"importing it ended the process ({code}): {last_line or 'no message'}"}


def _read_all(descriptor: int) -> bytes:
    parts = []
    while part := os.read(descriptor, 1 << 16):
        parts.append(part)
    return b"".join(parts)


def _task_entry(entry: dict[str, Any]) -> TaskEntry:
    shown = (
        "id",
        "brick",
        "brick_version",
        "name",
        "title",
        "description",
        "inputs",
        "parameters",
        "outputs",
    )
    return TaskEntry(
        id=entry["id"],
        brick=entry["brick"],
        brick_version=entry["brick_version"],
        brick_sha256=entry["brick_sha256"],
        packages=tuple(entry["packages"]),
        databases=tuple(entry["databases"]),
        title=entry["title"],
        module=entry["module"],
        qualname=entry["qualname"],
        cpus=entry["cpus"],
        memory_bytes=entry["memory_bytes"],
        min_memory_bytes=entry["min_memory_bytes"],
        hours=entry["hours"],
        inputs=tuple(entry["inputs"]),
        outputs=tuple(entry["outputs"]),
        parameters=entry["parameters"],
        public={key: entry[key] for key in shown},
    )
