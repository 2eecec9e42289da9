"""What each role of the database can do to the journal, tried."""

import asyncpg
import pytest

from anlan.database import Role
from anlan.ids import new_id
from journal_world import World

EVENT = (
    "insert into journal.events (id, stream, version, kind, schema_version, occurred_at, recorded_at, actor,"
    " command_id, public) values ('{id}', 'tally:z', 1, 'test.counted', 1, now(), now(), 'x', '{id}', '')"
)
POSITION = "insert into journal.positions (position, seq, at) values (99, 99, now())"
REFUSED: dict[Role, list[str]] = {
    Role.app: [
        "update journal.events set public = ''",
        "update journal.events set actor = 'somebody else' where false",
        "delete from journal.events",
        "truncate journal.events",
        "drop table journal.events",
        "alter table journal.events disable trigger all",
        "create trigger t before insert on journal.events execute function pg_catalog.now()",
        EVENT.replace("(id,", "(seq, id,").replace("values (", "overriding system value values (1, "),
        "select setval('journal.event_number', 1)",
        POSITION,
        "update journal.positions set at = now()",
        "delete from journal.positions",
        "select journal.place(0, '{{}}', 0, now(), 1)",
        "update work.sequencer set settled = 0",
        "delete from work.commands",
        "update work.commands set result = null",
        "delete from work.streams",
        "set role anlan_owner",
        "set session_replication_role = replica",
    ],
    Role.sequencer: [
        EVENT,
        "update journal.events set public = ''",
        "delete from journal.events",
        "update journal.positions set seq = 1",
        "delete from journal.positions",
        "truncate journal.positions",
        "select state from work.streams",
        "select result from work.commands",
        "delete from work.timers",
        "select work.append('{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}')",
    ],
    Role.rebuild: [
        EVENT,
        POSITION,
        "update journal.events set public = ''",
        "delete from journal.events",
        "delete from journal.positions",
        "update work.streams set state = null",
        "select result from work.commands",
        "select journal.place(0, '{{}}', 0, now(), 1)",
    ],
}


@pytest.mark.parametrize("role", REFUSED)
async def test_it_is_refused(world: World, role: Role) -> None:
    await world.count("tally:a")
    await world.place()
    connection = await world.connect(role)
    for statement in REFUSED[role]:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement.format(id=new_id()))
    await connection.close()
    assert [record.stream for record in await world.journal.read(0)] == ["tally:a"]


async def test_a_number_cannot_be_taken_before_the_transaction_has_its_id(world: World) -> None:
    connection = await world.connect(Role.app)
    await connection.execute("begin")
    assert await connection.fetchval("select pg_current_xact_id_if_assigned()") is None
    await connection.execute(EVENT.format(id=new_id()))
    default = await connection.fetchval(
        "select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = 'journal.events'::regclass"
    )
    assert "pg_current_xact_id()" in default
    await connection.close()
