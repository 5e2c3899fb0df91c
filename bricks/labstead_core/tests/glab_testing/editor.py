"""A debugger's client as an editor is one: it speaks the Debug Adapter Protocol over dev's socket."""

import itertools
import json
import queue
import socket
import threading
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 30.0


class Editor:
    """One session. A task that starts meanwhile gets another, which `follow` opens."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.connect(str(path))
        self._numbers = itertools.count(1)
        self._events: queue.Queue[dict[str, Any]] = queue.Queue()
        self._replies: dict[int, queue.Queue[dict[str, Any]]] = {}
        threading.Thread(target=self._read, daemon=True).start()
        self.ask("initialize", adapterID="labstead", pathFormat="path", linesStartAt1=True, columnsStartAt1=True)

    def attach(self, breakpoints: dict[Path, list[int]], **arguments: Any) -> "Editor":
        """Attaches with these lines to stop at, and returns when they hold."""
        attached = self._send("attach", {"justMyCode": True, "subProcess": True, **arguments})
        self.event("initialized")
        for file, lines in breakpoints.items():
            self.ask("setBreakpoints", source={"path": str(file)}, breakpoints=[{"line": line} for line in lines])
        self.ask("configurationDone")
        self._reply(attached)
        return self

    def follow(self, breakpoints: dict[Path, list[int]]) -> "Editor":
        """A session with the task that has just started."""
        configuration = self.event("debugpyAttach")["body"]
        configuration.pop("connect")
        return Editor(self._path).attach(breakpoints, **configuration)

    def event(self, name: str) -> dict[str, Any]:
        """The next event of that name; the others before it are nobody's."""
        while True:
            event = self._events.get(timeout=PATIENCE_SECONDS)
            if event["event"] == name:
                return event

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """The body of the reply."""
        return self._reply(self._send(command, arguments))

    def close(self) -> None:
        """As when the editor's window is closed."""
        self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def _send(self, command: str, arguments: dict[str, Any]) -> int:
        number = next(self._numbers)
        self._replies[number] = queue.Queue()
        body = json.dumps({"seq": number, "type": "request", "command": command, "arguments": arguments}).encode()
        self._connection.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        return number

    def _reply(self, number: int) -> dict[str, Any]:
        reply = self._replies[number].get(timeout=PATIENCE_SECONDS)
        assert reply["success"], reply
        body: dict[str, Any] = reply.get("body", {})
        return body

    def _read(self) -> None:
        with self._connection.makefile("rb") as stream:
            while header := stream.readline():
                stream.readline()
                message = json.loads(stream.read(int(header.split(b":")[1])))
                if message["type"] == "event":
                    self._events.put(message)
                elif message["type"] == "response":
                    self._replies[message["request_seq"]].put(message)
