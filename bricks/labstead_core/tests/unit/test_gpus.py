"""labstead_core: what tasks are told about GPUs"""

from pathlib import Path
from typing import Any

import pytest

from labstead_core.process_environment import child_environment
from labstead_core.runner.worker import tell_missing_gpus
from labstead_core.sdk import NoParameters, TaskContext

WANTED = {"LABSTEAD_GPUS_WANTED": "1 GPU"}


def context(folder: Path) -> TaskContext[Any]:
    return TaskContext(
        parameters=NoParameters(),
        inputs={},
        output_names=(),
        cpus=1,
        memory_bytes=1,
        scratch=folder,
        outputs_folder=folder,
        progress_file=folder / "progress.json",
    )


@pytest.mark.parametrize(("given", "gpus"), [(None, 0), ("none", 0), ("2", 2), ("all", None), ("nonsense", 0)])
def test_a_task_is_told_how_many_gpus_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str | None, gpus: int | None
) -> None:
    monkeypatch.delenv("LABSTEAD_GPUS", raising=False)
    if given is not None:
        monkeypatch.setenv("LABSTEAD_GPUS", given)
    assert context(tmp_path).gpus == gpus


def test_a_run_that_has_to_do_without_says_so_in_its_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tell_missing_gpus(context(tmp_path), WANTED | {"LABSTEAD_GPUS": "none"})
    assert "asks for 1 GPU" in capsys.readouterr().out
    tell_missing_gpus(context(tmp_path), WANTED | {"LABSTEAD_GPUS": "1"})
    tell_missing_gpus(context(tmp_path), {})
    assert capsys.readouterr().out == ""


def test_the_word_on_gpus_reaches_a_process_that_runs_brick_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABSTEAD_GPUS", "1")
    monkeypatch.setenv("NVIDIA_VISIBLE_DEVICES", "0")
    found = child_environment([])
    assert (found["LABSTEAD_GPUS"], found["NVIDIA_VISIBLE_DEVICES"]) == ("1", "0")
