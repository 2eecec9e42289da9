"""What a demo needs at every start: whether its town is there, and its people at their desks."""

from pathlib import Path
from typing import TYPE_CHECKING

from anlan.access.policy import Role
from anlan.errors import AnlanError
from anlan.force import commands as c
from anlan.ids import derived_id
from anlan.journal import Context

if TYPE_CHECKING:
    from anlan.app.services import Services

__all__ = ["ACCOUNTS", "ACTOR", "SEEDED", "is_seeded", "open_desks"]

ACCOUNTS = "demo-accounts.json"
SEEDED = "demo.json"
ACTOR = "system:demo"


def is_seeded(data_dir: Path) -> bool:
    """Whether the town is there and its earlier day has been lived."""
    return (data_dir / SEEDED).is_file()


async def open_desks(services: "Services") -> None:
    """Call-takers and dispatchers of the demo sit at desks that control the whole town. Done at every start: who
    left their desk finds it again."""
    access, city = services.core.access, services.territory.city()
    path = services.core.settings.data_dir / ACCOUNTS
    if city is None or not path.is_file():
        return
    stamp = services.core.clock.now().isoformat()
    states = await access.accounts.all()
    for account in sorted(states, key=lambda each: each.id):
        if account.role not in (Role.CALL_TAKER, Role.DISPATCHER) or await access.workplaces.of(account.id):
            continue
        names = await access.names.of([account])
        desk_id = derived_id("demo-desk", account.id)
        title = "接警席" if account.role == Role.CALL_TAKER else "调度席"
        told = c.RegisterDesk(
            desk_id=desk_id, name=f"{title} {names.get(account.id, '')[:20]}".strip(), agency_id=city, ground=[city]
        )
        await services.desks.register(Context(command_id=derived_id("demo-desk-made", desk_id), actor=ACTOR), told)
        on = Context(command_id=derived_id("demo-desk-on", desk_id, stamp), actor=ACTOR)
        try:
            await services.desks.log_on(on, c.LogOn(desk_id=desk_id, account_id=account.id))
        except AnlanError:
            # Somebody else works there by now; they keep it.
            continue
