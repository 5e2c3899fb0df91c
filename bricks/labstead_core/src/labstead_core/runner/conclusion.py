"""How a run ended: from the keeper's and the task's words to one status and one sentence. Pure."""

import signal
from dataclasses import dataclass, field
from typing import Any, Literal

EndStatus = Literal["succeeded", "failed", "cancelled"]

MEBIBYTE = 1024 * 1024
# A process that died this near its limit most likely died of it.
NEAR_THE_LIMIT = 0.85


@dataclass(frozen=True)
class MadeOutput:
    """An output file of a run, relative to its `outputs` folder, before it is published."""

    name: str
    filename: str
    media_type: str


@dataclass(frozen=True)
class Conclusion:
    """The end of a run. `usage` and `versions` go into its provenance."""

    status: EndStatus
    error: dict[str, Any] | None = None
    outputs: tuple[MadeOutput, ...] = ()
    usage: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, Any] = field(default_factory=dict)


def conclude(outcome: dict[str, Any], result: dict[str, Any] | None) -> Conclusion:
    """`outcome` is the keeper's file, `result` the task's (None if it wrote none)."""
    usage = {key: outcome.get(key) for key in ("exit_code", "peak_memory_bytes", "cpu_seconds")}
    versions = (result or {}).get("versions") or {}
    error = _stopped(outcome) or _failed(outcome, result)
    if outcome.get("stopped") == "cancelled":
        return Conclusion("cancelled", None, (), usage, versions)
    if error is not None:
        return Conclusion("failed", error, (), usage, versions)
    outputs = tuple(MadeOutput(o["name"], o["filename"], o["media_type"]) for o in (result or {}).get("outputs", []))
    return Conclusion("succeeded", None, outputs, usage, versions)


def _stopped(outcome: dict[str, Any]) -> dict[str, Any] | None:
    """The error of a run that its keeper had to stop."""
    match outcome.get("stopped"):
        case "memory":
            return memory_error(outcome["memory_limit_bytes"])
        case "time":
            hours = outcome["time_limit_seconds"] / 3600
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
    error: dict[str, Any] | None = (result or {}).get("error")
    if error is not None:
        return memory_error(outcome["memory_limit_bytes"]) if error["code"] == "task.memory_exceeded" else error
    if outcome["exit_code"] == 0 and result is not None:
        return None
    if outcome["exit_code"] != 0 and outcome["peak_data_bytes"] > NEAR_THE_LIMIT * outcome["data_limit_bytes"]:
        return memory_error(outcome["memory_limit_bytes"])
    return {
        "code": "task.died",
        "message": f"The task's process {_how(outcome['exit_code'])} before it was done. The log may say why.",
    }


def memory_error(limit_bytes: int) -> dict[str, Any]:
    """The error of a run that asked for more memory than it may have."""
    return {
        "code": "task.memory_exceeded",
        "message": f"The task needed more memory than its limit of {limit_bytes // MEBIBYTE} MiB and was ended. "
        "Nothing was published.",
    }


def _how(exit_code: int) -> str:
    if exit_code >= 0:
        return f"ended with exit code {exit_code}"
    try:
        return f"was ended by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"was ended by signal {-exit_code}"
