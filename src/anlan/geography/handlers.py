"""Taking an extract as the ground: made on the disk first, then said in the journal."""

import asyncio
from pathlib import Path

from anlan.geography.events import GroundLoaded
from anlan.geography.load import LoadedGround, load_extract
from anlan.geography.osm import Progress
from anlan.geography.state import GROUND_STREAM, GroundState
from anlan.ids import new_id
from anlan.journal import Context, Decision, Journal, Planned

__all__ = ["load_roads"]


async def load_roads(
    journal: Journal, path: Path, data_dir: Path, progress: Progress, actor: str = "system:load"
) -> LoadedGround:
    """Make the ground of an extract and use it from now on; twice is once. Raises as `load_extract` does, and then
    the ground that was used stays."""
    loaded = await asyncio.to_thread(load_extract, path, data_dir, progress)
    facts = loaded.facts
    event = GroundLoaded(
        ground_hash=facts.hash,
        name=facts.name,
        name_en=facts.name_en,
        fictional=facts.fictional,
        bounds=list(facts.bounds),
        counts=facts.counts,
    )
    before = await journal.state(GROUND_STREAM, GroundState)
    if before is None or before.hash != facts.hash:
        ctx = Context(command_id=new_id(), actor=actor)
        await journal.run(ctx, [GROUND_STREAM], lambda _streams, _now: Decision([Planned(GROUND_STREAM, event)]))
    return loaded
