"""Asking the worker from the web process: one unix socket, length-prefixed MessagePack, many questions at once."""

import asyncio
import contextlib
import hashlib
import itertools
import logging
import os
import struct
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from anlan.errors import AnlanError, Unavailable

__all__ = ["Client", "Server", "socket_path"]

log = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], Awaitable[Any]]
"""Answers a dict, or a struct, which travels as one."""

_LENGTH = struct.Struct(">I")
_MAX_BYTES = 64 * 1024 * 1024
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


def socket_path(data_dir: Path) -> Path:
    """A short path of our own for this data folder (unix sockets allow 107 bytes), in a folder only we can enter."""
    name = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"anlan-worker-{os.geteuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.geteuid() or folder.stat().st_mode & 0o077:
        raise Unavailable("app.socket_folder", folder=folder)
    return folder / "worker.sock"


class Server:
    """Answers questions by name. A handler's AnlanError is told by its code; any other fault is logged here."""

    def __init__(self, path: Path, handlers: Mapping[str, Handler]) -> None:
        self._path = path
        self._handlers = handlers
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        self._server = await asyncio.start_unix_server(self._serve, self._path)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                number, name, params = _decode(await _read(reader))
                task = asyncio.create_task(self._answer(writer, number, name, params))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, number: int, name: str, params: dict[str, Any]) -> None:
        try:
            answer: tuple[int, Any, Any] = (number, await self._handlers[name](params), None)
        except AnlanError as error:
            answer = (number, None, error.code)
        except Exception:
            log.exception("the worker could not answer %s", name)
            answer = (number, None, "app.worker_failed")
        _write(writer, answer)
        with contextlib.suppress(OSError):
            await writer.drain()


class Client:
    """Connects when first asked, and again after the worker was restarted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._connecting = asyncio.Lock()

    async def ask(self, name: str, params: dict[str, Any], seconds: float = 10.0) -> dict[str, Any]:
        """The worker's answer. Raises `Unavailable` when it is away, is late or has failed."""
        number = next(self._numbers)
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            writer = await self._connected()
            _write(writer, (number, name, params))
            await writer.drain()
            return await asyncio.wait_for(future, seconds)
        except (OSError, TimeoutError):
            raise Unavailable("app.worker_away") from None
        finally:
            self._waiting.pop(number, None)

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        if self._writer is not None:
            self._writer.close()

    async def _connected(self) -> asyncio.StreamWriter:
        async with self._connecting:
            if self._writer is None or self._writer.is_closing():
                reader, self._writer = await asyncio.open_unix_connection(self._path)
                self._reading = asyncio.create_task(self._read(reader, self._writer))
            return self._writer

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                number, answer, code = _decode(await _read(reader))
                future = self._waiting.get(number)
                if future is None or future.done():
                    continue
                if code is not None:
                    future.set_exception(Unavailable("app.worker_failed"))
                else:
                    future.set_result(answer)
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(Unavailable("app.worker_away"))


async def _read(reader: asyncio.StreamReader) -> bytes:
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    if length > _MAX_BYTES:
        raise OSError("a message longer than any of ours")
    return await reader.readexactly(length)


def _write(writer: asyncio.StreamWriter, message: Any) -> None:
    body = _encode(message)
    writer.write(_LENGTH.pack(len(body)) + body)
