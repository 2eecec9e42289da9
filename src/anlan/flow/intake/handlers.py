"""The tree of incident types: authorise, load, decide, append."""

from typing import Any

from anlan.access import Act, Caller, require
from anlan.flow.intake.types import TYPES_STREAM, TypeTree, change_type, set_tree, tree_of
from anlan.journal import Context, Done
from anlan.journal.journal import Journal

__all__ = ["Types"]


class Types:
    """The tree in force, and changing it."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def tree(self) -> TypeTree:
        """The tree in force."""
        return tree_of(await self._journal.state(TYPES_STREAM, TypeTree))

    async def set(self, ctx: Context, types: list[dict[str, Any]], caller: Caller | None = None) -> Done:
        """Set the whole tree."""
        if caller is not None:
            require(caller, Act.TYPE_MANAGE)
        return await self._journal.run(
            ctx, [TYPES_STREAM], lambda s, now: set_tree(s.of(TypeTree, TYPES_STREAM), types)
        )

    async def change(self, ctx: Context, type_id: str, values: dict[str, Any], caller: Caller | None = None) -> Done:
        """Add a node or change one."""
        if caller is not None:
            require(caller, Act.TYPE_MANAGE)
        return await self._journal.run(
            ctx, [TYPES_STREAM], lambda s, now: change_type(s.of(TypeTree, TYPES_STREAM), type_id, values)
        )
