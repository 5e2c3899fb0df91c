"""How tasks and apps find the databases that their brick declares, and how an app's program is run."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from labstead_core import TaskError, database
from labstead_core.app_program import AppError, prepare
from labstead_core.process_environment import CORE_SOURCE
from labstead_core.service_variables import database_variables, declared_databases


def test_only_databases_with_names_that_the_lab_takes_are_found() -> None:
    services: list[Any] = [
        {"name": "notes", "kind": "database"},
        {"name": "page", "kind": "app"},
        {"name": "Bad name", "kind": "database"},
        {"kind": "database"},
        "notes",
    ]
    assert declared_databases({"services": services}) == ("notes",)
    assert declared_databases({"services": {"notes": 1}}) == declared_databases({}) == ()


def test_the_names_are_those_that_the_manager_makes() -> None:
    # lab-manager/test/unit/core/desired/brick-services.spec.ts holds the manager to the same.
    assert database_variables("prod", "sample_two", ("notes",)) == {
        "LABSTEAD_SERVICE_NOTES_HOST": "prod-db-sample-two-notes",
        "LABSTEAD_SERVICE_NOTES_PORT": "3306",
        "LABSTEAD_SERVICE_NOTES_NAME": "notes",
        "LABSTEAD_SERVICE_NOTES_USER": "notes",
        "LABSTEAD_SERVICE_NOTES_PASSWORD_FILE": "/run/secrets/prod-db-sample-two-notes",
    }


def test_a_declared_database_is_had_with_its_password(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret")
    variables = database_variables("dev", "sample", ("notes",))
    place = database("notes", {**variables, "LABSTEAD_SERVICE_NOTES_PASSWORD_FILE": str(tmp_path / "password")})
    assert (place.host, place.port, place.name, place.password) == ("dev-db-sample-notes", 3306, "notes", "secret")
    assert "secret" not in repr(place)


def test_what_is_not_declared_or_not_there_yet_is_told_with_what_to_do() -> None:
    with pytest.raises(TaskError) as undeclared:
        database("notes", {})
    assert '"services": [{"name": "notes", "kind": "database"}]' in (undeclared.value.hint or "")
    with pytest.raises(TaskError) as early:
        database("notes", database_variables("prod", "absent", ("notes",)))
    assert early.value.code == "service.missing"


def make_brick(place: Path, name: str, **more: object) -> Path:
    """A brick that a program can be run of."""
    folder = place / name
    (folder / "src" / name).mkdir(parents=True)
    (folder / "src" / name / "__init__.py").write_text(f"NAME = {name!r}\n")
    (folder / "settings.json").write_text(json.dumps({"name": name, "version": "1.0.0", **more}))
    return folder


def variables_for(tmp_path: Path, brick: str) -> dict[str, str]:
    """As in an app's container."""
    return {
        "PATH": "/usr/bin:/bin",
        "LABSTEAD_BRICK": brick,
        "LABSTEAD_BRICKS": str(tmp_path / "installed"),
        "LABSTEAD_WORKSPACE": str(tmp_path / "workspace"),
        "LABSTEAD_SHIPPED_BRICKS": str(tmp_path / "shipped"),
        "MODEL": "x",
    }


def test_a_program_runs_in_its_brick_and_imports_from_all_of_them(tmp_path: Path) -> None:
    folder = make_brick(tmp_path / "installed", "mine", environment={"bricks": [{"name": "other"}]})
    other = make_brick(tmp_path / "shipped", "other")
    found, variables = prepare(variables_for(tmp_path, "mine"))
    assert found == folder
    assert variables["PYTHONPATH"].split(":") == [str(CORE_SOURCE), str(folder / "src"), str(other / "src")]
    assert (variables["MODEL"], variables["HOME"]) == ("x", "/tmp")


def test_the_brick_in_the_workspace_is_the_one_that_runs(tmp_path: Path) -> None:
    make_brick(tmp_path / "installed", "mine")
    developed = make_brick(tmp_path / "workspace", "mine")
    assert prepare(variables_for(tmp_path, "mine"))[0] == developed


def test_the_command_becomes_the_program_with_its_arguments(tmp_path: Path) -> None:
    make_brick(tmp_path / "installed", "mine")
    script = "import mine, os, sys; print(mine.NAME, os.getcwd(), sys.argv[1:])"
    command = [sys.executable, "-m", "labstead_core", "app", sys.executable, "-c", script, "--port", "a b;$HOME"]
    ran = subprocess.run(
        command,
        env={**variables_for(tmp_path, "mine"), "PYTHONPATH": str(CORE_SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == f"mine {tmp_path / 'installed' / 'mine'} ['--port', 'a b;$HOME']"


@pytest.mark.parametrize("brick", ["absent", "", "broken"])
def test_what_can_not_be_run_says_why(tmp_path: Path, brick: str) -> None:
    make_brick(tmp_path / "installed", "broken", environment={"bricks": [{"name": "nowhere"}]})
    with pytest.raises(AppError, match=r"no brick|needs the brick nowhere"):
        prepare(variables_for(tmp_path, brick))


def test_a_program_that_is_not_there_ends_with_78_and_a_line(tmp_path: Path) -> None:
    make_brick(tmp_path / "installed", "mine")
    ran = subprocess.run(
        [sys.executable, "-m", "labstead_core", "app", "no-such-program"],
        env={**variables_for(tmp_path, "mine"), "PYTHONPATH": str(CORE_SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 78
    assert "no-such-program can't be run" in json.loads(ran.stderr)["reason"]
