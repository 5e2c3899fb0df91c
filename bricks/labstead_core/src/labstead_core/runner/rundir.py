"""The folder of one run: how server, keeper and task speak to each other, also after a restart.

spec.json      the server's order (read by keeper and task)
keeper.json    who the keeper is: pid, start time, boot
progress.json  the task's word on how far it is
result.json    the task's word on how it ended: outputs, or an error
outcome.json   the keeper's word, written last, when no process of the run is left
log.txt        what the task printed, bounded
outputs/       the outputs before they are published
scratch/       the task's working directory
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any


class RunDir:
    """Paths and atomic JSON files of a run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.spec = path / "spec.json"
        self.keeper = path / "keeper.json"
        self.progress = path / "progress.json"
        self.result = path / "result.json"
        self.outcome = path / "outcome.json"
        self.publish = path / "publish.json"
        self.log = path / "log.txt"
        self.outputs = path / "outputs"
        self.scratch = path / "scratch"

    def create(self) -> None:
        """Makes the folders; what an order that was never carried out left is replaced. Raises OSError,
        FileExistsError if the run was started before: nothing runs twice."""
        if self.path.exists() and not self.keeper.exists() and not self.outcome.exists():
            shutil.rmtree(self.path)
        self.path.mkdir(parents=True)
        self.outputs.mkdir()
        self.scratch.mkdir()
        self.log.touch()


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Writes `value` so that a reader, or a crash, sees all of it or nothing."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as stream:
        json.dump(value, stream, ensure_ascii=False)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


def read_json(path: Path) -> dict[str, Any] | None:
    """The object in `path`, or None if there is no such file or it doesn't hold one."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError):
        return None
    return value if isinstance(value, dict) else None
