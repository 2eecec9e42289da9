"""The small parts under the embedded server: configuration, locks, places, the launcher's watch."""

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anlan.database import scratch_database
from anlan.database.account import LAUNCH, launcher, present_account
from anlan.database.configuration import configuration
from anlan.database.connect import Location, Role, connect, open_pool
from anlan.database.lock import FolderLock, make_data_dir
from anlan.database.migrate import found_version, newest_version
from anlan.database.place import fits, replace_file
from anlan.database.reach import find_location, reach_database
from anlan.errors import Refused, Unavailable
from anlan.settings import Settings


def test_paths_are_quoted_in_the_configuration() -> None:
    text = configuration(Path("/it's/here"), Path("/h"), Path("/s"), 5432, {"fsync": "off"})
    assert "data_directory = '/it''s/here'" in text
    assert "fsync = 'off'" in text and "fsync = on" not in text
    assert text.endswith("include_if_exists = 'local.conf'\n")


def test_a_lock_names_its_holder_and_is_free_afterwards(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.take()
    with pytest.raises(Refused, match=f"process {os.getpid()}"):
        second.take()
    first.release()
    second.take()
    second.release()


def test_a_lock_is_not_inherited_by_what_we_start(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    lock.take()
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    lock.release()
    again = FolderLock(tmp_path)
    again.take()
    again.release()
    child.communicate(b"\n")


def test_a_file_is_never_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("theirs")
    (tmp_path / "note").symlink_to(tmp_path / "precious")
    replace_file(tmp_path / "note", "ours", 0o600)
    assert (tmp_path / "precious").read_text() == "theirs"
    assert (tmp_path / "note").read_text() == "ours" and not (tmp_path / "note").is_symlink()


def test_socket_paths_keep_the_kernels_limit() -> None:
    assert fits(Path("/run/anlan/0123456789ab"))
    assert not fits(Path("/" + "x" * 100))
    assert not fits(Path("/" + "安" * 32))  # bytes count, not letters


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_folder_is_refused_in_words(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Unavailable, match="cannot hold a database"):
        make_data_dir(tmp_path / "data")


def test_what_we_launch_dies_with_us() -> None:
    """A parent starts a child through the launcher and is killed: the kernel ends the child."""
    script = (
        "import subprocess, sys, time; from anlan.database.account import launcher, present_account; import signal\n"
        "sleeper = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        "words = [*launcher(present_account(), signal.SIGKILL), *sleeper]\n"
        "child = subprocess.Popen(words); print(child.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    watched = os.pidfd_open(child)
    while "sleep" not in Path(f"/proc/{child}/cmdline").read_text():
        time.sleep(0.01)
    parent.kill()
    parent.communicate()
    assert select.select([watched], [], [], 30)[0]
    os.close(watched)


def test_the_launcher_gives_up_when_its_parent_is_already_gone() -> None:
    words = [
        sys.executable,
        "-I",
        "-S",
        str(LAUNCH),
        "1",
        str(int(signal.SIGKILL)),
        "-1",
        "-1",
        "/bin/echo",
        "started",
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_program_that_is_not_there_is_named() -> None:
    words = [*launcher(present_account(), signal.SIGKILL), "/nonexistent/postgres"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 127 and "/nonexistent/postgres" in done.stderr


async def test_a_pool_waits_for_its_deadline_and_then_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        await open_pool(Location(socket=tmp_path), Role.app, wait_seconds=0.2)


async def test_a_command_starts_the_database_or_uses_the_running_one(data_dir: Path) -> None:
    settings = Settings(data_dir=data_dir)
    assert find_location(settings) is None
    async with reach_database(settings) as first:
        async with reach_database(settings) as second:
            assert second == first == find_location(settings)
        pool = await open_pool(second, Role.app)
        assert await pool.fetchval("SELECT 1") == 1
        await pool.close()
    with pytest.raises(Unavailable):
        await open_pool(second, Role.app, wait_seconds=0)


async def test_a_scratch_database_is_gone_with_everything_it_wrote() -> None:
    async with scratch_database({"fsync": "off"}) as scratch:
        assert await found_version(scratch) == newest_version()
        connection = await connect(scratch)
        folder = Path(await connection.fetchval("SHOW data_directory"))
        await connection.close()
    assert not folder.exists() and not folder.parents[1].exists()
