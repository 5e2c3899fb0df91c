"""Uploads: tus 1.0.0 against the real server"""

import hashlib
import os
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from glab_testing.broken_connections import hang_up, open_patch, send_and_hang_up
from glab_testing.eventually import eventually
from glab_testing.server import TUS, Client, GlabServer, problem

pytestmark = pytest.mark.database

MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def server(shared_server: GlabServer) -> GlabServer:
    """No test of this file stops it."""
    return shared_server


def test_an_upload_becomes_a_resource_under_its_cleaned_name(client: Client) -> None:
    content = b"a,b\n1,2\n"
    resource = client.upload(content, "../../etc/été.csv")
    found = client.get(f"/resources/{resource}").json()
    assert found["name"] == "été.csv"
    assert (found["kind"], found["media_type"], found["size"]) == ("table", "text/csv", 8)
    assert found["sha256"] == hashlib.sha256(content).hexdigest()
    assert (found["created_by"], found["created_by_name"]) == ("ada", "Ada")
    assert found["origin"] == {"type": "upload"}


def test_an_empty_file_is_complete_with_its_creation(client: Client) -> None:
    made = client.begin_upload(0, "nothing.bin")
    assert client.content(made.headers["Labstead-Resource"]) == b""


def test_what_the_server_can_do_is_told(client: Client) -> None:
    answer = client.http.options("/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,termination,expiration"


def test_parts_are_put_together_and_the_last_one_names_the_resource(client: Client) -> None:
    content = os.urandom(3 * MEBIBYTE)
    location = client.begin_upload(len(content), "a.bin").headers["Location"]
    for begin in range(0, len(content), MEBIBYTE):
        answer = client.patch(location, begin, content[begin : begin + MEBIBYTE])
        assert answer.headers["Upload-Offset"] == str(begin + MEBIBYTE)
    assert client.content(answer.headers["Labstead-Resource"]) == content
    assert (
        client.get(f"/resources/{answer.headers['Labstead-Resource']}").json()["sha256"]
        == hashlib.sha256(content).hexdigest()
    )


def test_a_wrong_offset_is_refused_with_the_right_one_and_changes_nothing(client: Client) -> None:
    location = client.begin_upload(10, "a.bin").headers["Location"]
    client.patch(location, 0, b"01234")
    answer = client.patch(location, 3, b"xx")
    assert problem(answer) == (409, "upload.offset_mismatch")
    assert answer.json()["offset"] == 5
    assert client.head(location).headers["Upload-Offset"] == "5"


def test_a_broken_connection_loses_only_what_did_not_arrive(server: GlabServer, client: Client) -> None:
    content = os.urandom(5 * MEBIBYTE)
    location = client.begin_upload(len(content), "a.bin").headers["Location"]
    send_and_hang_up(server, location, content, 2 * MEBIBYTE)
    offset = eventually(lambda: int(client.head(location).headers["Upload-Offset"]), what="the offset moved")
    assert 0 < offset <= 2 * MEBIBYTE
    done = client.patch(location, offset, content[offset:])
    assert client.content(done.headers["Labstead-Resource"]) == content


@pytest.mark.parametrize("reset", [False, True])
def test_an_upload_gets_on_over_a_line_that_breaks_long_before_each_mebibyte(
    server: GlabServer, client: Client, reset: bool
) -> None:
    content = os.urandom(MEBIBYTE)
    location = client.begin_upload(len(content), "a.bin").headers["Location"]
    offset = 0
    while offset < len(content):
        before = offset
        connection = open_patch(server, location, len(content) - offset, offset)
        connection.sendall(content[offset : offset + 300_000])
        arrived(server, location)  # and then the line breaks
        hang_up(connection, reset=reset)
        offset = eventually(partial(moved, client, location, before), what="the offset moved")
        assert offset <= before + 300_000
    resource = client.head(location).headers["Labstead-Resource"]
    assert client.content(resource) == content
    assert client.get(f"/resources/{resource}").json()["sha256"] == hashlib.sha256(content).hexdigest()


def arrived(server: GlabServer, location: str) -> None:
    """The server has begun to write this upload, and has had the time to take what was sent; or has all of it."""
    file = file_of(server, location)
    eventually(lambda: file in opened_by(server.pid) or not file.exists(), what="the upload is being written")
    time.sleep(0.3)


def opened_by(pid: int) -> set[Path]:
    found = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # closed since
            found.add(descriptor.readlink())
    return found


def file_of(server: GlabServer, location: str) -> Path:
    return server.data / "uploads" / location.rpartition("/")[2]


def moved(client: Client, location: str, before: int) -> int:
    now = int(client.head(location).headers["Upload-Offset"])
    return now if now > before else 0


def test_what_a_hanging_connection_had_sent_is_kept_by_who_takes_over(server: GlabServer, client: Client) -> None:
    location = client.begin_upload(MEBIBYTE, "a.bin").headers["Location"]
    hanging = open_patch(server, location, MEBIBYTE)
    hanging.sendall(b"x" * 100_000)
    arrived(server, location)
    assert client.head(location).headers["Upload-Offset"] == "100000"
    hanging.close()


def test_a_dropped_upload_does_not_come_back_by_a_request_that_still_sends(server: GlabServer, client: Client) -> None:
    location = client.begin_upload(MEBIBYTE, "a.bin").headers["Location"]
    sending = open_patch(server, location, MEBIBYTE)
    sending.sendall(b"x" * 100_000)
    arrived(server, location)
    assert client.http.delete(server.url + location, headers=TUS).status_code == 204
    sending.close()
    assert problem(client.patch(location, 0, b"x")) == (404, "upload.not_found")
    assert not file_of(server, location).exists()


def test_a_client_that_comes_back_takes_over_from_its_own_hanging_connection(
    server: GlabServer, client: Client
) -> None:
    content = os.urandom(2 * MEBIBYTE)
    location = client.begin_upload(len(content), "a.bin").headers["Location"]
    hanging = open_patch(server, location, len(content))
    hanging.sendall(content[:MEBIBYTE])
    eventually(lambda: file_of(server, location).stat().st_size == MEBIBYTE, what="it is written")
    offset = int(client.head(location).headers["Upload-Offset"])
    assert offset == MEBIBYTE
    done = client.patch(location, offset, content[offset:])
    assert done.status_code == 204
    assert b"409" in hanging.recv(1000).partition(b"\r\n")[0]
    hanging.close()
    assert client.content(done.headers["Labstead-Resource"]) == content


def test_more_than_was_announced_is_refused(client: Client) -> None:
    location = client.begin_upload(3, "a.bin").headers["Location"]
    assert problem(client.patch(location, 0, b"12345")) == (413, "upload.too_much")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Upload-Length": "3"}, (412, "upload.version")),
        ({**TUS}, (400, "upload.invalid")),
        ({**TUS, "Upload-Length": "-3"}, (400, "upload.invalid")),
        ({**TUS, "Upload-Length": "3", "Upload-Metadata": "filename ?"}, (400, "upload.invalid")),
        ({**TUS, "Upload-Length": "300000000000"}, (413, "upload.too_large")),
    ],
)
def test_a_malformed_creation_is_refused(client: Client, headers: dict[str, str], expected: tuple[int, str]) -> None:
    assert problem(client.http.post("/uploads", headers=headers)) == expected


def test_an_upload_of_another_person_does_not_exist(server: GlabServer, client: Client) -> None:
    location = client.begin_upload(3, "a.bin").headers["Location"]
    assert problem(server.client("grace").patch(location, 0, b"abc")) == (404, "upload.not_found")
    assert server.client("grace").head(location).status_code == 404


def test_a_terminated_upload_leaves_nothing(server: GlabServer, client: Client) -> None:
    location = client.begin_upload(9, "a.bin").headers["Location"]
    client.patch(location, 0, b"abc")
    assert client.http.delete(server.url + location, headers=TUS).status_code == 204
    assert client.head(location).status_code == 404
    assert not file_of(server, location).exists()
