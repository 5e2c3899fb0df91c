"""What a task does when the editor that is attached is no longer all there."""

import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from glab_testing.editor import Editor
from glab_testing.eventually import eventually

import labstead_core
from labstead_core.development.debug_hub import Door

PACKAGES = Path(os.environ.get("LABSTEAD_DEBUG_PACKAGES", "/opt/labstead/debug"))
MARK = "TEST_DEBUGGING"
TASK = """
import json, sys
from labstead_core.development import meet_editor

meet_editor.PATIENCE_SECONDS = float(sys.argv[2])
meet_editor.meet_editor(json.loads(sys.argv[1]))
print("done")
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """With a name short enough for the address of a socket."""
    with TemporaryDirectory(dir="/tmp") as made:
        yield Path(made)


@pytest.fixture
def process(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The debugger's meeting place as dev-glab runs it."""
    path = folder / "glab.sock"
    source = Path(labstead_core.__file__).parents[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-Xfrozen_modules=off", "-m", "labstead_core.development.debug_hub"),
            *(PACKAGES, path, folder / "state.json"),
        ],
        env={**os.environ, "PYTHONPATH": str(source), MARK: str(folder)},
    )
    eventually(path.exists, within=30, what="the debugger is there")
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def hub(folder: Path, process: subprocess.Popen[bytes]) -> Path:
    """Where editors meet it."""
    return folder / "glab.sock"


def run_task(state: Path, patience: float) -> str:
    eventually(state.exists, within=10, what="the editor is known")
    place = json.dumps({**json.loads(state.read_text()), "packages": str(PACKAGES)})
    source = Path(labstead_core.__file__).parents[1]
    return subprocess.run(
        [sys.executable, "-c", TASK, place, str(patience)],
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout


def test_a_task_whose_attached_editor_sleeps_goes_on_without_it_and_says_so(hub: Path) -> None:
    editor = Editor(hub).attach({})
    # It is told of the task, and never opens a session with it.
    said = run_task(hub.with_name("state.json"), patience=2)
    assert said.splitlines() == [
        "The attached editor did not answer for 2 s, so no breakpoint stops this task.",
        "done",
    ]
    editor.close()


def test_an_editor_that_answers_is_not_given_up(hub: Path) -> None:
    editor = Editor(hub).attach({})
    sessions: list[Editor] = []
    following = threading.Thread(target=lambda: sessions.append(editor.follow({})))
    following.start()
    assert run_task(hub.with_name("state.json"), patience=30) == "done\n"
    following.join()
    assert len(sessions) == 1


def test_a_hub_whose_adapter_is_gone_ends_so_that_another_is_started(
    hub: Path, process: subprocess.Popen[bytes]
) -> None:
    os.kill(adapter_of(hub), signal.SIGKILL)
    # The first may still come to one that is about to die.
    eventually(lambda: knock(hub) and process.poll() == 1, within=10, what="the hub ends")


def knock(hub: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as editor:
        return editor.connect_ex(str(hub)) in (0, errno.ECONNREFUSED)


def adapter_of(hub: Path) -> int:
    """It went into the background, with the environment of who started it."""
    mark = f"{MARK}={hub.parent}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # somebody else's, or gone by now
            if mark in (entry / "environ").read_bytes() and b"--for-server" in (entry / "cmdline").read_bytes():
                return int(entry.name)
    raise AssertionError("there is no adapter")


def test_an_editor_whose_coming_failed_is_not_waited_for_ever_after(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as adapter:
        host, port = adapter.getsockname()
        state = folder / "data" / "state.json"
        state.parent.mkdir()
        door = Door(folder / "door.sock", state, {"client": {"host": host, "port": port}, "server": {}})
        threading.Thread(target=door.serve, daemon=True).start()
        # Nothing can be written, as on a full disk.
        state.parent.rmdir()
        assert come(folder / "door.sock", adapter).recv(1) == b"", "it is sent away"
        state.parent.mkdir()
        second = come(folder / "door.sock", adapter)
        eventually(state.exists, within=5, what="the second editor is known")
        second.close()
        eventually(lambda: not state.exists(), within=5, what="nobody is attached any more")


def come(door: Path, adapter: socket.socket) -> socket.socket:
    editor = socket.socket(socket.AF_UNIX)
    editor.connect(str(door))
    threading.Thread(target=read_to_end, args=(adapter.accept()[0],), daemon=True).start()
    return editor


def read_to_end(connection: socket.socket) -> None:
    with connection:
        while connection.recv(1 << 12):
            continue
