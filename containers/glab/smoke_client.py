"""The errand of smoke.sh, run inside the container with the standard library only.

run FILE   uploads FILE, describes it, downloads both and compares; notes the ids
verify     the noted resources are still there with the same content
"""

import base64
import hashlib
import json
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

SERVER = "http://127.0.0.1:8000"
IDENTITY = {"X-Lab-User": "smoke", "X-Lab-User-Name": "Smoke test", "X-Lab-Role": "scientist"}
NOTES = Path("/data/smoke.json")
DEADLINE_SECONDS = 60


def call(method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
    """The answer to one request. Raises HTTPError."""
    sent = IDENTITY | {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(SERVER + path, body, sent, method=method)
    return urllib.request.urlopen(request, timeout=30)


def upload(content: bytes) -> str:
    """Sends `content` by tus in two parts; the id of the resource."""
    name = base64.b64encode(b"penguins.csv").decode()
    tus = {"Tus_Resumable": "1.0.0"}
    made = call("POST", "/api/v1/uploads", b"", Upload_Length=str(len(content)), Upload_Metadata=f"filename {name}", **tus)
    location, middle = made.headers["Location"], len(content) // 2
    tus["Content_Type"] = "application/offset+octet-stream"
    call("PATCH", location, content[:middle], Upload_Offset="0", **tus)
    done = call("PATCH", location, content[middle:], Upload_Offset=str(middle), **tus)
    return str(done.headers["Labstead-Resource"])


def describe(resource: str) -> dict[str, Any]:
    """Runs the task and waits for its end."""
    order = json.dumps({"task": "labstead_tables.describe", "inputs": {"table": resource}, "parameters": {}}).encode()
    scenario = json.load(call("POST", "/api/v1/scenarios", order, Content_Type="application/json"))
    deadline = time.monotonic() + DEADLINE_SECONDS
    while scenario["status"] in ("queued", "running") and time.monotonic() < deadline:
        time.sleep(0.2)
        scenario = json.load(call("GET", f"/api/v1/scenarios/{scenario['id']}"))
    if scenario["status"] != "succeeded":
        raise SystemExit(f"the scenario did not succeed: {scenario}")
    return dict(scenario)


def sha256_of(resource: str) -> str:
    """The hash of what a download gives; equal to the one recorded, or the test ends."""
    content = call("GET", f"/api/v1/resources/{resource}/content").read()
    recorded = json.load(call("GET", f"/api/v1/resources/{resource}"))["sha256"]
    digest = hashlib.sha256(content).hexdigest()
    if digest != recorded:
        raise SystemExit(f"{resource} came down with {digest}, recorded is {recorded}")
    return digest


def run(path: Path) -> None:
    """The whole errand."""
    content = path.read_bytes()
    resource = upload(content)
    if sha256_of(resource) != hashlib.sha256(content).hexdigest():
        raise SystemExit("the upload is not what was sent")
    outputs = describe(resource)["outputs"]
    table = call("GET", f"/api/v1/resources/{outputs['columns']}/content").read().decode()
    if "species,text,344,0,3" not in table:
        raise SystemExit(f"the description is wrong: {table}")
    NOTES.write_text(json.dumps({each: sha256_of(each) for each in (resource, *outputs.values())}))


def verify() -> None:
    """After a restart."""
    for resource, digest in json.loads(NOTES.read_text()).items():
        if sha256_of(resource) != digest:
            raise SystemExit(f"{resource} has changed")


if __name__ == "__main__":
    run(Path(sys.argv[2])) if sys.argv[1] == "run" else verify()
