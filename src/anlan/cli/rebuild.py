"""`anlan rebuild [--check]`: the read tables made again from the journal, or compared with what they should be.

A check also folds every stream again and compares the states that commands are decided on.
"""

import asyncio
import json
import time
from argparse import ArgumentParser, Namespace

from anlan.app.wiring import READINGS
from anlan.database import Role, connect, reach_database
from anlan.journal.folding import drifted
from anlan.journal.readings import Difference, rebuild
from anlan.settings import Settings


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="compare only; change nothing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(arguments: Namespace, settings: Settings) -> int:
    began = time.monotonic()
    differences, streams = asyncio.run(_rebuild(settings, arguments.check))
    seconds = round(time.monotonic() - began, 2)
    if arguments.json:
        found = [{"table": d.table, "only_live": d.only_live, "only_rebuilt": d.only_rebuilt} for d in differences]
        told = {"checked": arguments.check, "differences": found, "streams": streams, "seconds": seconds}
        print(json.dumps(told))
    elif differences or streams:
        for d in differences:
            print(f"{d.table}: {d.only_live} rows that should not be there, {d.only_rebuilt} that are missing")
        for stream in streams:
            print(f"{stream}: its state is not what its events come to")
    else:
        print(f"the read tables {'are what the journal says' if arguments.check else 'were made anew'} ({seconds} s)")
    return 1 if differences or streams else 0


async def _rebuild(settings: Settings, check: bool) -> tuple[list[Difference], list[str]]:
    async with reach_database(settings) as location:
        connection = await connect(location, Role.rebuild)
        try:
            differences = await rebuild(connection, READINGS, check=check)
            return differences, await drifted(connection) if check else []
        finally:
            await connection.close()
