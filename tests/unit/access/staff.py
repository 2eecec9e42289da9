"""Agencies and accounts for the tests of access."""

from typing import Any

from anlan.access import Access
from anlan.access.accounts.handlers import AccountTold
from anlan.ids import derived_id, new_id
from anlan.journal import Context

CITY, NORTH, SOUTH, DOCKS = (derived_id("agency", name) for name in ("city", "north", "south", "docks"))
PASSWORD = "correct horse battery"


def context(actor: str = "system:test", **more: Any) -> Context:
    return Context(command_id=more.pop("command_id", None) or new_id(), actor=actor, **more)


async def make_account(access: Access, login: str, role: str, **more: Any) -> str:
    """An account of the city bureau, unless told otherwise; answers its id."""
    told = AccountTold(
        login=login,
        password=more.pop("password", PASSWORD),
        name=more.pop("name", f"{login} 某"),
        role=role,
        agency_id=more.pop("agency_id", CITY),
        **more,
    )
    return str((await access.accounts.create(context(), told)).answer["id"])
