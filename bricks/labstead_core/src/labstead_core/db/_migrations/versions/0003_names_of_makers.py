"""Resources and uploads keep the name of who made them, as scenarios do: people can be renamed or gone.

Of what was made by a task before, the scenario knows the name; of what was uploaded before, nobody does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for table in ("resources", "uploads"):
        op.add_column(table, sa.Column("created_by_name", sa.String(255)), if_not_exists=True)
    op.execute(
        "UPDATE resources JOIN scenarios ON scenarios.id = resources.scenario_id "
        "SET resources.created_by_name = scenarios.created_by_name WHERE resources.created_by_name IS NULL"
    )
