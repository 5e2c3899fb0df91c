"""Idempotency-Key: whoever lost an answer on the way asks again, and it isn't done twice"""

import threading
import time
from typing import Any

import httpx
import pytest
from glab_testing.database import Address, address_from_environment
from glab_testing.server import TUS, Client, GlabServer, problem

from labstead_core.ulid import new_ulid

pytestmark = pytest.mark.database

QUICK = {"task": "probe.wait", "parameters": {"seconds": 0}}
CONFLICT = (422, "request.idempotency_conflict")


@pytest.fixture(scope="module")
def server(shared_server: GlabServer) -> GlabServer:
    """No test of this file stops it for good."""
    return shared_server


@pytest.fixture
def key() -> str:
    return new_ulid()


def ask(client: Client, key: str, body: Any = None) -> httpx.Response:
    return client.http.post("/scenarios", json=body or QUICK, headers={"Idempotency-Key": key})


def begin(client: Client, key: str, length: int = 9) -> httpx.Response:
    return client.http.post("/uploads", headers={**TUS, "Upload-Length": str(length), "Idempotency-Key": key})


def scenario_ids(client: Client) -> list[str]:
    return [item["id"] for item in client.get("/scenarios", params={"limit": 200}).json()["items"]]


def test_the_same_order_under_the_same_key_gets_the_same_reply_and_is_queued_once(client: Client, key: str) -> None:
    first = ask(client, key)
    client.wait(first.json()["id"])  # the reply is what was said then, not what is true now
    again = ask(client, key)
    assert (again.status_code, again.text) == (202, first.text)
    assert again.headers["location"] == first.headers["location"]
    assert scenario_ids(client).count(first.json()["id"]) == 1
    assert ask(client, new_ulid()).json()["id"] != first.json()["id"]


def test_many_at_the_same_moment_are_still_one(client: Client, key: str) -> None:
    file = client.upload(b"x", "a.bin")
    before = len(scenario_ids(client))
    answers: list[httpx.Response] = []

    def send() -> None:
        answers.append(ask(client, key, QUICK | {"inputs": {"file": file}}))

    threads = [threading.Thread(target=send) for _ in range(8)]
    database = address_from_environment().open()
    with database.engine.begin() as connection:
        # None gets on before all have come: each needs this row.
        connection.exec_driver_sql("SELECT id FROM resources WHERE id = %s FOR UPDATE", (file,))
        for thread in threads:
            thread.start()
        time.sleep(1)
        assert answers == []
    for thread in threads:
        thread.join()
    database.engine.dispose()
    assert [answer.status_code for answer in answers] == [202] * 8
    assert len({answer.text for answer in answers}) == 1
    assert len(scenario_ids(client)) == before + 1


def test_the_same_key_for_something_else_is_refused(client: Client, key: str) -> None:
    run = ask(client, key).json()["id"]
    assert problem(ask(client, key, QUICK | {"parameters": {"seconds": 0.1}})) == CONFLICT
    elsewhere = client.http.post(f"/scenarios/{run}/cancel", headers={"Idempotency-Key": key})
    assert problem(elsewhere) == CONFLICT
    assert elsewhere.json()["title"] == "This Idempotency-Key was used for another request."
    assert problem(begin(client, key)) == CONFLICT


def test_a_key_is_ones_own(server: GlabServer, client: Client, key: str) -> None:
    assert ask(server.client("grace"), key).json()["id"] != ask(client, key).json()["id"]


def test_a_failure_is_not_kept_the_next_try_is_a_real_one(client: Client, key: str) -> None:
    assert problem(ask(client, key, {"task": "no.such"})) == (404, "task.not_found")
    assert ask(client, key).status_code == 202


@pytest.mark.parametrize("bad", ["x" * 129, "with space", ""])
def test_a_key_of_other_characters_is_refused(client: Client, bad: str) -> None:
    assert problem(ask(client, bad)) == (422, "request.invalid")


def test_a_repeated_cancel_and_a_repeated_deletion_get_their_first_replies(client: Client, key: str) -> None:
    run = client.run("probe.wait", seconds=30)["id"]
    client.wait(run, "running")
    headers = {"Idempotency-Key": key}
    first = client.http.post(f"/scenarios/{run}/cancel", headers=headers)
    client.wait(run)
    again = client.http.post(f"/scenarios/{run}/cancel", headers=headers)
    assert (first.status_code, again.status_code, again.text) == (202, 202, first.text)

    file = client.upload(b"x", "a.bin")
    headers = {"Idempotency-Key": new_ulid()}
    assert client.delete(f"/resources/{file}", headers=headers).status_code == 204
    assert client.delete(f"/resources/{file}", headers=headers).status_code == 204
    assert problem(client.delete(f"/resources/{file}")) == (404, "resource.not_found")


def test_a_repeated_creation_leads_to_the_same_upload_and_a_repeated_termination_stays_done(
    server: GlabServer, client: Client, key: str
) -> None:
    first, again = begin(client, key), begin(client, key)
    assert (again.status_code, again.headers["location"]) == (201, first.headers["location"])
    assert again.headers["upload-offset"] == "0"
    assert problem(begin(client, key, length=10)) == CONFLICT
    location = server.url + first.headers["location"]
    headers = {**TUS, "Idempotency-Key": new_ulid()}
    assert client.http.delete(location, headers=headers).status_code == 204
    assert client.http.delete(location, headers=headers).status_code == 204
    assert problem(client.http.delete(location, headers=TUS)) == (404, "upload.not_found")


def test_a_repeated_creation_of_an_empty_file_names_the_same_resource(client: Client, key: str) -> None:
    first, again = begin(client, key, length=0), begin(client, key, length=0)
    assert first.headers["labstead-resource"] == again.headers["labstead-resource"]


def test_the_reply_outlives_the_server_and_is_forgotten_after_a_day(
    server: GlabServer, client: Client, key: str
) -> None:
    first = ask(client, key)
    client.wait(first.json()["id"])
    server.kill()
    server.start()
    assert ask(client, key).text == first.text
    age(address_from_environment(), key, hours=23)
    assert ask(client, key).text == first.text
    age(address_from_environment(), key, hours=24)
    assert ask(client, key).json()["id"] != first.json()["id"]


def test_old_replies_do_not_pile_up(server: GlabServer, client: Client, key: str) -> None:
    ask(client, key)
    age(address_from_environment(), key, hours=25)
    server.kill()
    server.start()
    assert not kept(address_from_environment(), key)


def age(address: Address, key: str, hours: int) -> None:
    database = address.open()
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE replies SET created_at = UTC_TIMESTAMP(6) - INTERVAL %s HOUR WHERE idempotency_key = %s",
            (hours, key),
        )
    database.engine.dispose()


def kept(address: Address, key: str) -> bool:
    database = address.open()
    with database.engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT 1 FROM replies WHERE idempotency_key = %s", (key,)).all()
    database.engine.dispose()
    return bool(rows)
