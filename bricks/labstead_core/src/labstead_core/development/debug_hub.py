"""Run as a program: the debugger's meeting place. An editor comes in by a socket, tasks by a port of this container.

Usage: python -m labstead_core.development.debug_hub PACKAGES SOCKET STATE

debugpy's adapter serves both. Tasks are sessions below this program's own, so that an editor that attached once is told
of each task that starts. STATE is there while an editor is attached: a task has nothing to ask for otherwise.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ADAPTER_SECONDS = 30
# The codelab's user is in this user's group: it may connect, and nobody else.
SOCKET_UMASK = 0o117
IDLE_SECONDS = 3600


def start_adapter(packages: Path) -> dict[str, Any]:
    """Starts debugpy's adapter and answers where it listens: `client` for editors, `server` for what is debugged."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(ADAPTER_SECONDS)
        # It goes into the background by itself, and ends when the last process it debugs is gone: this one.
        subprocess.run(
            [
                *(sys.executable, str(packages / "debugpy" / "adapter")),
                *("--for-server", str(listener.getsockname()[1]), "--host", "127.0.0.1", "--port", "0"),
            ],
            stdin=subprocess.DEVNULL,
            timeout=ADAPTER_SECONDS,
            check=True,
        )
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as stream:
            endpoints: dict[str, Any] = json.loads(stream.read())
    if "error" in endpoints:
        raise SystemExit(f"the debugger can't listen: {endpoints['error']}")
    return endpoints


class Door:
    """Passes an editor's bytes on to the adapter, and notes whether any editor is there."""

    def __init__(self, path: Path, state: Path, endpoints: dict[str, Any]) -> None:
        self._client = (endpoints["client"]["host"], endpoints["client"]["port"])
        self._server = endpoints["server"]
        self._state = state
        self._lock = threading.Lock()
        self._editors = 0
        state.unlink(missing_ok=True)
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        old = os.umask(SOCKET_UMASK)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(fresh))
        os.umask(old)
        self._listener.listen()
        # There under its name only once somebody answers.
        fresh.replace(path)

    def serve(self) -> None:
        """For ever."""
        while True:
            editor, _ = self._listener.accept()
            threading.Thread(target=self._pass_on, args=(editor,), daemon=True).start()

    def _pass_on(self, editor: socket.socket) -> None:
        with editor, self._adapter() as adapter:
            back = threading.Thread(target=_pump, args=(adapter, editor), daemon=True)
            try:
                self._count(1)
                back.start()
                _pump(editor, adapter)
                back.join()
            except OSError as error:  # nothing can be written: the disk is full
                print(f"an editor could not be let in: {error}", file=sys.stderr, flush=True)
            finally:
                # An editor that counted for ever would have every task wait for it.
                self._count(-1)

    def _adapter(self) -> socket.socket:
        try:
            return socket.create_connection(self._client)
        except OSError as error:
            # No editor would ever come in again: the server starts another hub with an adapter of its own.
            print(f"the debugger's adapter is gone: {error}", file=sys.stderr, flush=True)
            os._exit(1)

    def _count(self, change: int) -> None:
        with self._lock:
            self._editors += change
            if self._editors == 0:
                self._state.unlink(missing_ok=True)
            elif not self._state.exists():
                fresh = self._state.with_suffix(".new")
                fresh.write_text(json.dumps({**self._server, "parent": os.getpid()}))
                fresh.replace(self._state)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(1 << 16):
            sink.sendall(data)
    except OSError:  # either end went
        pass
    for end in (sink, source):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


def main() -> None:
    """Meets until it is killed."""
    packages, path, state = (Path(argument) for argument in sys.argv[1:4])
    endpoints = start_adapter(packages)
    sys.path.append(str(packages))
    import debugpy  # noqa: PLC0415 (its place is known only now)

    # Returns at once only for the first to connect, which waits for no editor.
    threading.Thread(
        target=debugpy.connect, args=((endpoints["server"]["host"], endpoints["server"]["port"]),), daemon=True
    ).start()
    door = Door(path, state, endpoints)
    threading.Thread(target=door.serve, daemon=True).start()
    while True:
        time.sleep(IDLE_SECONDS)


if __name__ == "__main__":
    main()
