"""The tests of the sample brick of smoke.sh: they fail if another run shares their database."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pymysql
import pytest

MEET_SECONDS = 20


@pytest.fixture
def database() -> Iterator[pymysql.cursors.Cursor]:
    password = Path(os.environ["LABSTEAD_TEST_DATABASE_PASSWORD_FILE"]).read_text()
    connection = pymysql.connect(
        host=os.environ["LABSTEAD_TEST_DATABASE_HOST"],
        user=os.environ["LABSTEAD_TEST_DATABASE_USER"],
        password=password,
        database=os.environ["LABSTEAD_TEST_DATABASE_NAME"],
        autocommit=True,
    )
    with connection, connection.cursor() as cursor:
        yield cursor


def meet() -> None:
    """Waits until the other run is here as well, where one is expected."""
    place = os.environ.get("SAMPLE_MEET")
    if place is None:
        return
    Path(place).mkdir(exist_ok=True)
    (Path(place) / str(os.getpid())).touch()
    deadline = time.monotonic() + MEET_SECONDS
    while len(list(Path(place).iterdir())) < 2:
        if time.monotonic() > deadline:
            pytest.fail("the other run did not come")
        time.sleep(0.05)


def test_the_database_is_empty_and_nobody_elses(database: pymysql.cursors.Cursor) -> None:
    database.execute("SHOW TABLES")
    assert database.fetchall() == ()
    database.execute("CREATE TABLE mine (pid INT)")
    meet()
    database.execute("INSERT INTO mine VALUES (%s)", (os.getpid(),))
    database.execute("SELECT pid FROM mine")
    assert database.fetchall() == ((os.getpid(),),)
