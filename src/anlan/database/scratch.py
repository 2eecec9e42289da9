"""A database for as long as a bench or a trial lasts, gone with everything it wrote."""

import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from anlan.database.connect import Location
from anlan.database.embedded import EmbeddedPostgres
from anlan.database.migrate import migrate


@contextmanager
def _passable_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="anlan-scratch-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@asynccontextmanager
async def scratch_database(extra: Mapping[str, str] | None = None) -> AsyncIterator[Location]:
    """An embedded server at the newest schema in a temporary folder; `extra` overrides its configuration by name.

    The folder lets others pass: from a closed one root's cluster would go to /var/lib/anlan, and stay there.
    """
    with _passable_folder() as folder:
        server = EmbeddedPostgres(folder, extra=extra)
        location = await server.start()
        try:
            await migrate(location)
            yield location
        finally:
            await server.stop()
