"""`start.warm_s`: `anlan demo` on a data folder that has been used before, from the command to `/readyz` 200, which
is when the console can be used. `start.cold_s` is the first start: a town is invented and loaded, its people engaged,
and its last day lived.

The floor of a warm start is PostgreSQL alone on the same folder, then a bare FastAPI application under uvicorn.
"""

import asyncio
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from anlan.database import EmbeddedPostgres
from anlan.database.account import launcher, present_account
from bench import Figure, figure
from bench.platform import anlan, temporary_folder

_BARE = """
import fastapi, uvicorn, sys
app = fastapi.FastAPI()
@app.get("/")
async def root() -> dict[str, str]:
    return {}
class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        print("up", flush=True)
Server(uvicorn.Config(app, port=0, log_config=None)).run()
"""


def run(rounds: int = 5) -> Iterator[Figure]:
    """Every figure of this family."""
    with temporary_folder() as folder:
        yield figure("start.cold_s", _start(folder), "s", 1)
        warm, bare = [], []
        for _ in range(rounds):
            warm.append(_start(folder))
            bare.append(_bare(folder))
    yield figure(
        "start.warm_s",
        statistics.median(warm),
        "s",
        rounds,
        peer="PostgreSQL and an empty FastAPI application",
        peer_value=statistics.median(bare),
    )


def _start(folder: Path) -> float:
    began = time.monotonic()
    with anlan("demo", "--no-browser", "--port", "0", folder=folder):
        return time.monotonic() - began


def _bare(folder: Path) -> float:
    taken = asyncio.run(_database(folder))
    began = time.monotonic()
    program = [*launcher(present_account(), signal.SIGTERM), sys.executable, "-c", _BARE]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        taken += time.monotonic() - began
        process.kill()
    return taken


async def _database(folder: Path) -> float:
    server = EmbeddedPostgres(folder)
    began = time.monotonic()
    await server.start()
    taken = time.monotonic() - began
    await server.stop()
    return taken
