"""A real glab process on a free port, and a client that speaks to it as the edge would."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

import labstead_core
from glab_testing.database import Address
from glab_testing.eventually import eventually

TESTS = Path(__file__).parent.parent
BRICKS = TESTS.parent.parent
ENDED = ("succeeded", "failed", "cancelled", "interrupted")
TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = {"Content-Type": "application/offset+octet-stream"}


class GlabServer:
    """Can be killed and started again on the same data."""

    def __init__(self, folder: Path, address: Address, **variables: str) -> None:
        self.data = folder / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        self._log = folder / "server.log"
        self._port = _free_port()
        self.python_path = Path(labstead_core.__file__).parent.parent
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(self.python_path),
            "LABSTEAD_ENVIRONMENT": "prod",
            "LABSTEAD_DATA": str(self.data),
            "LABSTEAD_BRICKS": str(TESTS / "bricks"),
            "LABSTEAD_SHIPPED_BRICKS": str(BRICKS),
            "LABSTEAD_LISTEN_HOST": "127.0.0.1",
            "LABSTEAD_LISTEN_PORT": str(self._port),
            "LABSTEAD_TASK_CPUS": "2",
            "LABSTEAD_TASK_MEMORY_BYTES": str(700 * 1024 * 1024),
            "LABSTEAD_CANCEL_GRACE_SECONDS": "1",
            "LABSTEAD_DISK_RESERVE_BYTES": "1000000",
            **address.as_environment(),
            **variables,
        }

    def launch(self, *command: str) -> None:
        """Starts the process and returns at once."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "labstead_core", *(command or ("serve",))],
                env=self._environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def start(self, *command: str) -> "GlabServer":
        """Starts the process and waits until it is ready."""
        self.launch(*command)
        eventually(self.ready, within=60, what="the server is ready")
        return self

    def ready(self) -> bool:
        assert self.pid is not None
        assert self.process.poll() is None, f"the server ended: {self.log()}"
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    @property
    def pid(self) -> int:
        return self.process.pid

    def kill(self) -> None:
        """kill -9 of the server alone."""
        self.process.kill()
        self.process.wait()

    def terminate(self) -> None:
        """Asks it to stop."""
        self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Ends the server and whatever it started, at the end of a test."""
        if self._process is not None and self._process.poll() is None:
            self.kill()
        # Every process of a run has its folder in its environment.
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and self._is_ours(entry):
                try:
                    os.kill(int(entry.name), signal.SIGKILL)
                except ProcessLookupError:
                    continue

    def log(self) -> str:
        return self._log.read_text()

    def rss_bytes(self) -> int:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no VmRSS")

    def client(self, user: str = "ada", role: str | None = "scientist") -> "Client":
        return Client(self, user, role)

    def status(self) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.get(f"{self.url}/status", timeout=10).json()
        return answer

    def _is_ours(self, entry: Path) -> bool:
        try:
            return str(self.data).encode() in (entry / "environ").read_bytes()
        except OSError:
            return False


class Client:
    """The API for one user."""

    def __init__(self, server: GlabServer, user: str, role: str | None) -> None:
        headers = {"X-Lab-User": user, "X-Lab-User-Name": user.title()}
        if role is not None:
            headers["X-Lab-Role"] = role
        self.http = httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=60)
        self._origin = server.url

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.http.get(path, **options)

    def post(self, path: str, body: Any = None) -> httpx.Response:
        return self.http.post(path, json=body)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        return self.http.delete(path, **options)

    def begin_upload(self, length: int, name: str) -> httpx.Response:
        encoded = base64.b64encode(name.encode()).decode()
        return self.http.post(
            "/uploads", headers={**TUS, "Upload-Length": str(length), "Upload-Metadata": f"filename {encoded}"}
        )

    def patch(self, location: str, offset: int, body: Any) -> httpx.Response:
        return self.http.patch(
            self._origin + location, headers={**TUS, **OCTETS, "Upload-Offset": str(offset)}, content=body
        )

    def head(self, location: str) -> httpx.Response:
        return self.http.head(self._origin + location, headers=TUS)

    def upload(self, content: bytes, name: str) -> str:
        """Uploads in one go; the id of the resource."""
        made = self.begin_upload(len(content), name)
        assert made.status_code == 201, made.text
        if not content:
            return made.headers["Labstead-Resource"]
        done = self.patch(made.headers["Location"], 0, content)
        assert done.status_code == 204, done.text
        return done.headers["Labstead-Resource"]

    def run(self, task: str, inputs: dict[str, str] | None = None, **parameters: Any) -> dict[str, Any]:
        """Queues a scenario; its first state."""
        answer = self.post("/scenarios", {"task": task, "inputs": inputs or {}, "parameters": parameters})
        assert answer.status_code == 202, answer.text
        scenario: dict[str, Any] = answer.json()
        return scenario

    def scenario(self, scenario_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"/scenarios/{scenario_id}").json()
        return found

    def wait(self, scenario_id: str, *statuses: str, within: float = 60) -> dict[str, Any]:
        """Waits until the scenario has one of `statuses` (an ended one, if none is named)."""

        def reached() -> dict[str, Any] | None:
            now = self.scenario(scenario_id)
            return now if now["status"] in (statuses or ENDED) else None

        found = eventually(reached, within=within, what=f"{scenario_id} is {statuses or 'ended'}")
        assert found is not None
        return found

    def log(self, scenario_id: str) -> str:
        return str(self.get(f"/scenarios/{scenario_id}/log").json()["text"])

    def content(self, resource_id: str) -> bytes:
        return self.get(f"/resources/{resource_id}/content").content


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of an answer that must be a problem document, of the manager's form."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = json.loads(answer.text)
    assert (body["type"], body["status"]) == ("about:blank", answer.status_code)
    assert body["requestId"] == answer.headers["x-request-id"]
    assert body["title"] != HTTPStatus(answer.status_code).phrase, "no sentence"
    assert None not in body.values(), body
    return answer.status_code, body["code"]
