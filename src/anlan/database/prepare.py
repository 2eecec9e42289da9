"""What a fresh embedded cluster needs before the first migration: our database, and roles that may log in.

On a database of one's own the administrator made the database, and the first migration makes the roles without login.
"""

from dataclasses import replace

from anlan.database.connect import DATABASE, Location, Role, connect


async def prepare_database(location: Location) -> None:
    """Idempotent; a start that was killed in the middle is completed by the next."""
    connection = await connect(replace(location, database="postgres"))
    try:
        for role in Role:
            if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role.value):
                await connection.execute(f"CREATE ROLE {role.value} LOGIN")
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {Role.owner.value}")
    finally:
        await connection.close()
