"""Developing bricks: what is saved is seen, and an editor stops in a task."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from glab_testing.editor import Editor
from glab_testing.eventually import eventually
from glab_testing.server import Client, GlabServer

pytestmark = pytest.mark.database

# What a developer is promised between saving and seeing.
SEEN_SECONDS = 10

TASK = """from typing import ClassVar

from labstead_core import Needs, Task, TaskContext, task
from pydantic import BaseModel


@task("{title}")
class Greet(Task[BaseModel]):
    needs: ClassVar = Needs(cpus=1, memory_mib=400, min_memory_mib=128, hours=1)

    def run(self, context: TaskContext[BaseModel]) -> None:
        greeting = "hello"
        context.log(greeting + " world")
"""
STOP_LINE = 13


class Workspace:
    """A brick under development."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "bricks"
        self.module = self.folder / "sample" / "src" / "sample" / "tasks.py"
        self.module.parent.mkdir(parents=True)
        (self.folder / "sample" / "settings.json").write_text('{"name": "sample", "version": "1.0.0"}')
        (self.module.parent / "__init__.py").write_text("")
        self.save("Greet")

    def save(self, title: str) -> None:
        self.module.write_text(TASK.format(title=title))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """In a folder of its own."""
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def socket_path(tmp_path: Path) -> Path:
    """Short enough for the address of a socket."""
    return Path("/tmp") / f"{tmp_path.name[-40:]}.sock"


@pytest.fixture
def developing(make_server: Callable[..., GlabServer], workspace: Workspace, socket_path: Path) -> GlabServer:
    """A server as dev's is."""
    return make_server(
        LABSTEAD_WORKSPACE=str(workspace.folder), LABSTEAD_DEBUG_SOCKET=str(socket_path), LABSTEAD_ENVIRONMENT="dev"
    ).start()


def title_of(client: Client, task: str) -> str | None:
    entries = client.get("/tasks").json()["items"]
    return next((str(entry["title"]) for entry in entries if entry["id"] == task), None)


def test_a_saved_change_of_a_task_is_there_within_ten_seconds_without_a_restart(
    developing: GlabServer, workspace: Workspace
) -> None:
    client = developing.client()
    assert title_of(client, "sample.greet") == "Greet"
    pid = developing.pid
    workspace.save("Greet warmly")
    began = time.monotonic()
    eventually(
        lambda: title_of(client, "sample.greet") == "Greet warmly", within=SEEN_SECONDS, what="the change is seen"
    )
    assert time.monotonic() - began < SEEN_SECONDS
    assert developing.pid == pid


def test_open_pages_are_told_that_the_bricks_changed(developing: GlabServer, workspace: Workspace) -> None:
    with developing.client().http.stream("GET", "/events") as events:
        lines = events.iter_lines()
        next(lines)
        workspace.save("Greet again")
        assert any(line == "event: bricks" for line in lines)
        told = json.loads(next(lines).removeprefix("data: "))
    assert {"name": "sample", "version": "1.0.0", "status": "loaded", "error": None} in told["items"]


def test_a_mistake_is_told_with_its_line_the_other_bricks_work_and_mending_it_is_seen(
    developing: GlabServer, workspace: Workspace
) -> None:
    client = developing.client()
    workspace.module.write_text("def broken(:\n")

    def error() -> str:
        bricks = client.get("/environment").json()["bricks"]
        return next(str(brick["error"]) for brick in bricks if brick["name"] == "sample")

    eventually(lambda: error() == "syntax error in tasks.py, line 1: invalid syntax", within=SEEN_SECONDS, what="told")
    assert title_of(client, "labstead_tables.describe") is not None
    workspace.save("Greet")
    eventually(lambda: title_of(client, "sample.greet") == "Greet", within=SEEN_SECONDS, what="it is mended")


def test_reload_answers_when_the_bricks_were_looked_at(developing: GlabServer, workspace: Workspace) -> None:
    workspace.save("Greet at once")
    port = httpx.URL(developing.url).port
    done = subprocess.run(
        [sys.executable, "-m", "labstead_core", "reload"],
        env={"PYTHONPATH": str(developing.python_path), "LABSTEAD_LISTEN_PORT": str(port)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert title_of(developing.client(), "sample.greet") == "Greet at once"
    assert {brick["name"] for brick in json.loads(done.stdout)["bricks"]} >= {"sample", "labstead_tables"}


def test_where_no_bricks_are_developed_nothing_is_reloaded(server: GlabServer) -> None:
    assert httpx.post(f"{server.url}/reload").status_code == 409


def test_a_breakpoint_in_a_brick_stops_and_shows_what_is_there(
    developing: GlabServer, workspace: Workspace, socket_path: Path
) -> None:
    client = developing.client()
    eventually(socket_path.exists, within=30, what="the debugger is there")
    lines = {workspace.module: [STOP_LINE]}
    editor = Editor(socket_path).attach(lines)
    scenario = client.run("sample.greet")["id"]

    stopped = editor.follow(lines)
    thread = stopped.event("stopped")["body"]["threadId"]
    frame = stopped.ask("stackTrace", threadId=thread)["stackFrames"][0]
    assert (frame["source"]["path"], frame["line"]) == (str(workspace.module), STOP_LINE)
    assert stopped.ask("evaluate", expression="greeting", frameId=frame["id"])["result"] == "'hello'"
    assert client.scenario(scenario)["status"] == "running"

    stopped.ask("continue", threadId=thread)
    assert client.wait(scenario)["status"] == "succeeded"
    assert "hello world" in client.log(scenario)


def test_without_an_editor_tasks_run_as_ever_also_after_one_has_left(
    developing: GlabServer, workspace: Workspace, socket_path: Path
) -> None:
    client = developing.client()
    assert client.wait(client.run("sample.greet")["id"])["status"] == "succeeded"
    eventually(socket_path.exists, within=30, what="the debugger is there")
    Editor(socket_path).attach({workspace.module: [STOP_LINE]}).close()
    attached = developing.data / ".debugger.json"
    eventually(lambda: not attached.exists(), within=10, what="the editor is known to be gone")
    assert client.wait(client.run("sample.greet")["id"], within=30)["status"] == "succeeded"


def test_an_editor_can_come_back(developing: GlabServer, workspace: Workspace, socket_path: Path) -> None:
    client = developing.client()
    eventually(socket_path.exists, within=30, what="the debugger is there")
    lines = {workspace.module: [STOP_LINE]}
    first = Editor(socket_path).attach(lines)
    first.ask("disconnect", terminateDebuggee=False)
    first.close()
    again = Editor(socket_path).attach(lines)
    scenario = client.run("sample.greet")["id"]
    stopped = again.follow(lines)
    stopped.ask("continue", threadId=stopped.event("stopped")["body"]["threadId"])
    assert client.wait(scenario)["status"] == "succeeded"
