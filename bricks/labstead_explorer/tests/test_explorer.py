"""labstead_explorer: from a published table to a note beside it, on a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from glab_testing.database import address_from_environment, drop_all_tables

from labstead_core import Database, TaskError
from labstead_explorer.app import create_app
from labstead_explorer.publish import MOST_ROWS, read
from labstead_explorer.shelf import Shelf

pytestmark = pytest.mark.database
ADA = {"X-Lab-User-Name": "Ada"}


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """An empty one."""
    address = address_from_environment()
    drop_all_tables(address)
    password = Path(address.password_file).read_text(encoding="utf-8")
    yield Shelf(Database(address.host, address.port, address.name, address.user, password))
    drop_all_tables(address)


@pytest.fixture
def page(shelf: Shelf) -> TestClient:
    """A browser behind the gate."""
    return TestClient(create_app(shelf, "prod"), headers=ADA)


def test_an_empty_shelf_says_how_to_fill_it(page: TestClient) -> None:
    assert "Publish a table" in page.get("/").text


def test_a_published_table_is_listed_searched_and_written_about(shelf: Shelf, page: TestClient) -> None:
    number = shelf.publish("Birds", "birds.csv", ["name", "mass"], [["Adélie", "3750"], ["Gentoo", "5000"]], whole=True)
    assert f'<a href="/tables/{number}">Birds</a>' in page.get("/").text
    found = page.get(f"/tables/{number}?find=GENT").text
    assert "1 of 2 rows" in found
    assert "Adélie" not in found
    assert page.post(f"/tables/{number}", data={"text": "Heavier than I thought"}).url.path == f"/tables/{number}"
    told = page.get(f"/tables/{number}").text
    assert "Heavier than I thought" in told
    assert "Ada," in told


def test_nothing_that_people_or_files_say_becomes_part_of_the_page(shelf: Shelf, page: TestClient) -> None:
    evil = "<script>alert(1)</script>"
    number = shelf.publish(evil, evil, [evil], [[evil]], whole=True)
    page.post(f"/tables/{number}", data={"text": evil}, headers={"X-Lab-User-Name": evil})
    for path in ("/", f"/tables/{number}", f"/tables/{number}?find=%3Cscript%3E"):
        answer = page.get(path)
        assert "<script" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_is_not_there_or_says_nothing_is_refused(shelf: Shelf, page: TestClient) -> None:
    number = shelf.publish("Birds", "birds.csv", ["name"], [], whole=True)
    assert page.get("/tables/999").status_code == 404
    assert page.post("/tables/999", data={"text": "x"}).status_code == 404
    assert page.post(f"/tables/{number}", data={"text": "  "}).status_code == 400
    assert page.post(f"/tables/{number}", content=b"text=" + b"x" * 100_000).status_code == 400


def test_a_file_is_read_up_to_what_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text("a,b\n" + "1,2\n" * (MOST_ROWS + 1) + "3\n", encoding="utf-8")
    columns, rows, whole = read(file, ",")
    assert (columns, len(rows), whole) == (["a", "b"], MOST_ROWS, False)
    file.write_text("a,b\n1\n1,2,3\n", encoding="utf-8")
    assert read(file, ",") == (["a", "b"], [["1", ""], ["1", "2"]], True)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"," * 500])
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.csv"
    file.write_bytes(content)
    with pytest.raises(TaskError):
        read(file, ",")
