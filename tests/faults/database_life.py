"""Programs that the fault tests kill: an embedded database held by a process, and a whole platform of small parts.

`hold DIR` · `platform DIR PORT` · `part NAME ...`, after `python database_life.py`.
"""

import asyncio
import http.server
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from anlan.database import EmbeddedPostgres
from anlan.errors import AnlanError
from anlan.settings import Settings
from anlan.supervisor import ChildSpec, Supervisor


async def hold(data_dir: Path) -> None:
    """Start the database, say so, and keep it until we are killed."""
    server = EmbeddedPostgres(data_dir)
    await server.start()
    tell(f"up {server.pid}")
    await asyncio.Event().wait()


async def platform(data_dir: Path, port: int) -> None:
    """A supervisor with a web part that answers `/readyz` and a worker that starts a process of its own."""

    def children(settings: Settings, listening: socket.socket | None) -> Sequence[ChildSpec]:
        assert listening is not None
        this = [sys.executable, __file__, "part"]
        return [
            ChildSpec("worker", [*this, "worker"]),
            ChildSpec("web", [*this, "web", str(listening.fileno())], (listening.fileno(),)),
        ]

    async def ready(settings: Settings) -> None:
        tell(f"ready {settings.port}")

    await Supervisor(
        Settings(data_dir=data_dir, port=port), children, say=lambda step: tell(f"step {step}"), ready=ready
    ).run()


def tell(line: str) -> None:
    """One line to whoever started us."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def part(name: str, words: list[str]) -> None:
    """What a child does: says who it is, then works until it is stopped."""
    tell(f"{name} is process {os.getpid()}")
    if name == "worker":
        own = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        tell(f"grandchild is process {own.pid}")
        signal.pause()
    elif name == "web":
        serve(socket.socket(fileno=int(words[0])))
    else:
        sys.exit("no such part")


def serve(listening: socket.socket) -> None:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(str(os.getpid()).encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.serve_forever()


if __name__ == "__main__":
    try:
        if sys.argv[1] == "hold":
            asyncio.run(hold(Path(sys.argv[2])))
        elif sys.argv[1] == "platform":
            asyncio.run(platform(Path(sys.argv[2]), int(sys.argv[3])))
        else:
            part(sys.argv[2], sys.argv[3:])
    except AnlanError as error:
        sys.exit(str(error))
