"""What was said is nowhere in the database's files, neither before its key is destroyed nor after."""

from collections.abc import Iterator
from pathlib import Path

from anlan.clock import ManualClock
from anlan.database import EmbeddedPostgres, connect, migrate
from anlan.journal import Decision, Mark, Planned
from anlan.journal.keys import person_key, scope_key
from journal_world import Counted, World, context, open_world

PUBLIC = 73_419_265
SECRETS = ("张伟 in flat 4471", "滨海路三号门 0x5ecret", "answered with 李娜")
BOTH = frozenset({Mark.OPERATIONAL, Mark.PERSONAL})


def places(folder: Path, word: bytes) -> Iterator[str]:
    """The files that hold the word, as it is or in the hexadecimal of a log or a dump."""
    forms = (word, word.hex().encode(), word.decode().encode("utf-16-le"))
    for path in folder.rglob("*"):
        if path.is_file() and any(form in path.read_bytes() for form in forms):
            yield str(path.relative_to(folder))


async def write(world: World) -> None:
    who, place, answer = SECRETS
    planned = [
        Planned("tally:a", Counted(by=PUBLIC, place=place, who=who), matter="m1", person=person)
        for person in ("p1", "p2")
    ]
    await world.journal.run(context(), ["tally:a"], lambda *_: Decision(planned, {"text": answer}))


async def test_no_plaintext_is_in_the_files(data_dir: Path, tmp_path: Path, clock: ManualClock) -> None:
    server = EmbeddedPostgres(data_dir)
    location = await server.start()
    try:
        await migrate(location)
        async with open_world(location, tmp_path, clock) as world:
            await write(world)
            await world.place()
            assert server.cluster is not None
            look(server.cluster, tmp_path, data_dir, in_log_only=True)
            admin = await connect(location)
            await admin.execute("checkpoint")
            look(server.cluster, tmp_path, data_dir)
            events = await world.journal.read(0)
            opened = [world.journal.open(event, BOTH) for event in events]
            assert opened == [Counted(by=PUBLIC, place=SECRETS[1], who=SECRETS[0])] * 2

            key = (tmp_path / "keys" / "keys").read_bytes()
            assert await world.keys.destroy(person_key("m1", "p1"))
            opened = [world.journal.open(event, BOTH) for event in events]
            assert [event.who for event in opened] == [None, SECRETS[0]]  # type: ignore[attr-defined]
            assert await world.keys.destroy(scope_key("m1"))
            assert [world.journal.open(event, BOTH) for event in events] == [Counted(by=PUBLIC)] * 2
            assert [event.sealed for event in await world.journal.read(0)] == [event.sealed for event in events]
            left = (tmp_path / "keys" / "keys").read_bytes()
            # Of both keys nothing is left but their ids.
            assert len(left) == len(key)
            assert sum(a != b for a, b in zip(key, left, strict=True)) > 2 * 50
            await admin.execute("checkpoint")
            await admin.execute("vacuum full work.commands")
            await admin.close()
            look(server.cluster, tmp_path, data_dir)
    finally:
        await server.stop()
    look(data_dir, tmp_path, data_dir)


def look(cluster: Path, keys: Path, data_dir: Path, *, in_log_only: bool = False) -> None:
    """The public number is found, so the looking works; the secrets are not."""
    found = list(places(cluster, str(PUBLIC).encode()))
    assert any("pg_wal" in path for path in found)
    assert in_log_only or any("base" in path for path in found)
    for secret in SECRETS:
        for folder in (cluster, keys, data_dir):
            assert list(places(folder, secret.encode())) == []
