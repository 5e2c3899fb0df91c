"""Processes as /proc shows them. A pid alone names nobody: it is always taken with its start time."""

import os
import signal
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PROC = Path("/proc")


@dataclass(frozen=True)
class Identity:
    """One process for ever: pid, start time in clock ticks since boot, and which boot."""

    pid: int
    started_ticks: int
    boot_id: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def identity_from_json(value: dict[str, Any] | None) -> Identity | None:
    """The identity in `value`, or None if it doesn't hold one."""
    try:
        return Identity(int(value["pid"]), int(value["started_ticks"]), str(value["boot_id"])) if value else None
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def identity_of(pid: int) -> Identity | None:
    """Who `pid` is now; None if it is gone or only a zombie."""
    stat = _stat(pid)
    if stat is None or stat[0] in "ZX":
        return None
    return Identity(pid, int(stat[19]), _boot_id())


def is_alive(identity: Identity) -> bool:
    """Whether that very process still runs (a zombie doesn't)."""
    return identity_of(identity.pid) == identity


def send_signal(identity: Identity, number: signal.Signals) -> bool:
    """Signals that very process, never a later one with its pid. False if it is gone."""
    try:
        descriptor = os.pidfd_open(identity.pid)
    except ProcessLookupError:
        return False
    try:
        if not is_alive(identity):
            return False
        signal.pidfd_send_signal(descriptor, number)
    except ProcessLookupError:
        return False
    finally:
        os.close(descriptor)
    return True


def descendants(pid: int) -> list[int]:
    """All living children of `pid`, theirs, and so on (zombies left out)."""
    children: dict[int, list[int]] = {}
    for other in _pids():
        stat = _stat(other)
        if stat is not None and stat[0] not in "ZX":
            children.setdefault(int(stat[1]), []).append(other)
    found: list[int] = []
    queue = [pid]
    while queue:
        below = children.get(queue.pop(), [])
        found.extend(below)
        queue.extend(below)
    return found


def with_variable(name: str, value: str) -> list[int]:
    """The processes of this user whose environment had `name=value` when they were started."""
    wanted = f"{name}={value}".encode()
    found = []
    for pid in _pids():
        try:
            if wanted in (PROC / str(pid) / "environ").read_bytes().split(b"\0"):
                found.append(pid)
        except OSError:
            continue  # gone, or another user's
    return [pid for pid in found if identity_of(pid) is not None]


def memory_bytes(pids: list[int]) -> int:
    """Memory that would come back if all of `pids` ended: pages of files don't count, shared ones once.

    Adding up is cheap but counts pages shared after a fork twice; `exact_memory_bytes` doesn't."""
    total = 0
    for pid in pids:
        fields = _kib_fields(pid, "status")
        total += fields.get("RssAnon", 0) + fields.get("RssShmem", 0) + fields.get("VmSwap", 0)
    return total * 1024


def exact_memory_bytes(pids: list[int]) -> int:
    """As `memory_bytes`, shared pages counted once; walks page tables, so only for a decision."""
    total = 0
    for pid in pids:
        fields = _kib_fields(pid, "smaps_rollup")
        proportional = fields.get("Pss_Anon", fields.get("Pss", 0)) + fields.get("Pss_Shmem", 0)
        total += proportional + fields.get("SwapPss", 0)
    return total * 1024


def data_bytes(pid: int) -> int:
    """Private writable memory that `pid` has asked for: what RLIMIT_DATA limits."""
    return _kib_fields(pid, "status").get("VmData", 0) * 1024


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the name: state first, then parent's pid."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def _kib_fields(pid: int, name: str) -> dict[str, int]:
    try:
        lines = (PROC / str(pid) / name).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    found = {}
    for line in lines:
        key, _, value = line.partition(":")
        if value.endswith("kB"):
            found[key] = int(value.split()[0])
    return found


def _boot_id() -> str:
    return (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
