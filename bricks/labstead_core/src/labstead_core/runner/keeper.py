"""Run as a program, one for each run: starts the task, holds it to its limits, ends it when asked,
and writes how it ended when no process of it is left. It outlives a server that is killed.

Usage: python -m labstead_core.runner.keeper RUN_FOLDER. SIGTERM: cancel.
"""

import os
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from labstead_core.runner import procfs
from labstead_core.runner.bounded_log import BoundedLog
from labstead_core.runner.limits import become_subreaper, data_limit, limiter
from labstead_core.runner.rundir import RunDir, read_json, write_json

TICK_SECONDS = 0.2
DISK_CHECK_SECONDS = 2.0
KILL_ROUNDS = 100


class Keeper:
    """One run from its start to its outcome."""

    def __init__(self, run: RunDir, spec: dict[str, Any]) -> None:
        self._run = run
        self._limits = spec["limits"]
        self._started = time.monotonic()
        self._cancel_requested = False
        self._stopped: str | None = None
        self._kill_at: float | None = None
        self._disk_check_at = 0.0
        self._peak_memory = 0
        self._peak_data = 0
        self._log = BoundedLog(run.log)
        self._pipe, write_end = os.pipe()
        os.set_blocking(self._pipe, False)
        limits = self._limits
        self._child = subprocess.Popen(
            [sys.executable, "-m", "labstead_core.runner.worker", str(run.path)],
            stdin=subprocess.DEVNULL,
            stdout=write_end,
            stderr=write_end,
            cwd=run.scratch,
            start_new_session=True,
            preexec_fn=limiter(  # noqa: PLW1509 (this process has one thread)
                memory_bytes=limits["memory_bytes"],
                cpu_seconds=limits["cpu_seconds"],
                file_bytes=limits["file_bytes"],
            ),
        )
        os.close(write_end)

    def request_cancel(self, _number: int, _frame: FrameType | None) -> None:
        """Signal handler: only sets what the loop will see."""
        self._cancel_requested = True

    def watch(self) -> None:
        """Returns when the task's first process has ended and every other one of the run is gone."""
        exit_code = None
        while exit_code is None:
            self._copy_output(TICK_SECONDS)
            if self._cancel_requested:
                self._stop("cancelled")
            self._check_limits()
            self._reap_orphans()
            if self._kill_at is not None and time.monotonic() >= self._kill_at:
                self._signal_all(signal.SIGKILL)
            exit_code = self._child.poll()
        self._end_the_rest()
        self._copy_output(0)
        self._log.close()
        self._write_outcome(exit_code)

    def _check_limits(self) -> None:
        pids = procfs.descendants(os.getpid())
        memory = procfs.memory_bytes(pids)
        limit = self._limits["memory_bytes"]
        if memory > limit:
            memory = procfs.exact_memory_bytes(pids)
        self._peak_memory = max(self._peak_memory, memory)
        self._peak_data = max(self._peak_data, procfs.data_bytes(self._child.pid))
        now = time.monotonic()
        if memory > limit:
            # No grace: while it is asked to end it goes on growing.
            self._stop("memory", grace=0)
        if now - self._started > self._limits["time_seconds"]:
            self._stop("time")
        if now >= self._disk_check_at:
            self._disk_check_at = now + DISK_CHECK_SECONDS
            disk = os.statvfs(self._run.path)
            if disk.f_bavail * disk.f_frsize < self._limits["disk_floor_bytes"]:
                self._stop("disk", grace=0)

    def _stop(self, reason: str, grace: float | None = None) -> None:
        if self._stopped is not None:
            return
        self._stopped = reason
        self._kill_at = time.monotonic() + (self._limits["grace_seconds"] if grace is None else grace)
        self._signal_all(signal.SIGTERM)

    def _signal_all(self, number: signal.Signals) -> None:
        for pid in procfs.descendants(os.getpid()):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def _end_the_rest(self) -> None:
        """What the task left behind is killed: a run that has ended has no processes."""
        for _ in range(KILL_ROUNDS):
            self._reap_orphans()
            if not procfs.descendants(os.getpid()):
                return
            self._signal_all(signal.SIGKILL)
            time.sleep(0.02)

    def _reap_orphans(self) -> None:
        """Takes the exit of adopted processes, never that of the task itself: `poll` needs that one."""
        try:
            while (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) is not None:
                if ended.si_pid == self._child.pid:
                    return
                os.waitpid(ended.si_pid, 0)
        except ChildProcessError:
            return

    def _copy_output(self, seconds: float) -> None:
        """Copies what the task prints for up to `seconds`; returns at once when it ends its output."""
        deadline = time.monotonic() + seconds
        while True:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([self._pipe], [], [], left)[0]:
                return
            data = os.read(self._pipe, 1 << 16)
            if not data:
                # Its output is closed, which says nothing about the process: don't spin.
                time.sleep(min(left, 0.02))
                return
            self._log.write(data)
            if time.monotonic() >= deadline and seconds > 0:
                return

    def _write_outcome(self, exit_code: int) -> None:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        write_json(
            self._run.outcome,
            {
                "exit_code": exit_code,
                "stopped": self._stopped,
                "peak_memory_bytes": max(self._peak_memory, used.ru_maxrss * 1024 if self._peak_memory == 0 else 0),
                "peak_data_bytes": self._peak_data,
                "cpu_seconds": round(used.ru_utime + used.ru_stime, 3),
                "memory_limit_bytes": self._limits["memory_bytes"],
                "data_limit_bytes": data_limit(self._limits["memory_bytes"]),
                "time_limit_seconds": self._limits["time_seconds"],
                "ended_at": time.time(),
            },
        )


def main() -> None:
    """Keeps the run of the folder in argv[1]."""
    run = RunDir(Path(sys.argv[1]))
    spec = read_json(run.spec)
    me = procfs.identity_of(os.getpid())
    if spec is None or me is None:
        raise SystemExit("the run folder has no order")
    become_subreaper()
    write_json(run.keeper, me.as_json())
    # Until the task exists, a cancel must wait and not be lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    keeper = Keeper(run, spec)
    signal.signal(signal.SIGTERM, keeper.request_cancel)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    keeper.watch()


if __name__ == "__main__":
    main()
