"""The runner for one machine: each run is a keeper and below it the task, in sessions of their own."""

import errno
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from labstead_core.process_environment import child_environment
from labstead_core.runner import procfs
from labstead_core.runner.conclusion import conclude
from labstead_core.runner.port import Ended, Launch, LogPart, Lost, Running, RunState, Slots, Unstarted
from labstead_core.runner.rundir import RunDir, declared_outputs, read_json, write_json
from labstead_core.runner.task_words import progress_in

log = logging.getLogger(__name__)

# Every process of a run carries this variable; it finds those whose keeper was killed.
SCENARIO_VARIABLE = "LABSTEAD_SCENARIO_ID"


class LocalRunner:
    """Implements `runner.port.Runner` in `folder`, one subfolder a scenario."""

    def __init__(self, folder: Path, slots: Slots) -> None:
        self._folder = folder
        self._slots = slots
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()

    def capacity(self) -> Slots:
        return self._slots

    def submit(self, launch: Launch) -> dict[str, Any]:
        run = self._run(launch.scenario_id)
        if self._has_processes(launch.scenario_id):
            raise FileExistsError(errno.EEXIST, "The run has been started already", str(run.path))
        run.create()
        write_json(run.spec, launch.spec)
        cpus = str(launch.slots.cpus)
        # Engines that would take every CPU of the machine are told how many are theirs.
        threads = {f"{name}_NUM_THREADS": cpus for name in ("OMP", "OPENBLAS", "MKL", "POLARS", "NUMEXPR")}
        with (run.path / "keeper.log").open("wb") as output:
            child = subprocess.Popen(
                [sys.executable, "-m", "labstead_core.runner.keeper", str(run.path)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=run.path,
                start_new_session=True,
                env=child_environment(
                    (Path(source) for source in launch.spec["sources"]),
                    HOME=str(run.scratch),
                    TMPDIR=str(run.scratch),
                    **launch.spec.get("variables", {}),
                    **{SCENARIO_VARIABLE: launch.scenario_id},
                    **threads,
                ),
            )
        with self._lock:
            self._children[launch.scenario_id] = child
        identity = procfs.identity_of(child.pid)
        return identity.as_json() if identity else {}

    def state(self, scenario_id: str, handle: dict[str, Any] | None) -> RunState:
        run = self._run(scenario_id)
        keeper = self._keeper(run, handle)
        # The outcome is the keeper's last act. While it lives there is none, whoever wrote a file of that name; and
        # to wait for its exit would hold up all the other runs.
        if keeper is not None and procfs.is_alive(keeper):
            return Running(*progress_in(read_json(run.progress)))
        self._reap(scenario_id)
        outcome = read_json(run.outcome)
        if outcome is not None:
            return Ended(conclude(outcome, read_json(run.result), declared_outputs(run)))
        if keeper is None and handle is None:
            # A keeper that has only just been started hasn't said yet who it is.
            return Running(None, "") if self._has_processes(scenario_id) else Unstarted()
        self._kill_orphans(scenario_id)
        return Lost("its processes are gone and left no word on how they ended")

    def cancel(self, scenario_id: str, handle: dict[str, Any] | None) -> None:
        keeper = self._keeper(self._run(scenario_id), handle)
        if keeper is not None:
            procfs.send_signal(keeper, signal.SIGTERM)

    def logs(self, scenario_id: str, offset: int, limit: int) -> LogPart:
        path = self._run(scenario_id).log
        if not path.exists():
            return LogPart("", offset)
        with path.open("rb") as stream:
            stream.seek(offset)
            data = stream.read(limit)
        whole = _without_split_character(data)
        return LogPart(whole.decode("utf-8", "replace"), offset + len(whole))

    def run_dir(self, scenario_id: str) -> RunDir:
        """The folder of a run, for publishing its outputs."""
        return self._run(scenario_id)

    def clean(self, scenario_id: str) -> None:
        """Removes what a finished run no longer needs; the log and the words on its end stay."""
        run = self._run(scenario_id)
        for folder in (run.scratch, run.outputs):
            shutil.rmtree(folder, ignore_errors=True)

    def uncleaned(self) -> set[str]:
        """Runs, ended or not, whose folders hold what `clean` would remove."""
        if not self._folder.is_dir():
            return set()
        runs = (RunDir(path) for path in self._folder.iterdir())
        return {run.path.name for run in runs if run.scratch.exists() or run.outputs.exists()}

    def _run(self, scenario_id: str) -> RunDir:
        return RunDir(self._folder / scenario_id)

    def _keeper(self, run: RunDir, handle: dict[str, Any] | None) -> procfs.Identity | None:
        # A server killed between starting a keeper and recording it finds it by the keeper's own file.
        return procfs.identity_from_json(handle) or procfs.identity_from_json(read_json(run.keeper))

    def _has_processes(self, scenario_id: str) -> bool:
        """Whether anything of the run is alive, started by this server or by one before it."""
        with self._lock:
            child = self._children.get(scenario_id)
            # Asked first: while a process becomes another program, /proc shows no environment of it.
            if child is not None and child.poll() is None:
                return True
        return bool(procfs.with_variable(SCENARIO_VARIABLE, scenario_id))

    def _reap(self, scenario_id: str) -> None:
        """Takes the keeper's exit if there is one; never waits for it: others run, too."""
        with self._lock:
            child = self._children.get(scenario_id)
            if child is not None and child.poll() is not None:
                del self._children[scenario_id]

    def _kill_orphans(self, scenario_id: str) -> None:
        for pid in procfs.with_variable(SCENARIO_VARIABLE, scenario_id):
            try:
                os.kill(pid, signal.SIGKILL)
                log.warning("killed a process left by a lost run", extra={"scenario": scenario_id, "pid": pid})
            except ProcessLookupError:
                continue


def _without_split_character(data: bytes) -> bytes:
    """`data` less the beginning of a UTF-8 character at its end whose rest hasn't been read yet."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            return data
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return data[:-back] if needed > back else data
    return data
