"""The database of a data folder for a command that needs one: the running platform's, or one started for it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from anlan.database.connect import Location, connect
from anlan.database.embedded import EmbeddedPostgres
from anlan.database.migrate import migrate
from anlan.database.place import read_state
from anlan.errors import Refused, Unavailable
from anlan.settings import Settings


def find_location(settings: Settings) -> Location | None:
    """Where the settings' database is said to be; it may not be running. None when nothing ever ran there."""
    if settings.database_url:
        return Location(url=settings.database_url)
    state = read_state(settings.data_dir.absolute())
    if "socket" not in state:
        return None
    return Location(socket=Path(str(state["socket"])), port=int(str(state["port"])))


@asynccontextmanager
async def reach_database(
    settings: Settings, progress: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Location]:
    """A database at the newest schema, for as long as this lasts.

    The one of a platform that is running on this data folder; otherwise the embedded server is started for it.
    Raises `Unavailable` or `Refused`.
    """
    if settings.database_url:
        location = Location(url=settings.database_url)
        await migrate(location, progress)
        yield location
        return
    server = EmbeddedPostgres(settings.data_dir)
    try:
        location = await server.start(progress)
    except Refused as refusal:
        if refusal.code != "database.in_use":
            raise
        yield await _running(settings)
        return
    try:
        await migrate(location, progress)
        yield location
    finally:
        await server.stop()


async def _running(settings: Settings) -> Location:
    location = find_location(settings)
    if location is None:
        raise Unavailable("database.unavailable", reason="it is still being made")
    connection = await connect(location)
    await connection.close()
    return location
