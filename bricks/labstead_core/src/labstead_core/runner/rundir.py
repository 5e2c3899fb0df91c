"""The folder of one run: how server, keeper and task speak to each other, also after a restart.

spec.json      the server's order (read by keeper and task)
keeper.json    who the keeper is: pid, start time, boot
progress.json  the task's word on how far it is
result.json    the task's word on how it ended: outputs, or an error
outcome.json   the keeper's word, written last, when no process of the run is left
publish.json   the server's note under which ids the outputs become resources
log.txt        what the task printed, bounded
outputs/       the outputs before they are published
scratch/       the task's working directory
"""

import errno
import json
import os
import re
import shutil
import stat
from pathlib import Path
from typing import Any

# An order with its parameters is the largest; the API takes less.
LARGEST_JSON = 8 * 1024 * 1024
OUTPUT_NAME = re.compile("[a-z][a-z0-9_]{0,63}")
NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EACCES, errno.EISDIR, errno.ENXIO)


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
        json.dump(value, stream)  # in ASCII: names of files may hold what UTF-8 can't
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


def read_json(path: Path) -> dict[str, Any] | None:
    """The object in `path`, or None if there is no such file or it doesn't hold one.

    Tasks can put anything into their folder: what isn't an ordinary file of a sensible size is not read, for a pipe
    would hold the reader up for ever and with it every other run."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in NOT_THERE:
            return None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as stream:
        content = stream.read(LARGEST_JSON + 1)
    if len(content) > LARGEST_JSON:
        return None
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def declared_outputs(run: RunDir) -> dict[str, str]:
    """Name and kind of each output in the run's order."""
    ports = (read_json(run.spec) or {}).get("outputs")
    if not isinstance(ports, list):
        return {}
    pairs = [(port.get("name"), port.get("kind")) for port in ports if isinstance(port, dict)]
    # The names are those of files in the run's folder: nothing else may be one.
    return {
        name: "table" if kind == "table" else "file"
        for name, kind in pairs
        if isinstance(name, str) and OUTPUT_NAME.fullmatch(name)
    }
