"""Scenarios on the real server: from request to published outputs"""

import hashlib
import json
import threading
from typing import Any

import httpx
import pytest
from glab_testing.eventually import eventually
from glab_testing.server import BRICKS, Client, GlabServer, problem

pytestmark = pytest.mark.database

PENGUINS = BRICKS / "labstead_tables/tests/testdata/penguins.csv"


@pytest.fixture(scope="module")
def server(shared_server: GlabServer) -> GlabServer:
    """No test of this file stops it."""
    return shared_server


def test_a_task_turns_an_uploaded_table_into_resources_with_their_origin(client: Client) -> None:
    content = PENGUINS.read_bytes()
    table = client.upload(content, "penguins.csv")
    queued = client.run("labstead_tables.describe", {"table": table})
    assert queued["title"] == "Describe a table: penguins.csv"
    done = client.wait(queued["id"])
    assert done["status"] == "succeeded", done
    assert set(done["outputs"]) == {"columns", "report"}
    columns = client.get(f"/resources/{done['outputs']['columns']}").json()
    assert (columns["name"], columns["kind"]) == ("penguins-columns.csv", "table")
    assert columns["origin"] == {"type": "task", "scenario_id": done["id"]}
    assert (columns["created_by"], columns["created_by_name"]) == ("ada", "Ada")
    body = client.content(columns["id"])
    assert columns["sha256"] == hashlib.sha256(body).hexdigest()
    assert b"species,text,344,0,3,yes" in body
    preview = client.get(f"/resources/{columns['id']}/preview").json()
    assert preview["columns"][:2] == ["column", "type"]
    assert len(preview["rows"]) == 8


def test_what_a_scenario_recorded_answers_how_its_result_was_made(client: Client) -> None:
    content = b"a\n1\n2\n"
    table = client.upload(content, "small.csv")
    done = client.wait(client.run("labstead_tables.describe", {"table": table}, header="yes")["id"])
    assert done["parameters"]["header"] == "yes"
    assert done["parameters"]["decimal"] == "point"  # defaults are part of the record
    record = done["provenance"]
    assert (record["brick"], record["brick_version"]) == ("labstead_tables", "0.1.0")
    assert len(record["brick_sha256"]) == 64
    assert record["inputs"]["table"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert record["versions"]["packages"]["duckdb"]
    assert record["versions"]["python"].startswith("3.")
    assert record["usage"]["peak_memory_bytes"] > 0
    assert (done["created_by"], done["created_by_name"]) == ("ada", "Ada")
    assert done["created_at"] <= done["started_at"] <= done["ended_at"]


def test_a_table_that_can_not_be_parsed_fails_with_the_line_and_no_traceback(client: Client) -> None:
    table = client.upload(b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n", "broken.csv")
    done = client.wait(client.run("labstead_tables.describe", {"table": table})["id"])
    assert done["status"] == "failed"
    assert done["error"]["code"] == "table.malformed"
    assert done["error"]["message"] == "Line 3 has 2 columns, but 3 are expected: “4,5”. 1 more line is malformed."
    assert done["error"]["hint"]
    assert done["outputs"] == {}
    assert "Traceback" not in client.log(done["id"])


def test_no_output_of_a_failed_task_is_published(server: GlabServer, client: Client) -> None:
    before = client.get("/resources").json()["items"]
    done = client.wait(client.run("probe.fail", how="nothing")["id"])
    assert (done["status"], done["error"]["code"]) == ("failed", "task.output_missing")
    assert client.get("/resources").json()["items"] == before
    assert list((server.data / "files").rglob("*.*")) == []


def test_memory_beyond_the_limit_is_told_in_the_run(client: Client) -> None:
    done = client.wait(client.run("probe.hungry", mib=1000)["id"])
    assert done["error"]["code"] == "task.memory_exceeded"
    assert "300 MiB" in done["error"]["message"]
    assert done["outputs"] == {}


def test_a_running_scenario_that_ignores_everything_is_really_cancelled(client: Client) -> None:
    run = client.run("probe.stubborn")["id"]
    eventually(lambda: "ready" in client.log(run), what="the task is ready")
    assert client.post(f"/scenarios/{run}/cancel").json()["status"] == "cancelling"
    done = client.wait(run, within=15)
    assert (done["status"], done["error"]) == ("cancelled", None)
    assert problem(client.post(f"/scenarios/{client_done(client)}/cancel")) == (409, "scenario.ended")


def client_done(client: Client) -> str:
    return str(client.wait(client.run("probe.wait", seconds=0)["id"])["id"])


def test_a_queued_scenario_is_cancelled_at_once_and_never_runs(client: Client, server: GlabServer) -> None:
    tally, gate = server.data / "tally", server.data / "gate"
    busy = [client.run("probe.wait", until=str(gate))["id"] for _ in range(2)]
    for run in busy:
        client.wait(run, "running")
    queued = client.run("probe.wait", seconds=0, tally=str(tally))["id"]
    assert client.scenario(queued)["status"] == "queued"
    assert client.post(f"/scenarios/{queued}/cancel").json()["status"] == "cancelled"
    gate.touch()
    for run in busy:
        client.wait(run)
    assert client.scenario(queued)["status"] == "cancelled"
    assert not tally.exists()


def test_never_more_run_at_once_than_there_are_slots(client: Client, server: GlabServer) -> None:
    runs = {client.run("probe.wait", seconds=0.6)["id"] for _ in range(6)}
    most = 0

    def all_ended() -> bool:
        nonlocal most
        now = [item["status"] for item in client.get("/scenarios").json()["items"] if item["id"] in runs]
        most = max(most, now.count("running"))
        return all(status == "succeeded" for status in now)

    eventually(all_ended, within=40)
    assert most == 2  # two CPUs, 700 MiB for tasks of 300 MiB


@pytest.mark.parametrize(
    ("body", "expected", "said"),
    [
        ({"task": "no.such"}, (404, "task.not_found"), "no.such"),
        ({}, (422, "request.invalid"), "body/task"),
        ({"task": "probe.wait", "more": 1}, (422, "request.invalid"), "body/more"),
        ({"task": "labstead_tables.describe"}, (422, "scenario.invalid_inputs"), "input table is missing"),
        ({"task": "probe.wait", "inputs": {"x": "y"}}, (422, "scenario.invalid_inputs"), "x is not an input"),
        ({"task": "probe.wait", "inputs": {"file": "y"}}, (404, "resource.not_found"), "y"),
        ({"task": "probe.wait", "parameters": {"seconds": "long"}}, (422, "scenario.invalid_parameters"), "seconds"),
        ({"task": "probe.wait", "parameters": {"sec": 1}}, (422, "scenario.invalid_parameters"), "'sec'"),
    ],
)
def test_a_wrong_order_is_refused_with_what_is_wrong(
    client: Client, body: dict[str, object], expected: tuple[int, str], said: str
) -> None:
    answer = client.post("/scenarios", body)
    assert problem(answer) == expected
    assert said in answer.json()["title"]


def test_a_file_that_is_no_table_is_refused_where_a_table_is_asked_for(client: Client) -> None:
    picture = client.upload(b"\x89PNG", "a.png")
    answer = client.post("/scenarios", {"task": "labstead_tables.describe", "inputs": {"table": picture}})
    assert problem(answer) == (422, "scenario.invalid_inputs")


def test_a_resource_that_is_being_read_can_not_be_deleted_until_the_scenario_has_ended(
    server: GlabServer, client: Client
) -> None:
    file = client.upload(b"x", "a.bin")
    gate = server.data / "reading"
    run = client.run("probe.wait", {"file": file}, until=str(gate))["id"]
    assert problem(client.delete(f"/resources/{file}")) == (409, "resource.in_use")
    gate.touch()
    client.wait(run)
    assert client.delete(f"/resources/{file}").status_code == 204
    assert client.scenario(run)["provenance"]["inputs"]["file"]["name"] == "a.bin"


def test_lists_are_read_page_by_page_the_newest_first(client: Client) -> None:
    runs = [client.wait(client.run("probe.wait", seconds=0)["id"])["id"] for _ in range(5)]
    seen: list[str] = []
    cursor = None
    while True:
        page = client.get("/scenarios", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen[:5] == sorted(runs, reverse=True)
    assert seen == sorted(set(seen), reverse=True)


def test_open_pages_are_told_of_every_step_and_of_new_resources(server: GlabServer, client: Client) -> None:
    events: list[tuple[str, dict[str, Any]]] = []
    started: list[str] = []
    listening = threading.Event()

    def listen() -> None:
        with server.client("grace", "viewer").http.stream("GET", "/events") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            name = ""
            for line in answer.iter_lines():
                if line.startswith("retry:"):
                    listening.set()
                elif line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    events.append((name, json.loads(line.removeprefix("data: "))))
                    if events[-1][1]["id"] in started and events[-1][1].get("status") == "succeeded":
                        return

    listener = threading.Thread(target=listen)
    listener.start()
    assert listening.wait(10)
    run = client.run("probe.wait", seconds=1.2)["id"]
    started.append(run)
    listener.join(20)
    assert not listener.is_alive()
    statuses = [payload["status"] for name, payload in events if name == "scenario" and payload["id"] == run]
    assert statuses[0] == "queued"
    assert statuses[1] == "running"
    assert len(statuses) > 3  # progress in between
    made = [
        payload["name"]
        for name, payload in events
        if name == "resource" and payload["origin"].get("scenario_id") == run
    ]
    assert made == ["proof.txt"]


def test_what_is_queued_waits_while_it_is_held_back_and_goes_on_by_itself(client: Client, server: GlabServer) -> None:
    def hold(seconds: float) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.post(f"{server.url}/hold?seconds={seconds}", timeout=10).json()
        return answer

    running = client.run("probe.wait", seconds=2)
    client.wait(running["id"], "running")
    assert hold(60)["held"] is True
    queued = client.run("probe.wait", seconds=0)
    assert client.wait(running["id"])["status"] == "succeeded", "what runs goes on"
    assert server.status()["queued_scenarios"] == 1
    assert client.scenario(queued["id"])["status"] == "queued"
    assert hold(0)["held"] is False
    assert client.wait(queued["id"])["status"] == "succeeded"

    hold(1.5)
    late = client.run("probe.wait", seconds=0)
    assert client.wait(late["id"], within=15)["status"] == "succeeded", "whoever held it and died holds it no longer"
