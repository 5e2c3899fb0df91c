"""Resources, uploads, scenarios.

MariaDB commits each of these statements by itself; IF NOT EXISTS lets a migration that was cut short
be run again.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import DATETIME

revision = "0001"
down_revision = None

ID = sa.String(26)
MOMENT = DATETIME(fsp=6)
TABLE: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
    "if_not_exists": True,
}


def upgrade() -> None:
    op.create_table(
        "resources",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("media_type", sa.String(127), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("origin_type", sa.String(16), nullable=False),
        sa.Column("scenario_id", ID),
        sa.Column("deleted_at", MOMENT),
        **TABLE,
    )
    op.create_table(
        "uploads",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("resource_id", ID),
        **TABLE,
    )
    op.create_table(
        "scenarios",
        sa.Column("id", ID, primary_key=True),
        sa.Column("task", sa.String(191), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("inputs", sa.JSON, nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("outputs", sa.JSON, nullable=False),
        sa.Column("progress_fraction", sa.Float),
        sa.Column("progress_message", sa.String(500), nullable=False),
        sa.Column("error_code", sa.String(64)),
        sa.Column("error_message", sa.Text),
        sa.Column("error_hint", sa.Text),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_by_name", sa.String(255), nullable=False),
        sa.Column("started_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("cpus", sa.Integer, nullable=False),
        sa.Column("memory_bytes", sa.BigInteger, nullable=False),
        sa.Column("handle", sa.JSON),
        sa.Column("provenance", sa.JSON, nullable=False),
        **TABLE,
    )
    op.create_table(
        "scenario_inputs",
        sa.Column("scenario_id", ID, sa.ForeignKey("scenarios.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("resource_id", ID, nullable=False),
        **TABLE,
    )
    op.create_index("ix_scenarios_status", "scenarios", ["status"], if_not_exists=True)
    op.create_index("ix_scenario_inputs_resource_id", "scenario_inputs", ["resource_id"], if_not_exists=True)
