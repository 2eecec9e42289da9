"""The least that an act kept and shown to others costs here: a bare server of the same make, one row, one commit.

`POST /` inserts a row, sends it to every open WebSocket and answers. What the platform takes beyond this is its own.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import asyncpg
import uvicorn

from anlan.database.account import launcher, present_account
from anlan.database.reach import find_location
from anlan.settings import Settings

__all__ = ["Floor", "floor"]

_ROW = b"x" * 8000


class Floor:
    """The client of a bare server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._http = HTTPConnection("127.0.0.1", port, timeout=60)

    def post(self, _n: int = 0) -> None:
        """One row kept."""
        self._http.request("POST", "/", b"{}")
        self._http.getresponse().read()


@contextmanager
def floor(folder: Path) -> Iterator[Floor]:
    """A bare server beside the platform of a data folder, on the same database server."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        program = [*launcher(present_account(), signal.SIGTERM), sys.executable, "-m", "bench.floor"]
        root = str(Path(__file__).parents[1])
        process = subprocess.Popen(
            [*program, str(folder), str(listening.fileno())],
            pass_fds=[listening.fileno()],
            env={**os.environ, "PYTHONPATH": root},
        )
        try:
            bare = Floor(listening.getsockname()[1])
            bare.post()
            yield bare
        finally:
            process.terminate()
            process.wait()


class _Bare:
    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool
        self._sockets: set[Any] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            self._sockets.add(send)
            while (await receive())["type"] != "websocket.disconnect":
                pass
            self._sockets.discard(send)
        elif scope["type"] == "http":
            await receive()
            await self._pool.execute("insert into bench_floor (row) values ($1)", _ROW)
            for each in list(self._sockets):
                await each({"type": "websocket.send", "text": '{"kind":"delta"}'})
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
            await send({"type": "http.response.body", "body": b"{}"})


async def _serve(folder: Path, handle: int) -> None:
    location = find_location(Settings(data_dir=folder))
    assert location is not None
    pool = await asyncpg.create_pool(**location.arguments(None), min_size=2, max_size=2)
    await pool.execute("create table if not exists bench_floor (row bytea not null)")
    config = uvicorn.Config(
        _Bare(pool), log_config=None, access_log=False, lifespan="off", ws="websockets-sansio", timeout_keep_alive=600
    )
    await uvicorn.Server(config).serve(sockets=[socket.socket(fileno=handle)])


if __name__ == "__main__":
    import uvloop

    uvloop.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
