"""labstead_core/runner/conclusion"""

from typing import Any

from labstead_core.runner.conclusion import MadeOutput, conclude

LIMIT = 300 * 1024 * 1024


def outcome(**values: Any) -> dict[str, Any]:
    base = {
        "exit_code": 0,
        "stopped": None,
        "memory_limit_bytes": LIMIT,
        "time_limit_seconds": 3600,
        "peak_data_bytes": 0,
        "data_limit_bytes": 3 * LIMIT,
    }
    return base | values


RESULT = {"outputs": [{"name": "a", "filename": "a.txt", "media_type": "text/plain"}], "versions": {"python": "3"}}


def test_a_task_that_said_how_it_ended_and_left_with_0_succeeded() -> None:
    ended = conclude(outcome(), RESULT)
    assert (ended.status, ended.error, ended.outputs) == ("succeeded", None, (MadeOutput("a", "a.txt", "text/plain"),))
    assert ended.versions == {"python": "3"}


def test_a_task_that_left_with_0_without_a_word_failed() -> None:
    ended = conclude(outcome(), None)
    assert ended.status == "failed"
    assert ended.error is not None
    assert ended.error["code"] == "task.died"


def test_a_cancelled_run_is_cancelled_and_publishes_nothing_even_if_the_task_had_just_succeeded() -> None:
    ended = conclude(outcome(stopped="cancelled", exit_code=-15), RESULT)
    assert (ended.status, ended.outputs) == ("cancelled", ())


def test_the_signal_that_ended_a_task_is_named() -> None:
    ended = conclude(outcome(exit_code=-11), None)
    assert ended.error is not None
    assert "SIGSEGV" in ended.error["message"]


def test_memory_is_blamed_with_its_limit_whoever_noticed_it() -> None:
    by_keeper = conclude(outcome(stopped="memory", exit_code=-9), None)
    by_task = conclude(outcome(exit_code=1), {"error": {"code": "task.memory_exceeded", "message": "x"}})
    by_abort = conclude(outcome(exit_code=-6, peak_data_bytes=3 * LIMIT * 0.95), None)
    for ended in (by_keeper, by_task, by_abort):
        assert ended.status == "failed"
        assert ended.error is not None
        assert ended.error["code"] == "task.memory_exceeded"
        assert "300 MiB" in ended.error["message"]


def test_an_abort_far_below_the_limit_is_not_blamed_on_memory() -> None:
    ended = conclude(outcome(exit_code=-6, peak_data_bytes=LIMIT), None)
    assert ended.error is not None
    assert ended.error["code"] == "task.died"
