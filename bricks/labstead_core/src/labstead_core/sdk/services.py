"""The databases that a brick declares, for its tasks and apps."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from labstead_core.sdk.errors import TaskError


@dataclass(frozen=True)
class Database:
    """What a driver needs to connect."""

    host: str
    port: int
    name: str
    user: str
    password: str = field(repr=False)


def database(name: str, env: Mapping[str, str] = os.environ) -> Database:
    """The database that the brick declares under this name.

    Raises TaskError where it declares none, or it isn't there yet."""
    prefix = f"LABSTEAD_SERVICE_{name.upper()}"
    try:
        host, port, database_name, user, file = (
            env[f"{prefix}_{part}"] for part in ("HOST", "PORT", "NAME", "USER", "PASSWORD_FILE")
        )
    except KeyError as error:
        raise TaskError(
            f"The brick declares no database called {name}.",
            code="service.undeclared",
            hint=f'Write in its settings.json: "services": [{{"name": "{name}", "kind": "database"}}].',
        ) from error
    try:
        password = Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise TaskError(
            f"The database {name} is not there yet.",
            code="service.missing",
            hint="The lab's status says what became of it; apply the lab.",
        ) from error
    return Database(host, int(port), database_name, user, password)
