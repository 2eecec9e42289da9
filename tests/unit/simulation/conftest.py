"""The rules of the loop played in memory are borrowed from the machines' folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "machines"))
