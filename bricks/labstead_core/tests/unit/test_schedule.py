"""labstead_core/scenarios/schedule"""

from labstead_core.runner.port import Slots
from labstead_core.scenarios.schedule import Place, choose_next, granted

CAPACITY = Slots(4, 4000)


def place(name: str, user: str = "ada", cpus: int = 1, memory: int = 100) -> Place:
    return Place(name, user, Slots(cpus, memory))


def test_an_empty_queue_gives_nothing() -> None:
    assert choose_next([], [], CAPACITY) is None


def test_one_persons_scenarios_run_in_the_order_they_were_asked_for() -> None:
    assert choose_next([place("b"), place("a")], [], CAPACITY) == place("a")


def test_a_person_with_nothing_running_goes_before_one_with_many() -> None:
    queued = [place("a"), place("b"), place("z", user="grace")]
    assert choose_next(queued, [place("0")], CAPACITY) == place("z", user="grace")


def test_more_cpus_or_memory_than_there_is_are_never_given_out() -> None:
    running = [place("r", cpus=3, memory=3500)]
    assert choose_next([place("a", cpus=2)], running, CAPACITY) is None
    assert choose_next([place("a", memory=501)], running, CAPACITY) is None
    assert choose_next([place("a", memory=500)], running, CAPACITY) is not None


def test_a_small_scenario_does_not_overtake_a_large_one_that_waits_for_room() -> None:
    assert choose_next([place("a", cpus=4), place("b")], [place("r")], CAPACITY) is None


def test_a_task_gets_less_than_it_wishes_but_never_less_than_it_needs() -> None:
    assert granted(8, 9000, 1000, CAPACITY) == CAPACITY
    assert granted(2, 1000, 500, CAPACITY) == Slots(2, 1000)
    assert granted(1, 9000, 4001, CAPACITY) is None
