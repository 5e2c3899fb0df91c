"""labstead-glab serve --at-rest: what was brought back is looked at, and stays as it is"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from glab_testing.server import GlabServer

pytestmark = pytest.mark.database

AT_REST = ("serve", "--at-rest")


def probe(server: GlabServer) -> tuple[int, dict[str, Any]]:
    port = server.url.rpartition(":")[2]
    ended = subprocess.run(
        [sys.executable, "-m", "labstead_core", "probe"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(server.python_path),
            "LABSTEAD_LISTEN_PORT": port,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, json.loads(ended.stdout)


def everything_in(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in folder.rglob("*")
    }


def test_it_answers_what_is_there(server: GlabServer) -> None:
    client = server.client()
    client.upload(b"abc", "a.txt")
    client.upload(b"", "empty.txt")
    client.wait(client.run("probe.wait", seconds=0)["id"])
    server.kill()
    server.start(*AT_REST)
    code, said = probe(server)
    assert code == 0
    assert said["ready"]
    # Two that were uploaded, and what the scenario made.
    assert said["resources"] == 3
    assert said["resource_bytes"] == 3 + len(b"waited")
    assert said["scenarios"] == {"succeeded": 1}
    assert "probe.wait" in said["tasks"]
    assert said["faulty_files"] == 0
    assert len(server.client().get("/resources").json()["items"]) == 3
    assert any(task["id"] == "probe.wait" for task in server.client().get("/tasks").json()["items"])


def test_nothing_that_was_queued_runs_and_no_file_is_written(server: GlabServer) -> None:
    server.client().upload(b"abc", "a.txt")
    assert server.status()["queued_scenarios"] == 0
    hold_all(server)
    queued = server.client().run("probe.wait", seconds=0)["id"]
    server.kill()
    before = everything_in(server.data)
    server.start(*AT_REST)
    assert server.status()["queued_scenarios"] == 1
    # The loop that would start it looks every five seconds, and at once after its start.
    assert server.client().scenario(queued)["status"] == "queued"
    assert probe(server)[1]["scenarios"] == {"queued": 1}
    assert everything_in(server.data) == before
    server.kill()
    server.start()
    assert server.client().wait(queued)["status"] == "succeeded"


def hold_all(server: GlabServer) -> None:
    assert httpx.post(f"{server.url}/hold?seconds=600", timeout=5).status_code == 200


def test_it_shares_the_data_with_the_server_that_uses_it(
    server: GlabServer, make_server: Callable[..., GlabServer], tmp_path: Path
) -> None:
    other = make_server(folder=tmp_path).start(*AT_REST)
    assert other.url != server.url
    assert probe(other)[0] == 0
    assert server.ready()


def test_files_that_rows_name_and_that_are_not_as_they_say_are_told(server: GlabServer) -> None:
    client = server.client()
    names = ("gone", "cut", "linked", "whole")
    gone, cut, linked, whole = (client.upload(b"0123456789", f"{name}.txt") for name in names)
    server.kill()
    files = server.data / "files"

    def path(resource: str) -> Path:
        return files / resource[-2:] / resource

    path(gone).unlink()
    path(cut).chmod(0o640)
    os.truncate(path(cut), 4)
    path(linked).rename(server.data / "elsewhere")
    path(linked).symlink_to(server.data / "elsewhere")
    server.start(*AT_REST)
    said = probe(server)[1]
    assert said["resources"] == 4
    assert said["faulty_files"] == 3
    assert {fault["resource"]: fault["fault"] for fault in said["faults"]} == {
        gone: "its file is missing",
        cut: "its file has 4 bytes, not 10",
        linked: "its file is missing",
    }
    assert whole not in {fault["resource"] for fault in said["faults"]}


def test_a_server_that_is_not_there_is_told_and_the_code_is_1(make_server: Callable[..., GlabServer]) -> None:
    code, said = probe(make_server())
    assert code == 1
    assert not said["ready"]
