"""How much CPU and memory tasks may take here: the container's limits, or the machine."""

import os
from pathlib import Path

MEBIBYTE = 1024 * 1024
# The server itself, the keepers and the page cache they need.
SERVER_MEMORY_BYTES = 384 * MEBIBYTE
MINIMUM_MEMORY_BYTES = 256 * MEBIBYTE

CGROUP = Path("/sys/fs/cgroup")


def task_cpus() -> int:
    """Whole CPUs that this container may use, at least one."""
    available = len(os.sched_getaffinity(0))
    quota = _cpu_quota()
    return max(1, available if quota is None else min(available, round(quota)))


def task_memory_bytes() -> int:
    """Memory for tasks: the container's limit (or the machine's memory) less what the server needs."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = _number(CGROUP / "memory.max") or _number(CGROUP / "memory/memory.limit_in_bytes") or machine
    return max(MINIMUM_MEMORY_BYTES, min(limit, machine) - SERVER_MEMORY_BYTES)


def _cpu_quota() -> float | None:
    """The CPU limit of the control group, version 2 or 1, or None if there is none."""
    try:
        quota, period = (CGROUP / "cpu.max").read_text(encoding="ascii").split()
        return None if quota == "max" else int(quota) / int(period)
    except (OSError, ValueError):
        pass
    quota_v1 = _number(CGROUP / "cpu/cpu.cfs_quota_us")
    period_v1 = _number(CGROUP / "cpu/cpu.cfs_period_us")
    return quota_v1 / period_v1 if quota_v1 and period_v1 else None


def _number(path: Path) -> int | None:
    try:
        text = path.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None
