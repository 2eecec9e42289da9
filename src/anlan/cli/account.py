"""`anlan account first NAME`: the first administrator of a platform that nobody can sign in to yet."""

import asyncio
import getpass
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from anlan.settings import Settings


def configure(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="first")
    first = acts.add_parser("first", help="make the first administrator; refused once there is any account")
    first.add_argument("name", metavar="NAME", help="what is typed to sign in; the password is asked for")
    first.add_argument("--data", type=Path, metavar="DIR", help="data folder (ANLAN_DATA_DIR, else .anlan)")


def run(arguments: Namespace, settings: Settings) -> int:
    if arguments.data is not None:
        settings = replace(settings, data_dir=arguments.data)
    terminal = sys.stdin.isatty()
    password = getpass.getpass("password: ") if terminal else sys.stdin.readline().rstrip("\n")
    if terminal and getpass.getpass("once more: ") != password:
        print("anlan: the two are not the same; nothing was done", file=sys.stderr)
        return 1
    asyncio.run(_make(settings, arguments.name, password))
    print(f"{arguments.name} may sign in as administrator, and makes every other account.")
    return 0


async def _make(settings: Settings, name: str, password: str) -> None:
    from anlan.access.accounts.handlers import AccountTold
    from anlan.app.core import open_core
    from anlan.clock import WallClock
    from anlan.database import reach_database
    from anlan.ids import new_id
    from anlan.journal import Context

    async with (
        reach_database(settings, lambda text: print(text, file=sys.stderr)) as location,
        open_core(settings, location, WallClock(), connections=4) as core,
    ):
        agencies = await core.access.agencies.all()
        tops = sorted(agency.id for agency in agencies.values() if agency.parent_id is None)
        told = AccountTold(
            login=name,
            password=password,
            name=name,
            role="administrator",
            agency_id=tops[0] if tops else None,
            language=settings.language,
        )
        await core.access.accounts.create_first(Context(command_id=new_id(), actor="system:first"), told)
