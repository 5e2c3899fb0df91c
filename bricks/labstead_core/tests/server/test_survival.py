"""kill -9, restarts, lost databases: the database is the only truth, and it is never wrong for long"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import httpx
import pytest
from glab_testing.database import Address, Line
from glab_testing.eventually import eventually
from glab_testing.server import Client, GlabServer, problem

from labstead_core.runner import procfs
from labstead_core.runner.local import SCENARIO_VARIABLE
from labstead_core.runner.rundir import RunDir, read_json

pytestmark = pytest.mark.database


def processes(run: str) -> list[int]:
    return procfs.with_variable(SCENARIO_VARIABLE, run)


def test_a_scenario_outlives_kill_9_of_the_server_and_is_adopted_by_the_next(
    server: GlabServer, client: Client
) -> None:
    tally, gate = server.data / "tally", server.data / "gate"
    run = client.run("probe.wait", until=str(gate), tally=str(tally))["id"]
    client.wait(run, "running")
    eventually(tally.exists, what="the task has begun")
    server.kill()
    server.start()
    assert client.scenario(run)["status"] == "running"
    gate.touch()
    done = client.wait(run)
    assert done["status"] == "succeeded"
    assert client.content(done["outputs"]["proof"]) == b"waited"
    assert tally.read_text() == "ran\n"  # once


def test_a_scenario_that_ended_while_the_server_was_dead_is_finished_and_not_called_interrupted(
    server: GlabServer, client: Client
) -> None:
    run = client.run("probe.wait", seconds=1.5)["id"]
    client.wait(run, "running")
    server.kill()
    eventually(lambda: not processes(run), what="the task has ended")
    server.start()
    done = client.wait(run)
    assert done["status"] == "succeeded"
    assert client.content(done["outputs"]["proof"]) == b"waited"


def test_a_scenario_whose_processes_died_with_the_server_reads_interrupted_and_why(
    server: GlabServer, client: Client
) -> None:
    run = client.run("probe.wait", seconds=60)["id"]
    client.wait(run, "running")
    eventually(lambda: len(processes(run)) >= 2, what="the task has begun")
    server.kill()
    for pid in processes(run):  # what the end of a container does
        with suppress(ProcessLookupError):  # the task dies with its keeper
            os.kill(pid, signal.SIGKILL)
    server.start()
    done = client.wait(run)
    assert (done["status"], done["error"]["code"]) == ("interrupted", "scenario.interrupted")
    assert "stopped while this was running" in done["error"]["message"]
    assert done["error"]["hint"] == "Run it again."
    assert done["ended_at"] is not None
    assert done["outputs"] == {}


def test_a_cancel_that_the_dead_server_could_not_pass_on_is_passed_on_by_the_next(
    server: GlabServer, client: Client, address: Address
) -> None:
    run = client.run("probe.stubborn")["id"]
    eventually(lambda: "ready" in client.log(run), what="the task is ready")
    server.kill()
    database = address.open()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE scenarios SET status = 'cancelling' WHERE id = %s", (run,))
    database.engine.dispose()
    server.start()
    assert client.wait(run, within=15)["status"] == "cancelled"
    eventually(lambda: not processes(run), what="the keeper, whose last act was to say so, has gone too")


def test_the_queue_goes_on_after_a_restart(server: GlabServer, client: Client) -> None:
    runs = [client.run("probe.wait", seconds=1)["id"] for _ in range(5)]
    client.wait(runs[0], "running")
    server.kill()
    server.start()
    assert [client.wait(run, within=40)["status"] for run in runs] == ["succeeded"] * 5


@pytest.mark.parametrize("folder_made", [False, True])
def test_a_scenario_that_the_dead_server_was_about_to_start_is_run_once_by_the_next(
    server: GlabServer, client: Client, address: Address, folder_made: bool
) -> None:
    gate, tally = server.data / "gate", server.data / "tally"
    busy = [client.run("probe.wait", until=str(gate))["id"] for _ in range(2)]
    for run in busy:
        client.wait(run, "running")
    about_to = client.run("probe.wait", seconds=0, tally=str(tally))["id"]
    server.kill()
    database = address.open()
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE scenarios SET status = 'running', started_at = NOW(6) WHERE id = %s", (about_to,)
        )
    database.engine.dispose()
    if folder_made:
        RunDir(server.data / "scenarios" / about_to).create()
    server.start()
    gate.touch()
    assert client.wait(about_to)["status"] == "succeeded"
    assert tally.read_text() == "ran\n"


def test_outputs_that_were_moved_before_the_record_was_made_are_published_once(
    server: GlabServer, client: Client, address: Address
) -> None:
    run = client.run("probe.wait", seconds=0)["id"]
    first = client.wait(run)
    server.kill()
    # As if it had died after moving the file and before committing.
    database = address.open()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM resources WHERE scenario_id = %s", (run,))
        connection.exec_driver_sql("UPDATE scenarios SET status = 'running', outputs = '{}' WHERE id = %s", (run,))
    database.engine.dispose()
    server.start()
    again = client.wait(run)
    assert (again["status"], again["outputs"]) == ("succeeded", first["outputs"])
    assert client.content(again["outputs"]["proof"]) == b"waited"


def test_a_deletion_that_was_cut_short_is_finished_at_the_next_start(
    server: GlabServer, client: Client, address: Address
) -> None:
    resource = client.upload(b"x", "a.bin")
    server.kill()
    database = address.open()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE resources SET deleted_at = NOW(6) WHERE id = %s", (resource,))
    database.engine.dispose()
    server.start()
    assert client.get(f"/resources/{resource}").status_code == 404
    assert list((server.data / "files").rglob(resource)) == []


def test_a_server_waits_for_a_database_that_comes_later(
    make_server: Callable[..., GlabServer], address: Address, line: Line
) -> None:
    line.cut()
    server = make_server(address.through(line))
    server.launch()
    eventually(lambda: answers(server), what="the server listens")
    assert httpx.get(f"{server.url}/livez").status_code == 200
    eventually(lambda: "database" in httpx.get(f"{server.url}/readyz").json()["reason"], what="the reason is told")
    assert problem(server.client().get("/environment")) == (503, "server.not_ready")
    line.mend()
    eventually(server.ready, what="the server is ready")
    assert server.client().get("/environment").status_code == 200


def test_a_database_that_goes_away_makes_503_and_comes_back_by_itself_while_a_scenario_runs_on(
    make_server: Callable[..., GlabServer], address: Address, line: Line
) -> None:
    server = make_server(address.through(line)).start()
    client = server.client()
    gate = server.data / "gate"
    run = client.run("probe.wait", until=str(gate))["id"]
    client.wait(run, "running")
    line.cut()
    answer = client.get("/scenarios")
    assert problem(answer) == (503, "database.unavailable")
    assert answer.headers["Retry-After"]
    not_ready = httpx.get(f"{server.url}/readyz")
    assert (not_ready.status_code, not_ready.json()["ready"]) == (503, False)
    assert server.status()["running_scenarios"] is None
    gate.touch()
    eventually(RunDir(server.data / "scenarios" / run).outcome.exists, what="the task has ended")
    line.mend()
    assert client.wait(run)["status"] == "succeeded"
    eventually(server.ready, what="the server is ready again")


def test_sigterm_lets_a_running_scenario_end_and_takes_no_new_one(server: GlabServer, client: Client) -> None:
    gate = server.data / "gate"
    run = client.run("probe.wait", until=str(gate))["id"]
    client.wait(run, "running")
    server.terminate()
    eventually(lambda: server.status()["stopping"], what="it is stopping")
    assert problem(client.post("/scenarios", {"task": "probe.wait"})) == (503, "server.stopping")
    assert httpx.get(f"{server.url}/readyz").status_code == 503
    gate.touch()
    assert server.process.wait(30) == 0
    server.start()
    assert client.scenario(run)["status"] == "succeeded"


def test_sigterm_of_an_idle_server_with_an_open_page_ends_it_within_seconds(server: GlabServer, client: Client) -> None:
    with client.http.stream("GET", "/events") as answer:
        next(answer.iter_lines())
        begin = time.monotonic()
        server.terminate()
        assert server.process.wait(10) == 0
        assert time.monotonic() - begin < 4


def test_a_second_server_on_the_same_data_refuses_to_start(
    server: GlabServer, make_server: Callable[..., GlabServer]
) -> None:
    second = make_server()
    second.launch()
    assert second.process.wait(20) == 1
    assert "Another glab uses the data folder" in second.log()


def test_a_database_of_a_newer_version_is_left_alone_and_named(
    make_server: Callable[..., GlabServer], address: Address
) -> None:
    database = address.open()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('9999')")
    database.engine.dispose()
    server = make_server()
    server.launch()
    eventually(lambda: answers(server) and "newer" in httpx.get(f"{server.url}/readyz").json()["reason"])


def test_a_first_migration_that_was_cut_short_is_completed(
    make_server: Callable[..., GlabServer], address: Address
) -> None:
    server = make_server().start()
    server.kill()
    database = address.open()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE scenario_inputs")
        connection.exec_driver_sql("DELETE FROM alembic_version")
    database.engine.dispose()
    server.start()
    assert server.client().wait(server.client().run("probe.wait", seconds=0)["id"])["status"] == "succeeded"


def test_a_database_of_the_first_version_gets_the_new_tables_and_the_names_that_are_known(
    server: GlabServer, client: Client, address: Address
) -> None:
    uploaded = client.upload(b"x", "a.bin")
    made = client.wait(client.run("probe.wait", seconds=0)["id"])["outputs"]["proof"]
    server.kill()
    database = address.open()
    with database.engine.begin() as connection:
        for statement in (
            "DROP TABLE replies",
            "ALTER TABLE resources DROP COLUMN created_by_name",
            "ALTER TABLE uploads DROP COLUMN created_by_name",
            "UPDATE alembic_version SET version_num = '0001'",
        ):
            connection.exec_driver_sql(statement)
    database.engine.dispose()
    server.start()
    assert client.get(f"/resources/{made}").json()["created_by_name"] == "Ada"
    assert client.get(f"/resources/{uploaded}").json()["created_by_name"] is None
    assert client.http.post("/scenarios", json={"task": "probe.wait"}, headers={"Idempotency-Key": "k"}).is_success


def test_the_keeper_is_recorded_so_that_a_restart_can_find_it(server: GlabServer, client: Client) -> None:
    run = client.run("probe.wait", until=str(server.data / "gate"))["id"]
    client.wait(run, "running")
    noted = eventually(lambda: read_json(RunDir(server.data / "scenarios" / run).keeper))
    identity = procfs.identity_from_json(noted)
    assert identity is not None
    assert procfs.is_alive(identity)


def test_the_status_command_prints_what_the_server_says_and_fails_without_one(server: GlabServer) -> None:
    def status() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "labstead_core", "status"],
            env={"PYTHONPATH": str(server.python_path), "LABSTEAD_LISTEN_PORT": server.url.rpartition(":")[2]},
            capture_output=True,
            text=True,
            check=False,
        )

    running = status()
    assert running.returncode == 0
    assert '"ready": true' in running.stdout
    assert '"running_scenarios": 0' in running.stdout
    server.kill()
    stopped = status()
    assert stopped.returncode == 1
    assert '"ready": false' in stopped.stdout


def test_a_task_that_can_never_run_here_is_refused_before_it_is_queued(make_server: Callable[..., GlabServer]) -> None:
    server = make_server(LABSTEAD_TASK_MEMORY_BYTES=str(100 * 1024 * 1024)).start()
    answer = server.client().post("/scenarios", {"task": "probe.wait"})
    assert problem(answer) == (409, "task.too_large")
    assert "128.0 MiB" in answer.json()["title"]


def answers(server: GlabServer) -> bool:
    try:
        return httpx.get(f"{server.url}/livez", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
