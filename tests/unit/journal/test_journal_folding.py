"""The states beside the journal are compared with what their events come to."""

from anlan.database import Role, connect
from anlan.journal.folding import drifted
from journal_world import World


async def test_a_state_that_is_not_what_its_events_come_to_is_named(world: World) -> None:
    rebuilder = await world.connect(Role.rebuild)
    assert await drifted(rebuilder) == []
    for n in range(9):
        await world.count(f"tally:{n % 3}")
    await world.count("unheard-of:1")
    assert await drifted(rebuilder) == []
    owner = await connect(world.location)
    await owner.execute("update work.streams set state = '{\"sum\":7}' where stream = 'tally:0'")
    await owner.execute("update work.streams set version = 2 where stream = 'tally:1'")
    await owner.execute("delete from work.streams where stream = 'tally:2'")
    for stream in ("aaa:1", "tally:15", "zzz:1"):
        await owner.execute("insert into work.streams values ($1, 1, 0, '{}')", stream)
    await owner.close()
    assert await drifted(rebuilder) == ["aaa:1", "tally:0", "tally:1", "tally:15", "tally:2", "zzz:1"]
    await rebuilder.close()
