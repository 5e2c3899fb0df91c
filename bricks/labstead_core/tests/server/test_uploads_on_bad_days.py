"""Uploads: servers that are killed, disks that fill up, files larger than memory"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from glab_testing.broken_connections import open_patch
from glab_testing.database import Address
from glab_testing.server import Client, GlabServer, problem

from labstead_core.ulid import new_ulid

pytestmark = pytest.mark.database

MEBIBYTE = 1024 * 1024


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
    (server.data / "uploads" / upload).write_bytes(b"data")
    as_if_whole(address, upload, 4)
    server.start()
    assert client.content(client.head(location).headers["Labstead-Resource"]) == b"data"


def as_if_whole(address: Address, upload: str, length: int) -> None:
    """As if the server had died between the last byte and the resource."""
    database = address.open()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE uploads SET `offset` = %s WHERE id = %s", (length, upload))
    database.engine.dispose()


def test_an_upload_whose_bytes_are_gone_is_dropped_and_does_not_keep_the_next_server_from_its_start(
    server: GlabServer, client: Client, address: Address
) -> None:
    lost, whole = (client.begin_upload(4, "a.bin").headers["Location"] for _ in range(2))
    server.kill()
    (server.data / "uploads" / lost.rpartition("/")[2]).unlink()
    (server.data / "uploads" / whole.rpartition("/")[2]).write_bytes(b"data")
    for location in (lost, whole):
        as_if_whole(address, location.rpartition("/")[2], 4)
    server.start()
    assert client.head(lost).status_code == 404
    assert client.content(client.head(whole).headers["Labstead-Resource"]) == b"data"


def test_an_upload_that_can_not_be_completed_now_is_completed_by_a_later_start(
    server: GlabServer, client: Client, address: Address
) -> None:
    location = client.begin_upload(4, "a.bin").headers["Location"]
    upload = location.rpartition("/")[2]
    server.kill()
    (server.data / "uploads" / upload).write_bytes(b"data")
    as_if_whole(address, upload, 4)
    in_the_way = server.data / "files" / upload[-2:]
    in_the_way.write_text("a file where a folder should be")
    server.start()
    assert client.get("/resources").json()["items"] == []
    assert "could not be completed" in server.log()
    server.kill()
    in_the_way.unlink()
    server.start()
    assert client.content(client.get("/resources").json()["items"][0]["id"]) == b"data"


def test_files_that_are_no_uploads_are_removed_but_not_those_that_may_be_about_to_be(
    server: GlabServer, client: Client
) -> None:
    location = client.begin_upload(9, "a.bin").headers["Location"]
    folder = server.data / "uploads"
    unfinished, old, young = folder / location.rpartition("/")[2], folder / new_ulid(), folder / new_ulid()
    for path in (old, young):
        path.write_bytes(b"x")
    for path in (old, unfinished):
        os.utime(path, (time.time() - 7200,) * 2)
    server.kill()
    server.start()
    assert sorted(folder.iterdir()) == sorted([unfinished, young])


def test_an_unfinished_upload_expires(make_server: Callable[..., GlabServer]) -> None:
    server = make_server(LABSTEAD_UPLOAD_EXPIRY_HOURS="0").start()
    location = server.client().begin_upload(9, "a.bin").headers["Location"]
    assert server.client().head(location).status_code == 404
    server.kill()
    server.start()
    assert list((server.data / "uploads").iterdir()) == []


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
    assert "400.0 MiB are needed" in body["title"]


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
    resource = done.headers["Labstead-Resource"]
    assert server.client().content(resource) == content
    recorded = server.client().get(f"/resources/{resource}").json()["sha256"]
    assert recorded == hashlib.sha256(content).hexdigest()


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
