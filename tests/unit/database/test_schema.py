"""The first migration gives each role what its work needs, and refuses the rest."""

import asyncpg
import pytest

from anlan.database import Location, Role, connect, migrate, open_pool
from anlan.database.migrate import found_version, known_versions, newest_version, script
from anlan.errors import Refused


async def test_a_fresh_database_is_at_the_newest_version(location: Location) -> None:
    assert await found_version(location) == newest_version()
    assert await migrate(location) == newest_version()


async def test_every_role_can_enter_and_is_itself(location: Location) -> None:
    for role in Role:
        pool = await open_pool(location, role)
        assert await pool.fetchval("SELECT current_user") == role.value
        await pool.close()


async def test_the_app_cannot_make_or_drop_anything(location: Location) -> None:
    connection = await connect(location, Role.app)
    for statement in (
        "CREATE TABLE journal.mine (a int)",
        "CREATE SCHEMA mine",
        "DROP SCHEMA journal CASCADE",
        "SET ROLE anlan_owner",
        "CREATE TABLE read.mine (a int)",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()


async def test_the_app_reads_what_rebuild_makes_in_a_shadow_and_cannot_write_it(location: Location) -> None:
    rebuild = await connect(location, Role.rebuild)
    await rebuild.execute("CREATE SCHEMA read_shadow; GRANT USAGE ON SCHEMA read_shadow TO anlan_app")
    await rebuild.execute("CREATE TABLE read_shadow.board (id int); INSERT INTO read_shadow.board VALUES (7)")
    await rebuild.execute("ALTER SCHEMA read RENAME TO read_old; ALTER SCHEMA read_shadow RENAME TO read")
    await rebuild.close()
    app = await connect(location, Role.app)
    assert await app.fetchval("SELECT id FROM read.board") == 7
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute("DELETE FROM read.board")
    await app.close()


async def test_a_newer_schema_is_refused_with_what_to_do(location: Location) -> None:
    owner = await connect(location)
    await owner.execute("UPDATE public.alembic_version SET version_num = '9999'")
    await owner.close()
    with pytest.raises(Refused, match=r"9999.*use the newer program"):
        await migrate(location)


def test_versions_are_one_chain_and_each_has_its_sql() -> None:
    text = script(None, newest_version())
    for version in known_versions():
        assert f"'{version}'" in text
    assert text.count("ROLE") > 0
