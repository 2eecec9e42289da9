"""Where the cluster goes, for whom; and that no folder of anybody else's is loosened on the way."""

import asyncio
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.database import EmbeddedPostgres, Location, connect, migrate
from anlan.database.connect import Role, open_pool
from anlan.database.place import find_orphan_clusters
from anlan.errors import Refused, Unavailable

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as another user")


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder that only its owner may enter, as a home is."""
    with tempfile.TemporaryDirectory(prefix="anlan-closed-") as name:
        yield Path(name)


@pytest.fixture
def home() -> Iterator[Path]:
    """Stands for /var/lib/anlan."""
    with tempfile.TemporaryDirectory(prefix="anlan-home-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def _modes(*paths: Path) -> list[tuple[str, int, int]]:
    return [(str(path), stat.S_IMODE(path.stat().st_mode), path.stat().st_uid) for path in paths]


@AS_ROOT
async def test_in_a_closed_folder_the_cluster_goes_outside_and_nothing_is_loosened(closed: Path, home: Path) -> None:
    data_dir = closed / "deep" / "data"
    before = _modes(closed, closed.parent)
    server = EmbeddedPostgres(data_dir, home=home)
    for _ in range(2):
        await server.start()
        assert server.cluster is not None and server.cluster.parent == home / "clusters"
        await server.stop()
    assert _modes(closed, closed.parent) == before
    assert not (data_dir / "database").exists()
    assert find_orphan_clusters(home) == []


@AS_ROOT
async def test_a_cluster_whose_data_folder_is_gone_is_named_and_never_adopted(closed: Path, home: Path) -> None:
    data_dir = closed / "data"
    server = EmbeddedPostgres(data_dir, home=home)
    await server.start()
    first = server.cluster
    await server.stop()
    shutil.rmtree(data_dir)
    assert find_orphan_clusters(home) == [first]
    await server.start()
    assert server.cluster != first
    await server.stop()
    assert find_orphan_clusters(home) == [first]


@AS_ROOT
async def test_a_moved_data_folder_keeps_its_cluster_and_a_copied_one_is_refused(closed: Path, home: Path) -> None:
    server = EmbeddedPostgres(closed / "data", home=home)
    await server.start()
    first = server.cluster
    await server.stop()
    (closed / "data").rename(closed / "moved")
    moved = EmbeddedPostgres(closed / "moved", home=home)
    await moved.start()
    assert moved.cluster == first
    await moved.stop()
    shutil.copytree(closed / "moved", closed / "copied")
    with pytest.raises(Refused, match="is a copy of"):
        await EmbeddedPostgres(closed / "copied", home=home).start()
    assert find_orphan_clusters(home) == []


@AS_ROOT
async def test_a_folder_opened_later_does_not_lead_to_an_empty_database(closed: Path, home: Path) -> None:
    server = EmbeddedPostgres(closed / "data", home=home)
    await server.start()
    first = server.cluster
    await server.stop()
    closed.chmod(0o755)
    await server.start()
    assert server.cluster == first
    await server.stop()


@AS_ROOT
async def test_the_service_user_can_change_neither_programs_nor_configuration(data_dir: Path, home: Path) -> None:
    server = EmbeddedPostgres(data_dir, home=home)
    await server.start()
    assert server.cluster is not None
    for path in [*(home / "binaries").rglob("*"), server.cluster, server.cluster / "postgresql.conf"]:
        found = path.lstat()
        assert found.st_uid == 0
        assert stat.S_ISLNK(found.st_mode) or not found.st_mode & 0o022
    assert stat.S_IMODE((server.cluster / "data").stat().st_mode) == 0o700
    await server.stop()


async def test_a_folder_given_to_us_stays_as_it_was(data_dir: Path) -> None:
    data_dir.chmod(0o755)
    before = _modes(data_dir, data_dir.parent)
    server = EmbeddedPostgres(data_dir)
    location = await server.start()
    assert location.socket is not None
    assert stat.S_IMODE(location.socket.stat().st_mode) == 0o700
    await server.stop()
    assert _modes(data_dir, data_dir.parent) == before
    assert not location.socket.exists()


async def test_nothing_listens_on_the_network_and_what_is_acknowledged_is_on_disk(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    connection = await connect(await server.start())
    shown = {name: await connection.fetchval(f"SHOW {name}") for name in ("listen_addresses", "fsync", "port")}
    shown["synchronous_commit"] = await connection.fetchval("SHOW synchronous_commit")
    await connection.close()
    await server.stop()
    assert shown == {"listen_addresses": "", "fsync": "on", "port": "5432", "synchronous_commit": "on"}


async def test_a_long_path_still_has_a_short_socket(data_dir: Path) -> None:
    deep = data_dir.joinpath(*["a folder with a long name and 中文"] * 5)
    server = EmbeddedPostgres(deep)
    location = await server.start()
    assert len(str(location.socket)) < 90
    await server.stop()


async def test_a_lost_note_does_not_lose_the_database(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    connection = await connect(await server.start())
    await connection.execute("CREATE TABLE kept AS SELECT 1 AS value")
    await connection.close()
    await server.stop()
    (data_dir / "database.json").unlink()
    connection = await connect(await server.start())
    assert await connection.fetchval("SELECT value FROM kept") == 1
    await connection.close()
    await server.stop()


async def test_a_database_of_another_version_is_refused_with_what_to_do(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    await server.start()
    await server.stop()
    (data_dir / "database" / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(Refused, match=r"PostgreSQL 17, this is PostgreSQL 18"):
        await server.start()


async def test_a_folder_of_somebody_elses_is_not_taken(data_dir: Path) -> None:
    (data_dir / "database").mkdir()
    (data_dir / "database" / "holiday.txt").write_text("mine")
    with pytest.raises(Unavailable, match="was not made by Anlan"):
        await EmbeddedPostgres(data_dir).start()
    assert (data_dir / "database" / "holiday.txt").read_text() == "mine"


@AS_ROOT
async def test_an_ordinary_users_database_also_starts_for_root(data_dir: Path) -> None:
    python = _python_for_others()
    if python is None:
        pytest.skip("no Python here that another user may run")
    os.chown(data_dir, 65534, 65534)
    life = Path(__file__).with_name("database_life.py")
    words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *python, str(life), "hold", str(data_dir)]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, env=environment, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("up ")
    process.kill()
    process.wait()
    process.stdout.close()
    server = EmbeddedPostgres(data_dir)
    connection = await connect(await server.start())
    assert await connection.fetchval("SELECT 1") == 1
    await connection.close()
    await server.stop()
    assert (data_dir / "database" / "data").stat().st_uid == 65534


def _python_for_others() -> list[str] | None:
    """A Python of our version that `nobody` may start (and start again), with our packages."""
    probe = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if shutil.which("setpriv") is None:
        return None
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    for name in (sys.executable, "/usr/bin/python3.11", "/usr/bin/python3"):
        check = (
            "import os, sys, asyncpg, anlan; "
            f"sys.exit(sys.version_info[:2] != {sys.version_info[:2]} or not os.access(sys.executable, os.X_OK))"
        )
        try:
            if (
                subprocess.run(
                    [*probe, name, "-c", check], env=environment, capture_output=True, check=False
                ).returncode
                == 0
            ):
                return [name]
        except OSError:
            continue
    return None


async def test_a_database_of_ones_own_needs_no_superuser(data_dir: Path) -> None:
    """The address's user owns its database and may make roles: all that ANLAN_DATABASE_URL asks for."""
    server = EmbeddedPostgres(data_dir)
    location = await server.start()
    admin = await connect(Location(socket=location.socket, database="postgres"))
    await admin.execute("DROP DATABASE anlan")
    for role in Role:
        await admin.execute(f"DROP ROLE {role.value}")
    await admin.execute("CREATE ROLE site LOGIN CREATEROLE")
    await admin.execute("CREATE DATABASE city OWNER site")
    await admin.close()
    own = Location(url=f"postgresql://site@/city?host={location.socket}")
    await migrate(own)
    for role in Role:
        pool = await open_pool(own, role)
        assert await pool.fetchval("SELECT current_user") == role.value
        await pool.close()
    await server.stop()


def test_the_note_is_for_its_owner_only(data_dir: Path) -> None:
    async def once() -> None:
        server = EmbeddedPostgres(data_dir)
        await server.start()
        await server.stop()

    asyncio.run(once())
    note = data_dir / "database.json"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert json.loads(note.read_text())["inside"] is True
