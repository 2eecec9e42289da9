"""What gives events their order and keeps the read tables up with it."""

from collections.abc import Coroutine
from typing import Any

from anlan.app import wiring
from anlan.app.core import Core
from anlan.database import Role
from anlan.journal.readings import Projector
from anlan.journal.sequencer import Sequencer

__all__ = ["ordering"]


def ordering(core: Core) -> list[Coroutine[Any, Any, None]]:
    """The sequencer and the projector of the read tables."""
    return [
        Sequencer(lambda: core.connect(Role.sequencer), core.clock).run(),
        Projector(lambda: core.connect(Role.rebuild), core.follower, wiring.READINGS).run(),
    ]
