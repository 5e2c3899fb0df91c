"""What the kernel holds a task's process to; set between fork and exec."""

import ctypes
import os
import resource
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
# Above the server's own, whichever environment this is. As the lab manager sets those, all of dev still goes before a
# task of prod that uses less than half of the machine.
OOM_SCORE_ABOVE = 150
NICENESS = 5

MEBIBYTE = 1024 * 1024

_libc = ctypes.CDLL(None, use_errno=True)


def become_subreaper() -> None:
    """Orphans among this process's descendants become its children: none escapes by forking twice."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def end_with_parent(parent: int) -> None:
    """For a child to call on itself before exec: the kernel kills it when its parent is gone."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


def data_limit(memory_bytes: int) -> int:
    """RLIMIT_DATA for a run that may use `memory_bytes`. Wider than that: allocators keep ranges that they have given
    back, which count here and cost nothing. What is really used is measured by the keeper; this bounds how far one
    process gets between two looks."""
    return 2 * memory_bytes + 256 * MEBIBYTE


def limiter(*, memory_bytes: int, cpu_seconds: int, file_bytes: int) -> Callable[[], None]:
    """A function for the child to call on itself before exec. Limits are hard: it can't raise them.

    RLIMIT_DATA and not RLIMIT_AS: address space that is only reserved harms nobody, and engines reserve
    much. No RLIMIT_NPROC: it counts the processes of this uid on the whole machine, other containers
    included; the container's pids limit is the bound on processes."""
    parent = os.getpid()

    def apply() -> None:
        end_with_parent(parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})  # the keeper holds it back while it starts
        for limit, value in (
            (resource.RLIMIT_DATA, data_limit(memory_bytes)),
            (resource.RLIMIT_CPU, cpu_seconds),
            (resource.RLIMIT_FSIZE, file_bytes),
            (resource.RLIMIT_CORE, 0),
        ):
            _lower(limit, value)
        os.nice(NICENESS)
        # If the container runs out of memory, the kernel should take the task and not the server.
        with open("/proc/self/oom_score_adj", "r+", encoding="ascii") as stream:  # noqa: PTH123 (between fork and exec: as little as can be)
            score = min(int(stream.read()) + OOM_SCORE_ABOVE, 1000)
            stream.seek(0)
            stream.write(str(score))

    return apply


def _lower(limit: int, value: int) -> None:
    hard = resource.getrlimit(limit)[1]
    bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (bound, bound))


def _prctl(option: int, argument: int) -> None:
    if _libc.prctl(option, argument, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl failed")
