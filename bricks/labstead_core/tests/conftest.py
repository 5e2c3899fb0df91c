"""Fixtures of the server's and the runner's tests."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from glab_testing.database import Address, Line, address_from_environment, drop_all_tables
from glab_testing.server import Client, GlabServer


@pytest.fixture
def address() -> Address:
    """An empty database."""
    found = address_from_environment()
    drop_all_tables(found)
    return found


@pytest.fixture
def line(address: Address) -> Iterator[Line]:
    """A line to the database that a test can cut."""
    relay = Line(address.host, address.port)
    yield relay
    relay.close()


@pytest.fixture
def make_server(tmp_path: Path, address: Address) -> Iterator[Callable[..., GlabServer]]:
    """Servers with a test's own settings; ended afterwards with all they started."""
    made: list[GlabServer] = []

    def make(database: Address = address, folder: Path = tmp_path, **variables: str) -> GlabServer:
        made.append(GlabServer(folder, database, **variables))
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture
def server(make_server: Callable[..., GlabServer]) -> GlabServer:
    """A server that is ready."""
    return make_server().start()


@pytest.fixture
def client(server: GlabServer) -> Client:
    """A scientist's client."""
    return server.client()


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GlabServer]:
    """One server for all tests of a file that leaves it alone."""
    address = address_from_environment()
    drop_all_tables(address)
    server = GlabServer(tmp_path_factory.mktemp("glab"), address).start()
    yield server
    server.stop()


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
