"""Uploads: tus 1.0.0 against the real server"""

import hashlib
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from glab_testing.database import Address
from glab_testing.eventually import eventually
from glab_testing.server import TUS, Client, GlabServer, problem

pytestmark = pytest.mark.database

MEBIBYTE = 1024 * 1024


def test_an_upload_becomes_a_resource_under_its_cleaned_name(client: Client) -> None:
    content = b"a,b\n1,2\n"
    resource = client.upload(content, "../../etc/été.csv")
    found = client.get(f"/resources/{resource}").json()
    assert found["name"] == "été.csv"
    assert (found["kind"], found["media_type"], found["size"]) == ("table", "text/csv", 8)
    assert found["sha256"] == hashlib.sha256(content).hexdigest()
    assert (found["created_by"], found["origin"]) == ("ada", {"type": "upload"})


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


def test_a_client_that_comes_back_takes_over_from_its_own_hanging_connection(
    server: GlabServer, client: Client
) -> None:
    content = os.urandom(2 * MEBIBYTE)
    location = client.begin_upload(len(content), "a.bin").headers["Location"]
    hanging = open_patch(server, location, len(content))
    hanging.sendall(content[:MEBIBYTE])
    time.sleep(0.3)
    offset = int(client.head(location).headers["Upload-Offset"])
    assert offset == MEBIBYTE
    done = client.patch(location, offset, content[offset:])
    assert done.status_code == 204
    assert b"409" in hanging.recv(1000).partition(b"\r\n")[0]
    hanging.close()
    assert client.content(done.headers["Labstead-Resource"]) == content


def test_kill_9_of_the_server_loses_nothing_that_was_acknowledged(server: GlabServer, client: Client) -> None:
    content = os.urandom(4 * MEBIBYTE)
    location = client.begin_upload(len(content), "a.bin").headers["Location"]
    client.patch(location, 0, content[: 3 * MEBIBYTE])
    hanging = open_patch(server, location, len(content) - 3 * MEBIBYTE, offset=3 * MEBIBYTE)
    hanging.sendall(b"?" * 200_000)  # never acknowledged
    time.sleep(0.3)
    server.kill()
    server.start()
    assert client.head(location).headers["Upload-Offset"] == str(3 * MEBIBYTE)
    done = client.patch(location, 3 * MEBIBYTE, content[3 * MEBIBYTE :])
    resource = done.headers["Labstead-Resource"]
    assert client.content(resource) == content
    assert client.get(f"/resources/{resource}").json()["sha256"] == hashlib.sha256(content).hexdigest()


def test_an_upload_that_was_whole_when_the_server_died_is_completed_by_the_next(
    server: GlabServer, client: Client, address: Address
) -> None:
    location = client.begin_upload(4, "a.bin").headers["Location"]
    upload = location.rpartition("/")[2]
    client.patch(location, 0, b"da")
    server.kill()
    # As if it had died between the last byte and the resource.
    (server.data / "uploads" / upload).write_bytes(b"data")
    database = address.open()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE uploads SET `offset` = 4 WHERE id = %s", (upload,))
    database.engine.dispose()
    server.start()
    assert client.content(client.head(location).headers["Labstead-Resource"]) == b"data"


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
    assert list((server.data / "uploads").iterdir()) == []


def test_an_unfinished_upload_expires(make_server: Callable[..., GlabServer]) -> None:
    server = make_server(LABSTEAD_UPLOAD_EXPIRY_HOURS="0").start()
    location = server.client().begin_upload(9, "a.bin").headers["Location"]
    assert server.client().head(location).status_code == 404
    server.kill()
    server.start()
    assert list((server.data / "uploads").iterdir()) == []


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own, a few dozen megabytes large, which the test run provides."""
    folder = Path(os.environ.get("LABSTEAD_TEST_SMALL_DISK", ""))
    if not folder.is_dir() or not folder.is_mount():
        pytest.fail("LABSTEAD_TEST_SMALL_DISK must name a small file system: run the tests by bricks/test.sh")
    place = folder / "glab"
    place.mkdir()
    yield place
    for path in sorted(place.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    place.rmdir()


def test_what_does_not_fit_on_the_disk_is_refused_before_the_first_byte_with_the_numbers(
    make_server: Callable[..., GlabServer], small_disk: Path
) -> None:
    server = make_server(folder=small_disk, LABSTEAD_DISK_RESERVE_BYTES=str(8 * MEBIBYTE)).start()
    answer = server.client().begin_upload(400 * MEBIBYTE, "big.bin")
    assert problem(answer) == (507, "disk.full")
    body = answer.json()
    assert body["needed_bytes"] == 400 * MEBIBYTE
    assert body["reserve_bytes"] == 8 * MEBIBYTE
    assert 0 < body["free_bytes"] < 64 * MEBIBYTE
    assert "400.0 MiB are needed" in body["detail"]


def test_room_promised_to_one_upload_is_not_promised_to_another(
    make_server: Callable[..., GlabServer], small_disk: Path
) -> None:
    server = make_server(folder=small_disk, LABSTEAD_DISK_RESERVE_BYTES=str(8 * MEBIBYTE)).start()
    assert server.client().begin_upload(25 * MEBIBYTE, "one.bin").status_code == 201
    assert problem(server.client().begin_upload(25 * MEBIBYTE, "two.bin")) == (507, "disk.full")


def test_a_disk_that_fills_up_under_an_upload_is_reported_and_the_upload_can_go_on_later(
    make_server: Callable[..., GlabServer], small_disk: Path
) -> None:
    server = make_server(folder=small_disk, LABSTEAD_DISK_RESERVE_BYTES="0").start()
    content = os.urandom(30 * MEBIBYTE)
    location = server.client().begin_upload(len(content), "a.bin").headers["Location"]
    other = small_disk / "other"
    other.write_bytes(b"x" * (30 * MEBIBYTE))  # somebody else takes the room
    assert problem(server.client().patch(location, 0, content)) == (507, "disk.full")
    other.unlink()
    offset = int(server.client().head(location).headers["Upload-Offset"])
    done = server.client().patch(location, offset, content[offset:])
    assert server.client().content(done.headers["Labstead-Resource"]) == content


def test_an_upload_of_more_than_2_gib_keeps_the_servers_memory_flat(server: GlabServer, client: Client) -> None:
    size = 2100 * MEBIBYTE
    block = os.urandom(MEBIBYTE)
    digest = hashlib.sha256()
    seen: list[int] = []

    def body() -> Iterator[bytes]:
        for number in range(size // MEBIBYTE):
            part = number.to_bytes(8, "big") + block[8:]
            digest.update(part)
            if number % 100 == 0:
                seen.append(server.rss_bytes())
            yield part

    before = server.rss_bytes()
    location = client.begin_upload(size, "big.bin").headers["Location"]
    begin = time.monotonic()
    done = client.patch(location, 0, body())
    assert done.status_code == 204, done.text
    took = time.monotonic() - begin
    resource = client.get(f"/resources/{done.headers['Labstead-Resource']}").json()
    assert (resource["size"], resource["sha256"]) == (size, digest.hexdigest())
    growth = max(seen) - before
    print(
        f"\n{size // MEBIBYTE} MiB in {took:.1f} s, RSS {before // MEBIBYTE} MiB, at most {growth // MEBIBYTE} MiB more"
    )
    assert growth < 24 * MEBIBYTE
    assert client.delete(f"/resources/{resource['id']}").status_code == 204


def open_patch(server: GlabServer, location: str, length: int, offset: int = 0) -> socket.socket:
    """A PATCH whose body the caller sends, or not."""
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=20)
    head = (
        f"PATCH {location} HTTP/1.1\r\nHost: glab\r\nX-Lab-User: ada\r\nX-Lab-Role: scientist\r\n"
        f"Tus-Resumable: 1.0.0\r\n"
        f"Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {length}\r\n\r\n"
    )
    connection.sendall(head.encode())
    return connection


def send_and_hang_up(server: GlabServer, location: str, content: bytes, upto: int) -> None:
    connection = open_patch(server, location, len(content))
    connection.sendall(content[:upto])
    connection.close()
