"""The schema's versions. Alembic keeps their order; each is plain SQL in a file beside its revision.

Alembic writes one script from the found version to the newest, and we run it in one transaction: a migration that
fails or is killed leaves the schema as it was. At the newest version Alembic is not even imported.
"""

import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg

from anlan.database.connect import Location, connect, unavailable_as_error
from anlan.errors import Refused

FOLDER = Path(__file__).with_name("migrations")
_LOCK = 0x616E6C616E  # "anlan": several processes may start at once
_OLDEST_SERVER = 15


@cache
def known_versions() -> tuple[str, ...]:
    """The revisions this program knows, oldest first: the numbers that begin the file names."""
    names = sorted(path.name for path in (FOLDER / "versions").glob("[0-9]*.py"))
    return tuple(name.split("_", 1)[0] for name in names)


def newest_version() -> str:
    """The revision this program works with."""
    return known_versions()[-1]


async def migrate(
    location: Location, progress: Callable[[str], None] = lambda _: None, upto: str | None = None
) -> str:
    """Bring the schema to the newest version (or to `upto`) and answer it.

    Raises `Refused` when the database is newer than this program, the server too old, or rights are missing.
    """
    target = upto or newest_version()
    connection = await connect(location)
    try:
        async with unavailable_as_error():
            found = await _found(connection)
            if found == target:
                return target
            _check(connection, found)
            async with connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
                found = await _found(connection)  # another process may have done it meanwhile
                _check(connection, found)
                if found is None or found < target:
                    progress(f"bringing the database from schema {found or 'none'} to {target}")
                    try:
                        await connection.execute(script(found, target))
                    except asyncpg.InsufficientPrivilegeError as error:
                        raise Refused("database.no_rights", reason=str(error)) from error
            return target
    finally:
        await connection.close()


def script(found: str | None, target: str) -> str:
    """The SQL that leads from one version to another, Alembic's bookkeeping included."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", re.sub("%", "%%", str(FOLDER)))
    config.set_main_option("path_separator", "os")
    directory = ScriptDirectory.from_config(config)
    out = io.StringIO()

    def steps(_revision: Any, _context: Any) -> Any:
        return directory._upgrade_revs(target, found or "base")

    with EnvironmentContext(
        config, directory, fn=steps, as_sql=True, starting_rev=found, destination_rev=target
    ) as env:
        env.configure(
            dialect_name="postgresql", output_buffer=out, version_table_schema="public", transactional_ddl=False
        )
        env.run_migrations()
    return out.getvalue()


async def found_version(location: Location) -> str | None:
    """The schema version of a database, None for an empty one."""
    connection = await connect(location)
    try:
        return await _found(connection)
    finally:
        await connection.close()


async def _found(connection: "asyncpg.Connection[asyncpg.Record]") -> str | None:
    if await connection.fetchval("SELECT to_regclass('public.alembic_version')") is None:
        return None
    found: str | None = await connection.fetchval("SELECT version_num FROM public.alembic_version")
    return found


def _check(connection: "asyncpg.Connection[asyncpg.Record]", found: str | None) -> None:
    server = connection.get_server_version()
    if server.major < _OLDEST_SERVER:
        raise Refused("database.older_server", found=f"{server.major}.{server.minor}")
    if found is not None and found not in known_versions():
        raise Refused("database.newer_schema", found=found, known=newest_version())
