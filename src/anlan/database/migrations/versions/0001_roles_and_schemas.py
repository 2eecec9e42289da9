"""Roles and schemas: who may do what, before there is anything to do it to."""

from anlan.database.migrations.plain import run_sql_beside

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql_beside(__file__, role=None)
