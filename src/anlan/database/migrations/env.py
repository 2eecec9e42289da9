"""Alembic asks for this file; our migrations are run by `anlan.database.migrate`, never by the alembic command."""

raise SystemExit("run `anlan serve` or `anlan demo`: they bring the schema up to date")
