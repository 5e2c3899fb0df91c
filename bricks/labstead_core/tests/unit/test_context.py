"""labstead_core/sdk/context"""

import json
from pathlib import Path

import pytest

from labstead_core import NoParameters, TaskContext


def context_in(folder: Path) -> TaskContext[NoParameters]:
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


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (float("-inf"), None),
        (None, None),
        (-1, 0.0),
        (0.25, 0.25),
        (7, 1.0),
    ],
)
def test_a_progress_that_is_no_share_is_written_as_unknown_or_at_its_bound(
    tmp_path: Path, said: float | None, written: float | None
) -> None:
    context_in(tmp_path).progress(said, "m" * 900)
    raw = (tmp_path / "progress.json").read_text()
    assert json.loads(raw, parse_constant=pytest.fail) == {"fraction": written, "message": "m" * 500}
