"""Tables much larger than the memory that a run may use, under the real runner and its limits"""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from glab_testing.eventually import eventually

from labstead_core.bricks.catalogue import load_catalogue
from labstead_core.runner.conclusion import Conclusion
from labstead_core.runner.local import LocalRunner
from labstead_core.runner.port import Ended, Launch, Slots
from labstead_core.ulid import new_ulid

BRICKS = Path(__file__).parents[2]
PENGUINS = Path(__file__).parent / "testdata" / "penguins.csv"
MEBIBYTE = 1024 * 1024
LIMIT = 320 * MEBIBYTE


def enlarge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("enlarge", BRICKS / "labstead_tables/examples/enlarge.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["enlarge"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twice as large as the memory of a run; LABSTEAD_TEST_TABLE_MB makes it larger."""
    path = tmp_path_factory.mktemp("large") / "large.csv"
    with path.open("w") as sink:
        enlarge().enlarge(PENGUINS, sink, int(os.environ.get("LABSTEAD_TEST_TABLE_MB", "640")) * 1_000_000)
    return path


def run(folder: Path, task: str, table: Path, parameters: dict[str, Any]) -> tuple[Conclusion, Path]:
    catalogue = load_catalogue([BRICKS])
    entry = catalogue.tasks[f"labstead_tables.{task}"]
    runner = LocalRunner(folder, Slots(2, LIMIT))
    scenario = new_ulid()
    file = {"path": str(table), "name": "large.csv", "kind": "table", "media_type": "text/csv", "sha256": "0" * 64}
    limits = {
        "memory_bytes": LIMIT,
        "time_seconds": 500,
        "cpu_seconds": 500,
        "file_bytes": 1 << 40,
        "disk_floor_bytes": 0,
    }
    spec = {
        "module": entry.module,
        "qualname": entry.qualname,
        "parameters": parameters,
        "inputs": {"table": file | {"size": table.stat().st_size}},
        "outputs": list(entry.outputs),
        "packages": [],
        "sources": [str(source) for source in catalogue.source_folders()],
        "cpus": 2,
        "limits": limits | {"grace_seconds": 1},
    }
    handle = runner.submit(Launch(scenario, Slots(2, LIMIT), spec))
    state = eventually(lambda: isinstance(s := runner.state(scenario, handle), Ended) and s, within=400)
    assert isinstance(state, Ended)
    return state.conclusion, runner.run_dir(scenario).outputs


def test_a_table_twice_the_memory_is_described_within_the_limit(tmp_path: Path, large: Path) -> None:
    ended, outputs = run(tmp_path, "describe", large, {})
    assert ended.status == "succeeded", ended.error
    print(f"\n{large.stat().st_size // 1_000_000} MB described: {ended.usage}")
    assert ended.usage["peak_memory_bytes"] < LIMIT
    assert "species,text," in (outputs / "columns").read_text()


def test_a_group_for_every_row_either_spills_to_disk_or_is_refused_with_a_sentence(tmp_path: Path, large: Path) -> None:
    ended, outputs = run(
        tmp_path, "aggregate", large, {"group_by": ["row"], "columns": ["year"], "functions": ["mean"]}
    )
    if ended.status == "succeeded":
        assert sum(1 for _ in (outputs / "groups").open()) > 1_000_000
    else:
        assert ended.error is not None
        assert ended.error["code"] == "task.memory_exceeded"


def test_the_generator_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with (tmp_path / name).open("w") as sink:
            enlarge().enlarge(PENGUINS, sink, 3_000_000)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
