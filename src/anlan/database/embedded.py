"""Our own supervisor of an embedded PostgreSQL: one cluster a data folder, reached through a unix socket only."""

import asyncio
import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from anlan.database.account import HOME, launcher
from anlan.database.binaries import MAJOR, Binaries, copy_binaries, get_binaries
from anlan.database.configuration import HBA, configuration
from anlan.database.connect import Location
from anlan.database.lock import FolderLock, make_data_dir
from anlan.database.place import (
    PORT,
    Place,
    clear_sockets,
    read_state,
    replace_file,
    settle,
    socket_folder,
    write_state,
)
from anlan.database.prepare import prepare_database
from anlan.database.processes import is_ready, stop_leftovers, stop_postmaster
from anlan.errors import Refused, Unavailable
from anlan.logs import LogFile

__all__ = ["EmbeddedPostgres"]

_BACKOFF_SECONDS = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0)


def _silent(_: str) -> None:
    pass


class EmbeddedPostgres:
    """The server of one data folder, from `start` to `stop`.

    It dies with the thread that started it (fast shutdown); one that lived on is stopped by the next start. A server
    that dies by itself is started again, and `on_restart` is told why, in one English sentence.
    `extra` overrides configuration by name; only tests turn durability off.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        on_restart: Callable[[str], None] = _silent,
        extra: Mapping[str, str] | None = None,
        home: Path = HOME,
    ) -> None:
        self._data_dir = data_dir
        self._on_restart = on_restart
        self._extra = dict(extra or {})
        self._home = home
        self._lock: FolderLock | None = None
        self._place: Place | None = None
        self._binaries: Binaries | None = None
        self._socket: Path | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._up = asyncio.Event()

    async def start(self, progress: Callable[[str], None] = _silent) -> Location:
        """Take the data folder, make the cluster if there is none, and answer where it is once it takes connections.

        Raises `Refused` when another platform uses the folder, `Unavailable` when this machine cannot run one.
        """
        self._data_dir = make_data_dir(self._data_dir)
        lock = FolderLock(self._data_dir, "database.lock")
        lock.take()
        self._lock = lock
        try:
            return await self._start(progress)
        except BaseException:
            await self.stop()
            raise

    async def _start(self, progress: Callable[[str], None]) -> Location:
        binaries = get_binaries()
        place = settle(self._data_dir, self._home)
        if place.account.changes:
            binaries = copy_binaries(binaries, self._home / "binaries")
        self._place, self._binaries = place, binaries
        await stop_leftovers(place.data, progress)
        if not place.data.is_dir():
            progress("making the database (first start)")
            await self._make_cluster(place, binaries)
        self._check_version(place)
        self._socket = socket_folder(place)
        hba, conf = place.cluster / "pg_hba.conf", place.cluster / "postgresql.conf"
        text = configuration(place.data, hba, self._socket, PORT, self._extra)
        replace_file(hba, HBA, 0o644)
        replace_file(conf, text, 0o644)
        await self._launch(progress)
        self._watch = asyncio.create_task(self._keep_running(), name="embedded-postgres")
        location = self.location
        await prepare_database(location)
        write_state(self._data_dir, {**read_state(self._data_dir), "socket": str(self._socket), "port": PORT})
        return location

    async def stop(self) -> None:
        """Stop the server, with a checkpoint, and free the data folder. Harmless when it is not running."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        if self._process is not None:
            await stop_postmaster(self._process)
            self._process = None
        self._up.clear()
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it stays where somebody put something else into it
                clear_sockets(self._socket)
                self._socket.rmdir()
            self._socket = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @property
    def location(self) -> Location:
        """Where the running server is, for `open_pool`."""
        if self._socket is None:
            raise Unavailable("database.unavailable", reason="the embedded database is not started")
        return Location(socket=self._socket, port=PORT)

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    @property
    def cluster(self) -> Path | None:
        """The folder of ours that holds the cluster, once started."""
        return self._place.cluster if self._place else None

    async def wait_up(self) -> None:
        """Answers when the server takes connections (again)."""
        await self._up.wait()

    @property
    def log(self) -> Path:
        return self._data_dir / "logs" / "postgres.log"

    async def _make_cluster(self, place: Place, binaries: Binaries) -> None:
        """Made under another name first: a first start that is killed leaves nothing that looks finished."""
        draft = place.cluster / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if place.account.changes:
            os.chown(draft, place.account.uid, place.account.gid)
        words = [*launcher(place.account, signal.SIGKILL), binaries.program("initdb"), "--pgdata", str(draft)]
        words += ["--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-instructions"]
        words += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
        with LogFile(self.log) as log:
            process = await asyncio.create_subprocess_exec(
                *words, env=binaries.environment(), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, cwd="/"
            )
            try:
                code = await process.wait()
            finally:
                if process.returncode is None:  # told to stop meanwhile
                    process.kill()
                    await process.wait()
        if code != 0:
            raise Unavailable("database.start_failed", reason=f"initdb ended with {code}", log=self.log)
        draft.rename(place.data)

    def _check_version(self, place: Place) -> None:
        found = (place.data / "PG_VERSION").read_text("ascii").strip()
        if found != str(MAJOR):
            raise Refused("database.other_version", folder=place.data, found=found, known=MAJOR)

    async def _launch(self, progress: Callable[[str], None]) -> None:
        place, binaries = self._place, self._binaries
        assert place is not None and binaries is not None
        words = [*launcher(place.account, signal.SIGINT), binaries.program("postgres"), "-D", str(place.data)]
        words += ["-c", f"config_file={place.cluster / 'postgresql.conf'}"]
        with LogFile(self.log) as log:
            # Its own session: a Ctrl-C at the terminal is for us, who stop the database last.
            self._process = process = await asyncio.create_subprocess_exec(
                *words,
                env=binaries.environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )
        began, told = time.monotonic(), False
        while not is_ready(place.data, process.pid):
            if process.returncode is not None:
                raise Unavailable("database.start_failed", reason=self._last_words(process.returncode), log=self.log)
            if not told and time.monotonic() - began > 2:
                progress("the database is recovering from an unclean stop")
                told = True
            await asyncio.sleep(0.01)
        self._up.set()

    async def _keep_running(self) -> None:
        """Start the server again whenever it ends without being asked to."""
        tries = 0
        while True:
            process = self._process
            assert process is not None and self._place is not None
            began = time.monotonic()
            code = await process.wait()
            self._up.clear()
            if time.monotonic() - began > 60:
                tries = 0
            self._on_restart(f"the database ended unasked ({_ending(code)}) and is started again")
            while True:
                await asyncio.sleep(_BACKOFF_SECONDS[min(tries, len(_BACKOFF_SECONDS) - 1)])
                tries += 1
                await stop_leftovers(self._place.data, _silent)
                try:
                    await self._launch(_silent)
                    break
                except Unavailable as error:
                    self._on_restart(str(error))

    def _last_words(self, code: int) -> str:
        try:
            lines = self.log.read_text("utf-8", "replace").splitlines()
        except OSError:
            lines = []
        fatal = [line for line in lines[-20:] if "FATAL" in line or "launch:" in line]
        return fatal[-1].partition("FATAL:")[2].strip() or fatal[-1] if fatal else _ending(code)


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
