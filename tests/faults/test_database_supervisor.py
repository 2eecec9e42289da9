"""The supervisor: what it started ends with it, a crashed part comes back, a killed platform starts again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anlan.database.processes import postgres_processes

LIFE = Path(__file__).with_name("database_life.py")


class Platform:
    """A platform of small parts in a process of its own, read line by line."""

    def __init__(self, data_dir: Path, port: int = 0) -> None:
        words = [sys.executable, str(LIFE), "platform", str(data_dir), str(port)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.pids: dict[str, int] = {}

    def until(self, beginning: str) -> str:
        """Reads on until a line begins so, noting which process is which, and answers the rest of that line."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := re.match(r"step (\w+) is process (\d+)", line):
                self.pids[found[1]] = int(found[2])
            if line.startswith(beginning):
                return line.removeprefix(beginning).strip()
        raise AssertionError(f"it ended before {beginning!r}: {self.end()}")

    def started(self) -> int:
        """Reads on until it is ready and every part is known; answers the port."""
        port = int(self.until("ready "))
        while set(self.pids) != {"worker", "grandchild", "web"}:
            self.until("step ")
        return port

    def end(self) -> str:
        """What it said on standard error, once it has ended."""
        return self.process.communicate(timeout=60)[1]


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def _gone(pids: list[int], seconds: float = 20) -> bool:
    """Whether all end within a generous time; the kernel tells nobody when a stranger's process ends."""
    deadline = time.monotonic() + seconds
    while any(_alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


Start = Callable[..., Platform]


@pytest.fixture
def start(data_dir: Path) -> Iterator[Start]:
    """Starts platforms on this test's data folder; none outlives the test, however it ends."""
    running: list[Platform] = []

    def one(port: int = 0) -> Platform:
        running.append(Platform(data_dir, port))
        return running[-1]

    yield one
    for platform in running:
        if platform.process.poll() is None:
            platform.process.terminate()
            platform.end()


@pytest.fixture
def platform(start: Start) -> Platform:
    """One that is up."""
    running = start()
    running.started()
    return running


def _ask(port: int) -> int:
    """The process id of the web part that answers."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = b""
        while chunk := connection.recv(4096):
            answer += chunk
    return int(answer.rpartition(b"\r\n")[2])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopping_it_stops_everything_it_started(data_dir: Path, start: Start, number: signal.Signals) -> None:
    platform = start()
    platform.started()
    database = postgres_processes(data_dir / "database" / "data")
    assert database
    platform.process.send_signal(number)
    assert platform.end() == ""
    assert platform.process.returncode == 0
    assert not any(_alive(pid) for pid in [*platform.pids.values(), *database])


def test_killed_it_leaves_no_part_and_the_next_start_recovers(data_dir: Path, start: Start) -> None:
    platform = start()
    platform.started()
    platform.process.kill()
    platform.end()
    assert _gone([platform.pids["worker"], platform.pids["web"]])
    again = start()
    again.started()
    assert not _alive(platform.pids["grandchild"])
    again.process.terminate()
    assert again.end() == ""
    assert postgres_processes(data_dir / "database" / "data") == []


def test_a_crashed_part_comes_back_and_what_it_started_does_not_linger(platform: Platform) -> None:
    first = dict(platform.pids)
    os.kill(first["worker"], signal.SIGKILL)
    platform.until("step the worker process ended unasked (-9) and is started again")
    assert _gone([first["grandchild"]])
    platform.until("step grandchild is process")
    assert platform.pids["worker"] != first["worker"]
    assert platform.pids["web"] == first["web"]


def test_while_web_is_started_again_callers_wait_and_are_not_refused(start: Start) -> None:
    platform = start()
    port = platform.started()
    assert _ask(port) == platform.pids["web"]
    for _ in range(3):
        first = platform.pids["web"]
        os.kill(first, signal.SIGKILL)
        assert _gone([first])
        assert _ask(port) != first
        platform.until("step web is process")
    platform.process.terminate()
    platform.end()


def test_a_killed_database_comes_back_under_the_running_platform(data_dir: Path, start: Start) -> None:
    platform = start()
    platform.started()
    postmaster = int((data_dir / "database" / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    platform.until("step the database ended unasked (signal SIGKILL) and is started again")
    platform.process.terminate()
    assert platform.end() == ""
    assert postgres_processes(data_dir / "database" / "data") == []


def test_a_second_one_on_the_same_folder_is_refused_in_one_sentence(start: Start, platform: Platform) -> None:
    second = start()
    assert second.end().count("\n") == 1
    assert second.process.returncode == 1
    assert platform.process.poll() is None


def test_a_port_in_use_is_refused_in_one_sentence_and_nothing_is_left(data_dir: Path, start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        platform = start(port)
        said = platform.end()
    assert said.startswith(f"Port {port} on 127.0.0.1 is in use by another program") and said.count("\n") == 1
    assert platform.process.returncode == 1
    assert not (data_dir / "database").exists()
