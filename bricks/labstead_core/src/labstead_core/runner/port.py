"""What a place that runs tasks must be able to do. The database says which runs there should be;
a runner only starts, observes and ends them, and remembers nothing itself."""

from dataclasses import dataclass
from typing import Any, Protocol

from labstead_core.runner.conclusion import Conclusion


@dataclass(frozen=True)
class Slots:
    """An amount of machine: what there is, or what a run takes."""

    cpus: int
    memory_bytes: int


@dataclass(frozen=True)
class Launch:
    """One run to start. `spec` is what the task's process reads (see runner.rundir)."""

    scenario_id: str
    slots: Slots
    spec: dict[str, Any]


@dataclass(frozen=True)
class Running:
    """The run is alive; its own word on how far it is."""

    fraction: float | None
    message: str


@dataclass(frozen=True)
class Ended:
    """The run has ended and left no process behind."""

    conclusion: Conclusion


@dataclass(frozen=True)
class Lost:
    """No process of the run exists and none said how it ended."""

    reason: str


@dataclass(frozen=True)
class Unstarted:
    """Nothing of the run was ever started: the server ended while it was about to. It may be submitted again."""


RunState = Running | Ended | Lost | Unstarted


@dataclass(frozen=True)
class LogPart:
    """Bytes of a run's log from an offset on, as text; `next_offset` is where to go on."""

    text: str
    next_offset: int


class Runner(Protocol):
    """Implementations: `local` (this machine)."""

    def capacity(self) -> Slots:
        """All that runs may take together."""

    def submit(self, launch: Launch) -> dict[str, Any]:
        """Starts the run and answers with a handle (plain data) that finds it again. Raises OSError."""

    def state(self, scenario_id: str, handle: dict[str, Any] | None) -> RunState:
        """Looks at the run; works for runs that an earlier server started."""

    def cancel(self, scenario_id: str, handle: dict[str, Any] | None) -> None:
        """Asks the run and all its children to end; those that don't are killed after the grace."""

    def logs(self, scenario_id: str, offset: int, limit: int) -> LogPart:
        """The log from `offset` bytes on, at most `limit` bytes."""
