"""One story a test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from story import Story, begin_story

from anlan.clock import ManualClock
from anlan.database import Location


@pytest.fixture
async def story(location: Location, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Story]:
    async with begin_story(location, tmp_path, clock) as found:
        yield found
