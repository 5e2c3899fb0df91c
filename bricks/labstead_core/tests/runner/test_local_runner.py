"""labstead_core/runner/local: what every runner must do, on the real one"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from glab_testing.eventually import eventually

from labstead_core.bricks.catalogue import Catalogue, load_catalogue
from labstead_core.runner import procfs
from labstead_core.runner.conclusion import Conclusion
from labstead_core.runner.local import SCENARIO_VARIABLE, LocalRunner
from labstead_core.runner.port import Ended, Launch, Lost, Running, RunState, Slots, Unstarted
from labstead_core.ulid import new_ulid

TESTS = Path(__file__).parents[1]
MEBIBYTE = 1024 * 1024


class Bench:
    """A runner with the probe brick; knows the runs it started."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder = folder
        self.runner = LocalRunner(folder, Slots(2, 1000 * MEBIBYTE))
        self._catalogue = catalogue
        self.handles: dict[str, dict[str, Any]] = {}

    def submit(self, task: str, limits: dict[str, Any] | None = None, **parameters: Any) -> str:
        entry = self._catalogue.tasks[f"probe.{task}"]
        run = new_ulid()
        base = {
            "memory_bytes": 300 * MEBIBYTE,
            "time_seconds": 60,
            "cpu_seconds": 60,
            "file_bytes": 1 << 40,
            "disk_floor_bytes": 0,
            "grace_seconds": 1,
        }
        spec = {
            "scenario_id": run,
            "module": entry.module,
            "qualname": entry.qualname,
            "parameters": parameters,
            "inputs": {},
            "outputs": list(entry.outputs),
            "packages": ["pydantic"],
            "sources": [str(folder) for folder in self._catalogue.source_folders()],
            "cpus": 1,
            "limits": base | (limits or {}),
        }
        self.handles[run] = self.runner.submit(Launch(run, Slots(1, 300 * MEBIBYTE), spec))
        return run

    def state(self, run: str) -> RunState:
        return self.runner.state(run, self.handles[run])

    def ended(self, run: str, within: float = 30) -> Conclusion:
        def look() -> Conclusion | None:
            state = self.state(run)
            assert not isinstance(state, Lost), state
            return state.conclusion if isinstance(state, Ended) else None

        found = eventually(look, within=within, what="the run has ended")
        assert found is not None
        return found

    def log(self, run: str) -> str:
        return self.runner.logs(run, 0, 1 << 24).text

    def processes(self, run: str) -> list[int]:
        return procfs.with_variable(SCENARIO_VARIABLE, run)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue([TESTS / "bricks", TESTS.parents[1]])


@pytest.fixture
def bench(tmp_path: Path, catalogue: Catalogue) -> Iterator[Bench]:
    bench = Bench(tmp_path / "runs", catalogue)
    yield bench
    for run in bench.handles:
        for pid in bench.processes(run):
            # It may have ended since it was seen.
            with suppress(ProcessLookupError):
                os.kill(pid, 9)


def error_code(conclusion: Conclusion) -> str:
    assert conclusion.status == "failed"
    assert conclusion.error is not None
    return str(conclusion.error["code"])


def test_a_run_shows_progress_and_log_while_it_runs_and_ends_with_outputs_and_versions(bench: Bench) -> None:
    run = bench.submit("wait", seconds=1.5)

    def half_way() -> bool:
        state = bench.state(run)
        return isinstance(state, Running) and (state.fraction or 0) > 0.2 and state.message == "waiting"

    eventually(half_way, what="progress is seen")
    assert "höre zu: begun\n" in bench.log(run)
    ended = bench.ended(run)
    assert ended.status == "succeeded"
    assert [output.filename for output in ended.outputs] == ["proof.txt"]
    assert (bench.runner.run_dir(run).outputs / "proof").read_text() == "waited"
    assert ended.versions["python"].startswith("3.")
    assert ended.versions["packages"]["pydantic"]
    assert ended.usage["peak_memory_bytes"] > 0


def test_a_cancelled_run_leaves_no_process_though_it_its_child_and_a_daemon_ignore_sigterm(bench: Bench) -> None:
    run = bench.submit("stubborn")
    eventually(lambda: "ready" in bench.log(run), what="the task is ready")
    assert len(bench.processes(run)) >= 4  # keeper, task, child, escaped grandchild
    bench.runner.cancel(run, bench.handles[run])
    begin = time.monotonic()
    assert bench.ended(run).status == "cancelled"
    assert time.monotonic() - begin < 5
    assert bench.processes(run) == []


def test_memory_beyond_the_limit_ends_the_run_with_a_sentence(bench: Bench) -> None:
    ended = bench.ended(bench.submit("hungry", mib=1000))
    assert error_code(ended) == "task.memory_exceeded"
    assert ended.error is not None
    assert "300 MiB" in ended.error["message"]


def test_memory_is_counted_over_all_processes_of_a_run(bench: Bench) -> None:
    run = bench.submit("hungry", mib=130, children=3)
    ended = bench.ended(run)
    assert error_code(ended) == "task.memory_exceeded"
    assert bench.processes(run) == []


def test_time_beyond_the_limit_ends_the_run(bench: Bench) -> None:
    assert error_code(bench.ended(bench.submit("wait", {"time_seconds": 1}, seconds=60))) == "task.time_exceeded"


def test_a_run_that_fills_the_disk_is_ended_before_the_floor_is_reached(catalogue: Catalogue, small_disk: Path) -> None:
    bench = Bench(small_disk / "runs", catalogue)
    now = os.statvfs(small_disk)
    floor = now.f_bavail * now.f_frsize - 20 * MEBIBYTE
    ended = bench.ended(bench.submit("fill_disk", {"disk_floor_bytes": floor}))
    assert error_code(ended) == "task.disk_full"


def test_a_task_dies_before_its_server_when_memory_runs_out(bench: Bench) -> None:
    run = bench.submit("wait", seconds=30)

    def scores() -> set[int] | None:
        found = {int(Path(f"/proc/{pid}/oom_score_adj").read_text()) for pid in bench.processes(run)}
        return found if len(found) > 1 else None

    own = int(Path("/proc/self/oom_score_adj").read_text())
    # The keeper, who has to tell how it ended, stays where the server is.
    assert eventually(scores, within=10, what="keeper and task run") == {own, own + 150}
    bench.runner.cancel(run, bench.handles[run])
    bench.ended(run)


def test_one_file_can_not_grow_beyond_its_limit(bench: Bench) -> None:
    ended = bench.ended(bench.submit("fill_disk", {"file_bytes": 5 * MEBIBYTE}))
    assert error_code(ended) == "task.disk_full"


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [
        ("error", "probe.empty", "The sample sheet has no rows."),
        ("bug", "task.crashed", "KeyError: 'nobody foresaw this'"),
        ("signal", "task.died", "SIGSEGV"),
        ("exit", "task.died", "exit code 7"),
        ("nothing", "task.output_missing", "second"),
        ("link", "task.output_missing", "second"),
    ],
)
def test_a_run_that_fails_says_why(bench: Bench, how: str, code: str, said: str) -> None:
    run = bench.submit("fail", how=how)
    ended = bench.ended(run)
    assert error_code(ended) == code
    assert ended.error is not None
    assert said in ended.error["message"]
    assert ended.outputs == ()
    assert ("Traceback" in bench.log(run)) == (how == "bug")


def test_parameters_that_the_task_does_not_take_are_refused_by_name(bench: Bench) -> None:
    ended = bench.ended(bench.submit("wait", seconds=-1))
    assert error_code(ended) == "task.invalid_parameters"
    assert ended.error is not None
    assert ended.error["message"].startswith("seconds: ")


def test_an_endless_log_is_bounded_and_keeps_its_end(bench: Bench) -> None:
    run = bench.submit("fail", how="chatty")
    bench.ended(run, within=60)
    log = bench.log(run)
    assert len(log) < 5 * MEBIBYTE
    assert log.startswith("line 0 ")
    assert "line 399999 " in log
    assert "bytes left out" in log


def test_the_log_is_read_on_from_an_offset_without_cutting_a_character(bench: Bench) -> None:
    run = bench.submit("wait", seconds=0)
    bench.ended(run)
    text, offset = "", 0
    while True:
        part = bench.runner.logs(run, offset, 2)
        if part.next_offset == offset:
            break
        text, offset = text + part.text, part.next_offset
    assert text == "höre zu: begun\ndone\n"


@pytest.fixture
def other_runner(bench: Bench) -> Callable[[], LocalRunner]:
    """A runner that knows nothing of what the first one did: that of a restarted server."""
    return lambda: LocalRunner(bench.folder, Slots(2, 1000 * MEBIBYTE))


def test_another_runner_finds_a_run_by_its_handle_and_also_without_it(
    bench: Bench, other_runner: Callable[[], LocalRunner]
) -> None:
    run = bench.submit("wait", seconds=2)
    eventually(lambda: "begun" in bench.log(run), what="the task has begun")
    assert isinstance(other_runner().state(run, bench.handles[run]), Running)
    assert isinstance(other_runner().state(run, None), Running)
    other_runner().cancel(run, None)
    assert bench.ended(run).status == "cancelled"


def test_a_run_that_was_only_about_to_be_started_is_told_from_a_lost_one(bench: Bench) -> None:
    run = new_ulid()
    assert isinstance(bench.runner.state(run, None), Unstarted)
    bench.runner.run_dir(run).create()
    assert isinstance(bench.runner.state(run, None), Unstarted)
    gone = {"pid": 2**22 - 1, "started_ticks": 1, "boot_id": "of another boot"}
    assert isinstance(bench.runner.state(run, gone), Lost)


def test_a_run_whose_keeper_was_killed_is_lost_and_its_processes_are_ended(bench: Bench) -> None:
    run = bench.submit("stubborn")
    eventually(lambda: "ready" in bench.log(run), what="the task is ready")
    os.kill(bench.handles[run]["pid"], 9)
    assert isinstance(eventually(lambda: isinstance(bench.state(run), Lost) and bench.state(run)), Lost)
    eventually(lambda: bench.processes(run) == [], what="nothing is left")


def test_a_pid_that_was_given_to_another_process_is_not_taken_for_the_run(bench: Bench) -> None:
    run = bench.submit("wait", seconds=60)
    forged = bench.handles[run] | {"pid": os.getpid()}
    bench.runner.cancel(run, forged)  # must not signal this test
    assert isinstance(bench.state(run), Running)


def test_a_run_can_not_be_started_twice(bench: Bench, catalogue: Catalogue) -> None:
    run = bench.submit("wait", seconds=0)
    again = Launch(run, Slots(1, MEBIBYTE), {"sources": []})
    with pytest.raises(FileExistsError):
        bench.runner.submit(again)
    assert bench.ended(run).status == "succeeded"
    with pytest.raises(FileExistsError):
        bench.runner.submit(again)


def test_a_run_is_not_started_twice_while_its_keeper_shows_no_environment_yet(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What /proc tells of a process in the middle of execve.
    monkeypatch.setattr(procfs, "with_variable", lambda _name, _value: [])
    run = bench.submit("wait", seconds=1)
    assert isinstance(bench.runner.state(run, None), Running)
    with pytest.raises(FileExistsError):
        bench.runner.submit(Launch(run, Slots(1, MEBIBYTE), {"sources": []}))
    assert bench.ended(run).status == "succeeded"


def test_a_run_sees_nothing_of_the_servers_environment(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABSTEAD_DATABASE_PASSWORD_FILE", "/run/secrets/database-password")
    run = bench.submit("wait", seconds=5)
    eventually(lambda: "begun" in bench.log(run), what="the task has begun")
    for pid in bench.processes(run):
        assert b"LABSTEAD_DATABASE" not in Path(f"/proc/{pid}/environ").read_bytes()
