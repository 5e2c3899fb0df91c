"""Brings the database's tables to this version's shape."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from labstead_core.db.connection import Database

log = logging.getLogger(__name__)

SCRIPTS = Path(__file__).parent / "_migrations"
LOCK_NAME = "labstead_core.migrate"
LOCK_SECONDS = 60


class MigrationError(Exception):
    """Why the tables can't be brought to this version, in one sentence."""


def migrate(database: Database) -> None:
    """Runs the migrations that are missing, alone. Raises MigrationError, or SQLAlchemy's errors."""
    with database.engine.connect() as connection:
        if (
            connection.execute(
                text("SELECT GET_LOCK(:name, :seconds)"), {"name": LOCK_NAME, "seconds": LOCK_SECONDS}
            ).scalar()
            != 1
        ):
            raise MigrationError("Another server is migrating this database.")
        try:
            _upgrade(connection)
        finally:
            connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": LOCK_NAME})


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    present, wanted = (
        MigrationContext.configure(connection).get_current_revision(),
        scripts.get_current_head(),
    )
    if present == wanted:
        return
    if present is not None and present not in {script.revision for script in scripts.walk_revisions()}:
        raise MigrationError(
            f"The database has revision {present}, which this version doesn't know: it was made by a newer one."
        )
    log.info("migrating the database", extra={"from_revision": present, "to_revision": wanted})
    command.upgrade(config, "head")
    connection.commit()
