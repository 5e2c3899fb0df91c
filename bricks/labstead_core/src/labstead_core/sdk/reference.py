"""The reference database, for tasks that look something up in it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labstead_core.reference_variables import REFERENCE_VARIABLES
from labstead_core.sdk.errors import TaskError

if TYPE_CHECKING:
    from pymysql.connections import Connection

DECLARE = 'List it in the brick\'s settings.json, as `"environment": {"references": ["biota"]}`, and apply the lab.'


def open_reference(env: Mapping[str, str] = os.environ) -> "Connection[Any]":
    """A connection that can only read. To be closed by the task, best by `with closing(open_reference())`.

    Raises TaskError where this lab has none, or where it doesn't answer."""
    import pymysql  # noqa: PLC0415 (only tasks that ask for it pay for it)

    if any(not env.get(name) for name in REFERENCE_VARIABLES):
        raise TaskError(
            "This environment has no reference database.",
            code="reference.none",
            hint="It is switched off in the lab file: biota.mode.",
        )
    host, name, user, password_file = (env[variable] for variable in REFERENCE_VARIABLES)
    try:
        return pymysql.connect(
            host=host,
            port=int(env.get("LABSTEAD_BIOTA_PORT", "3306")),
            database=name,
            user=user,
            password=Path(password_file).read_text(encoding="utf-8"),
            charset="utf8mb4",
            connect_timeout=10,
            autocommit=True,
        )
    except (pymysql.MySQLError, OSError) as error:
        raise TaskError(
            f"The reference database doesn't answer: {error}", code="reference.unavailable", hint=DECLARE
        ) from error
