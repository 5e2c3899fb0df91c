"""labstead_core/runner/conclusion"""

from typing import Any

import pytest

from labstead_core.runner import conclusion
from labstead_core.runner.conclusion import Conclusion
from labstead_core.runner.task_words import MadeOutput, progress_in

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


def conclude(outcome: dict[str, Any], result: dict[str, Any] | None, declared: tuple[str, ...] = ("a",)) -> Conclusion:
    return conclusion.conclude(outcome, result, declared)


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


def test_a_task_that_the_kernel_killed_is_told_with_the_likely_reason() -> None:
    ended = conclude(outcome(exit_code=-9), None)
    assert ended.status == "failed"
    assert ended.error is not None
    assert ended.error["code"] == "task.killed"
    assert "ran out of memory" in ended.error["message"]


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


OUTPUT = {"name": "a", "filename": "a.txt", "media_type": "text/plain"}


@pytest.mark.parametrize(
    ("result", "code"),
    [
        ({}, "task.output_missing"),
        ({"outputs": None}, "task.bad_result"),
        ({"outputs": 5}, "task.bad_result"),
        ({"outputs": ["a"]}, "task.bad_result"),
        ({"outputs": [{}]}, "task.bad_result"),
        ({"outputs": [OUTPUT | {"name": ["a"]}]}, "task.bad_result"),
        ({"outputs": [OUTPUT | {"name": "../../files/xx"}]}, "task.bad_result"),
        ({"outputs": [OUTPUT | {"filename": 5}]}, "task.bad_result"),
        ({"outputs": [OUTPUT, OUTPUT]}, "task.bad_result"),
        ({"outputs": []}, "task.output_missing"),
        ({"error": "it broke"}, "task.bad_result"),
        ({"error": {"code": "x", "message": ["y"]}}, "task.bad_result"),
        ({"error": {"message": "why"}}, "task.failed"),
        ({"error": {"code": 5, "message": "why"}}, "task.failed"),
    ],
)
def test_whatever_a_task_left_about_its_end_there_is_an_end_with_a_code_and_a_sentence(
    result: dict[str, Any], code: str
) -> None:
    ended = conclude(outcome(), result)
    assert (ended.status, ended.outputs) == ("failed", ())
    assert ended.error is not None
    assert ended.error["code"] == code
    assert ended.error["message"]


def test_whatever_a_keeper_left_there_is_an_end() -> None:
    for broken in ({}, {"exit_code": "0"}, {"stopped": "memory"}, {"stopped": "time"}, {"exit_code": 2**70}):
        ended = conclude(broken, RESULT)
        assert ended.status == "failed", broken
        assert ended.error is not None
        assert ended.error["message"]


def test_nothing_is_recorded_that_a_database_or_a_header_can_not_take() -> None:
    nan = float("nan")
    told = {"code": "c" * 900, "message": "half \ud800 " + "m" * 90_000, "hint": "h" * 900_000}
    ended = conclude(outcome(exit_code=1, cpu_seconds=nan, peak_memory_bytes=1e400), {"error": told, "versions": [1]})
    assert ended.usage == {"exit_code": 1, "peak_memory_bytes": None, "cpu_seconds": None}
    assert ended.versions == {}
    assert ended.error is not None
    assert len(ended.error["code"]) <= 64
    for value in ended.error.values():
        assert len(value.encode()) < 65_535
    odd = conclude(outcome(), {"outputs": [OUTPUT | {"media_type": "text/html\r\nX: y"}], "versions": {"python": nan}})
    assert odd.outputs == (MadeOutput("a", "a.txt", "application/octet-stream"),)
    assert odd.versions == {}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (None, (None, "")),
        ({"fraction": 0.5, "message": "half"}, (0.5, "half")),
        ({"fraction": float("nan"), "message": None}, (None, "")),
        ({"fraction": float("inf")}, (None, "")),
        ({"fraction": -3}, (0.0, "")),
        ({"fraction": 7}, (1.0, "")),
        ({"fraction": "much", "message": {"a": 1}}, (None, "")),
        ({"fraction": True, "message": "m" * 900}, (None, "m" * 500)),
    ],
)
def test_progress_is_a_share_or_unknown_whatever_a_task_wrote(
    written: dict[str, Any] | None, read: tuple[float | None, str]
) -> None:
    assert progress_in(written) == read
