"""A database for as long as a bench or a trial lasts, gone with everything it wrote."""

import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from anlan.database.connect import Location
from anlan.database.embedded import EmbeddedPostgres
from anlan.database.migrate import migrate


@asynccontextmanager
async def scratch_database(extra: Mapping[str, str] | None = None) -> AsyncIterator[Location]:
    """An embedded server at the newest schema in a temporary folder; `extra` overrides its configuration by name.

    The folder can be passed through: in a closed one, root's cluster would be kept under /var/lib/anlan and stay there.
    """
    with tempfile.TemporaryDirectory(prefix="anlan-scratch-") as name:
        Path(name).chmod(0o711)
        server = EmbeddedPostgres(Path(name), extra=extra)
        location = await server.start()
        try:
            await migrate(location)
            yield location
        finally:
            await server.stop()
