"""labstead_core/runner/rundir: files that a task may have put there"""

import os
from pathlib import Path

import pytest

from labstead_core.runner.rundir import LARGEST_JSON, RunDir, declared_outputs, read_json, write_json


def test_what_was_written_is_read_also_a_name_that_is_no_utf_8(tmp_path: Path) -> None:
    value = {"name": os.fsdecode(b"\xff.csv"), "umlaut": "ü"}
    write_json(tmp_path / "a.json", value)
    assert read_json(tmp_path / "a.json") == value


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"5", b"\xff", b"[" * 200_000, b'{"a": ' + b"9" * 5000 + b"}", b" " * LARGEST_JSON + b"{}"],
)
def test_what_holds_no_object_is_as_good_as_absent(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)
    assert read_json(tmp_path / "a.json") is None


def test_only_an_ordinary_file_is_read_and_a_pipe_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("{}")
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    (tmp_path / "folder.json").mkdir()
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "endless.json").symlink_to("/dev/zero")
    for name in ("link", "folder", "pipe", "endless", "absent", "real.json/below"):
        assert read_json(tmp_path / f"{name}.json") is None, name


def test_outputs_are_named_like_files_of_the_run_and_like_nothing_else(tmp_path: Path) -> None:
    run = RunDir(tmp_path)
    ports = [{"name": "rows", "kind": "table"}, {"name": "../x", "kind": "file"}, {"name": 5}, "x", {"name": "log"}]
    write_json(run.spec, {"outputs": ports})
    assert declared_outputs(run) == {"rows": "table", "log": "file"}
    write_json(run.spec, {"outputs": 5})
    assert declared_outputs(run) == {}
