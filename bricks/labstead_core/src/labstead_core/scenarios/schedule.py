"""Which queued scenario runs next. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from labstead_core.runner.port import Slots


@dataclass(frozen=True)
class Place:
    """What the decision needs to know of one scenario."""

    id: str
    user: str
    slots: Slots


def choose_next(queued: Sequence[Place], running: Sequence[Place], capacity: Slots) -> Place | None:
    """The first, in order of asking, of the person who has least running; None if it doesn't fit yet.

    Nothing overtakes the chosen one: a large scenario waits for room, but not for ever."""
    if not queued:
        return None
    busy = Counter(place.user for place in running)
    chosen = min(queued, key=lambda place: (busy[place.user], place.id))
    return chosen if fits(chosen.slots, running, capacity) else None


def fits(wanted: Slots, running: Sequence[Place], capacity: Slots) -> bool:
    """Whether `wanted` fits beside what runs."""
    cpus = sum(place.slots.cpus for place in running)
    memory = sum(place.slots.memory_bytes for place in running)
    return cpus + wanted.cpus <= capacity.cpus and memory + wanted.memory_bytes <= capacity.memory_bytes


def granted(cpus: int, memory_bytes: int, min_memory_bytes: int, capacity: Slots) -> Slots | None:
    """What a task gets here: what it wishes, or less down to its minimum; None if even that is too much."""
    if capacity.memory_bytes < min_memory_bytes:
        return None
    return Slots(min(cpus, capacity.cpus), min(memory_bytes, capacity.memory_bytes))
