"""Runs that leave broken or false words about their end: each has one, and the others' go on"""

import json

import pytest
from glab_testing.eventually import eventually
from glab_testing.server import Client, GlabServer

pytestmark = pytest.mark.database

OUTPUT = {"name": "proof", "filename": "proof.txt", "media_type": "text/plain"}


@pytest.fixture(scope="module")
def server(shared_server: GlabServer) -> GlabServer:
    """No test of this file stops it."""
    return shared_server


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "task.died"),
        ("{", "task.died"),
        ('{"outputs": 5}', "task.bad_result"),
        (json.dumps({"outputs": [OUTPUT, OUTPUT]}), "task.bad_result"),
        (json.dumps({"outputs": [OUTPUT | {"name": "../../../.lock"}]}), "task.bad_result"),
        (json.dumps({"outputs": []}), "task.output_missing"),
        (json.dumps({"error": {"code": "x.y", "message": "half \ud800", "hint": "h" * 100_000}}), "x.y"),
    ],
)
def test_a_broken_or_false_result_ends_the_run_as_failed(client: Client, content: str, code: str) -> None:
    done = client.wait(client.run("probe.meddle", content=content)["id"], within=20)
    assert (done["status"], done["error"]["code"], done["outputs"]) == ("failed", code, {})
    assert done["error"]["message"]


def test_pipes_in_the_place_of_files_hold_nobody_up(client: Client) -> None:
    result = client.run("probe.meddle", pipe=True)["id"]
    output = client.run("probe.meddle", content=json.dumps({"outputs": [OUTPUT]}), output_is_a_pipe=True)["id"]
    progress = client.run("probe.meddle", file="progress.json", pipe=True)["id"]
    assert client.wait(result, within=20)["error"]["code"] == "task.died"
    assert client.wait(output, within=20)["error"]["code"] == "task.output_missing"
    assert client.wait(progress, within=20)["error"]["code"] == "task.died"
    assert client.wait(client.run("probe.wait", seconds=0)["id"], within=20)["status"] == "succeeded"


def test_a_run_that_calls_itself_ended_and_goes_on_holds_up_no_other(client: Client) -> None:
    false = client.run("probe.meddle", file="outcome.json", content='{"exit_code": 0}', seconds=60)["id"]
    eventually(lambda: "meddled" in client.log(false))
    assert client.wait(client.run("probe.wait", seconds=0)["id"], within=10)["status"] == "succeeded"
    assert client.scenario(false)["status"] == "running"
    client.post(f"/scenarios/{false}/cancel")
    assert client.wait(false, within=20)["status"] == "cancelled"


@pytest.mark.parametrize("fraction", ["NaN", "Infinity", '"much"', "[]"])
def test_a_progress_that_is_none_is_shown_as_unknown_and_the_run_goes_on(
    server: GlabServer, client: Client, fraction: str
) -> None:
    content = f'{{"fraction": {fraction}, "message": "meddling"}}'
    run = client.run("probe.meddle", file="progress.json", content=content, seconds=1.5)["id"]
    eventually(lambda: client.scenario(run)["progress"]["message"] == "meddling")
    assert client.scenario(run)["progress"]["fraction"] is None
    client.wait(run, within=20)
    assert "could not be looked at" not in server.log()
