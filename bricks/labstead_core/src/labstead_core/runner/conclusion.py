"""How a run ended: from the keeper's and the task's words to one status and one sentence. Pure."""

import signal
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from labstead_core.runner.task_words import BAD_RESULT, MadeOutput, error_in, finite, outputs_in, versions_in

EndStatus = Literal["succeeded", "failed", "cancelled"]

MEBIBYTE = 1024 * 1024
# A process that died this near its limit most likely died of it.
NEAR_THE_LIMIT = 0.85


@dataclass(frozen=True)
class Conclusion:
    """The end of a run. `usage` and `versions` go into its provenance."""

    status: EndStatus
    error: dict[str, Any] | None = None
    outputs: tuple[MadeOutput, ...] = ()
    usage: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, Any] = field(default_factory=dict)


def conclude(outcome: dict[str, Any], result: dict[str, Any] | None, declared: Collection[str]) -> Conclusion:
    """`outcome` is the keeper's file, `result` the task's (None if it wrote none, or none that can be read),
    `declared` the names of the task's outputs.

    Whatever the files hold, there is an end: a run whose end can't be told would run for ever."""
    usage = {key: finite(outcome.get(key)) for key in ("exit_code", "peak_memory_bytes", "cpu_seconds")}
    versions = versions_in(result)
    if outcome.get("stopped") == "cancelled":
        return Conclusion("cancelled", None, (), usage, versions)
    error = _stopped(outcome) or _failed(outcome, result)
    outputs = outputs_in(result, declared)
    if error is None and not isinstance(outputs, tuple):
        error = outputs
    if error is not None or not isinstance(outputs, tuple):
        return Conclusion("failed", error, (), usage, versions)
    return Conclusion("succeeded", None, outputs, usage, versions)


def _stopped(outcome: dict[str, Any]) -> dict[str, Any] | None:
    """The error of a run that its keeper had to stop."""
    match outcome.get("stopped"):
        case "memory":
            return memory_error(outcome)
        case "time":
            hours = (finite(outcome.get("time_limit_seconds")) or 0) / 3600
            return {"code": "task.time_exceeded", "message": f"The task ran longer than its limit ({hours:g} h)."}
        case "disk":
            return {
                "code": "task.disk_full",
                "message": "The disk was nearly full and the task was ended before it filled it. "
                "Delete resources that aren't needed, then run it again.",
            }
    return None


def _failed(outcome: dict[str, Any], result: dict[str, Any] | None) -> dict[str, Any] | None:
    """The error of a run that ended by itself, if it has one."""
    error = error_in(result)
    if error is not None:
        return memory_error(outcome) if error["code"] == "task.memory_exceeded" else error
    exit_code = outcome.get("exit_code")
    if not isinstance(exit_code, int):
        return BAD_RESULT
    if exit_code == 0 and result is not None:
        return None
    peak, limit = finite(outcome.get("peak_data_bytes")) or 0, finite(outcome.get("data_limit_bytes"))
    if exit_code != 0 and limit is not None and peak > NEAR_THE_LIMIT * limit:
        return memory_error(outcome)
    if exit_code == -signal.SIGKILL:
        # The keeper's own kills have been told above: nobody else here sends this signal but the kernel.
        return {
            "code": "task.killed",
            "message": "The task was killed from outside before it was done, most likely because the environment ran "
            "out of memory. Nothing was published.",
        }
    return {
        "code": "task.died",
        "message": f"The task's process {_how(exit_code)} before it was done. The log may say why.",
    }


def memory_error(outcome: dict[str, Any]) -> dict[str, Any]:
    """The error of a run that asked for more memory than it may have."""
    limit = finite(outcome.get("memory_limit_bytes"))
    told = "" if limit is None else f" of {int(limit) // MEBIBYTE} MiB"
    return {
        "code": "task.memory_exceeded",
        "message": f"The task needed more memory than its limit{told} and was ended. Nothing was published.",
    }


def _how(exit_code: int) -> str:
    if exit_code >= 0:
        return f"ended with exit code {exit_code}"
    try:
        return f"was ended by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"was ended by signal {-exit_code}"
