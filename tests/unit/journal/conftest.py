"""A journal of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from anlan.clock import ManualClock
from anlan.database import Location
from journal_world import World, open_world


@pytest.fixture
async def world(location: Location, tmp_path: Path, clock: ManualClock) -> AsyncIterator[World]:
    async with open_world(location, tmp_path, clock) as found:
        yield found
