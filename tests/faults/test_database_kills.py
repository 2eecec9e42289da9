"""The embedded database through kills: acknowledged is kept, the next start recovers, a second one is refused."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.database import EmbeddedPostgres, Location, connect
from anlan.database.processes import postgres_processes
from anlan.errors import Refused, Unavailable

LIFE = Path(__file__).with_name("database_life.py")


@pytest.fixture
def holder(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the database of `data_dir`."""
    process = subprocess.Popen([sys.executable, str(LIFE), "hold", str(data_dir)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("up ")
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


async def _write(location: Location, value: int) -> None:
    connection = await connect(location)
    await connection.execute("CREATE TABLE IF NOT EXISTS kept (value int)")
    await connection.execute("INSERT INTO kept VALUES ($1)", value)
    await connection.close()


async def _kept(location: Location) -> list[int]:
    connection = await connect(location)
    rows = await connection.fetch("SELECT value FROM kept ORDER BY value")
    await connection.close()
    return [row["value"] for row in rows]


async def test_a_killed_server_is_started_again_and_nothing_acknowledged_is_lost(data_dir: Path) -> None:
    told: list[str] = []
    again = asyncio.Event()

    def on_restart(sentence: str) -> None:
        told.append(sentence)
        again.set()

    server = EmbeddedPostgres(data_dir, on_restart=on_restart)
    location = await server.start()
    for value in range(3):
        await _write(location, value)
        again.clear()
        first = server.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await again.wait()
        await server.wait_up()
        assert server.pid not in (None, first)
        assert await _kept(location) == list(range(value + 1))
    await server.stop()
    assert told == ["the database ended unasked (signal SIGKILL) and is started again"] * 3
    assert postgres_processes(data_dir / "database" / "data") == []


async def test_a_killed_backend_is_mended_by_the_server_itself(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    location = await server.start()
    await _write(location, 1)
    connection = await connect(location)
    os.kill(await connection.fetchval("SELECT pg_backend_pid()"), signal.SIGKILL)
    connection.terminate()
    for _ in range(200):  # the postmaster needs a moment to notice
        try:
            assert await _kept(location) == [1]
            break
        except Unavailable:
            await asyncio.sleep(0.05)
    else:
        pytest.fail("the server did not come back")
    await server.stop()


async def test_the_database_dies_with_its_supervisor_and_the_next_start_recovers(
    data_dir: Path, holder: subprocess.Popen[str]
) -> None:
    data = data_dir / "database" / "data"
    assert postgres_processes(data)
    holder.kill()
    holder.wait()
    server = EmbeddedPostgres(data_dir)
    await _write(await server.start(), 7)
    await server.stop()
    assert postgres_processes(data) == []


async def test_a_database_that_outlived_its_supervisor_is_stopped_by_the_next_start(data_dir: Path) -> None:
    abandoned = EmbeddedPostgres(data_dir)
    location = await abandoned.start()
    await _write(location, 1)
    assert abandoned._watch is not None and abandoned._lock is not None
    abandoned._watch.cancel()
    abandoned._lock.release()  # what the kernel does when the holder is killed
    told: list[str] = []
    server = EmbeddedPostgres(data_dir)
    location = await server.start(told.append)
    assert told == ["stopping the database that an earlier start left running"]
    assert await _kept(location) == [1]
    assert abandoned._process is not None and await abandoned._process.wait() == 0
    await server.stop()


async def test_backends_without_a_postmaster_are_ended_before_a_new_one_begins(data_dir: Path) -> None:
    abandoned = EmbeddedPostgres(data_dir)
    location = await abandoned.start()
    await _write(location, 1)
    assert abandoned._watch is not None and abandoned._lock is not None and abandoned.pid is not None
    abandoned._watch.cancel()
    connection = await connect(location)
    backend = await connection.fetchval("SELECT pg_backend_pid()")
    os.kill(backend, signal.SIGSTOP)  # it cannot notice that its postmaster is gone
    os.kill(abandoned.pid, signal.SIGKILL)
    abandoned._lock.release()
    server = EmbeddedPostgres(data_dir)
    assert await _kept(await server.start()) == [1]
    assert backend not in postgres_processes(data_dir / "database" / "data")
    connection.terminate()
    await server.stop()


async def test_a_stale_pid_file_that_names_another_program_is_ignored(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    await _write(await server.start(), 1)
    await server.stop()
    pid_file = data_dir / "database" / "data" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{pid_file.parent}\n0\n5432\n\n\n0 0\nready\n")
    assert await _kept(await server.start()) == [1]
    await server.stop()


async def test_a_second_platform_is_refused_by_name(data_dir: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(Refused, match=f"in use by process {holder.pid}"):
        await EmbeddedPostgres(data_dir).start()
    assert holder.poll() is None
    assert postgres_processes(data_dir / "database" / "data")


async def test_a_first_start_killed_while_it_made_the_cluster_leaves_no_half(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    await server.start()
    await server.stop()
    data = data_dir / "database" / "data"
    data.rename(data.with_name("data.new"))
    (data.with_name("data.new") / "PG_VERSION").unlink()
    await _write(await server.start(), 1)
    await server.stop()
    assert not data.with_name("data.new").exists()


async def test_stopping_in_the_middle_of_a_first_start_leaves_no_process(data_dir: Path) -> None:
    began = asyncio.Event()
    server = EmbeddedPostgres(data_dir)
    starting = asyncio.create_task(server.start(lambda _: began.set()))
    await began.wait()
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    again = EmbeddedPostgres(data_dir)
    await _write(await again.start(), 1)
    await again.stop()


async def test_connections_say_that_the_database_is_away(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    location = await server.start()
    await server.stop()
    with pytest.raises(Unavailable, match="does not answer"):
        await connect(location)


async def test_a_killed_servers_socket_folder_is_used_again_and_cleared(data_dir: Path) -> None:
    abandoned = EmbeddedPostgres(data_dir)
    location = await abandoned.start()
    await _write(location, 1)
    assert abandoned._watch is not None and abandoned._lock is not None and abandoned.pid is not None
    abandoned._watch.cancel()
    os.kill(abandoned.pid, signal.SIGKILL)
    assert abandoned._process is not None
    await abandoned._process.wait()
    abandoned._lock.release()
    assert location.socket is not None
    (location.socket / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")  # the number went to another program
    server = EmbeddedPostgres(data_dir)
    again = await server.start()
    assert again == location
    assert await _kept(again) == [1]
    await server.stop()
    assert not location.socket.exists()
