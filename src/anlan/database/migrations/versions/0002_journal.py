"""The journal: events, positions, and what a command changes with them."""

from anlan.database.migrations.plain import run_sql_beside

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_sql_beside(__file__)
