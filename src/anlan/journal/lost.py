"""How it looks when the database is away, going or coming: everyone who works in the background tries again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anlan.database.connect import is_down
from anlan.errors import Unavailable

__all__ = ["is_lost", "unavailable"]


def is_lost(error: BaseException) -> bool:
    """Whether trying again later may help. A value that cannot be sent is not that."""
    if isinstance(error, Unavailable):
        return True
    return is_down(error) and not isinstance(error, ValueError)


@asynccontextmanager
async def unavailable() -> AsyncIterator[None]:
    """Says a lost database as `Unavailable`. A command that ends so may have been committed: its id makes the
    retry safe."""
    try:
        yield
    except Exception as error:
        if isinstance(error, Unavailable) or not is_lost(error):
            raise
        raise Unavailable("journal.no_database") from error
