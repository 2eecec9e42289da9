"""The small invented place, loaded once for all tests of geography."""

from pathlib import Path

import pytest
from small_ground import load_small

from anlan.geography.ground import Ground


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return load_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def small_data(small: Ground) -> Path:
    """The data folder that the small place was loaded into."""
    return small.path.parent.parent
