"""What `doctor` asks of the data folder: room, rights, the cluster, the port, the shared data."""

import os
import shutil
import socket
from pathlib import Path

from anlan.cli.findings import Finding, lack, note, ok
from anlan.database.account import can_enter, present_account
from anlan.database.place import find_orphan_clusters, read_state
from anlan.database.processes import postgres_processes
from anlan.errors import Refused
from anlan.settings import Settings
from anlan.supervisor import open_port

_DISK_NEEDED = 2 * 2**30


def data_findings(settings: Settings) -> list[Finding]:
    return [_folder(settings), _disk(settings), _cluster(settings), _orphans(), _port(settings), _shared(settings)]


def _standing(path: Path) -> Path:
    """The nearest folder above that exists."""
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path


def _folder(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    standing = _standing(folder)
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
        return lack("data folder", f"{folder} cannot be written to", "choose another with ANLAN_DATA_DIR")
    if standing != folder:
        return ok("data folder", f"{folder} will be made at the first start")
    return ok("data folder", str(folder))


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(_standing(settings.data_dir)).free
    found = f"{free / 2**30:.1f} GiB free"
    return ok("disk", found) if free >= _DISK_NEEDED else note("disk", found, "2 GiB free are wanted")


def _cluster(settings: Settings) -> Finding:
    if settings.database_url:
        return ok("database", "one of your own, by ANLAN_DATABASE_URL")
    folder = settings.data_dir.absolute()
    state = read_state(folder)
    if "id" not in state:
        return ok("database", "none yet; made at the first start")
    home = Path("/var/lib/anlan/clusters") / str(state["id"])
    cluster = folder / "database" if state.get("inside") else home
    if not cluster.is_dir():
        return lack("database", f"{cluster} is gone", "bring it back, or choose an empty data folder")
    if not can_enter(present_account(), cluster):
        return lack("database", f"{cluster} belongs to another user", "start as that user or as root")
    running = postgres_processes(cluster / "data")
    return ok("database", f"{cluster}{f', running as process {min(running)}' if running else ''}")


def _orphans() -> Finding:
    orphans = find_orphan_clusters()
    if not orphans:
        return ok("orphan clusters", "none")
    named = ", ".join(str(path) for path in orphans)
    return note("orphan clusters", f"{named}: the data folder is gone; never used again", f"rm -r {named}")


def _port(settings: Settings) -> Finding:
    try:
        open_port(settings).close()
    except Refused as error:
        if _answers_as_ours(settings):
            return ok("port", f"{settings.port}, where Anlan is running")
        return note("port", str(error), f"anlan demo --port {settings.port + 1}")
    return ok("port", f"{settings.port} is free")


def _answers_as_ours(settings: Settings) -> bool:
    try:
        with socket.create_connection((settings.host, settings.port), timeout=2) as connection:
            connection.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def _shared(settings: Settings) -> Finding:
    path = settings.shared_path
    if path is None:
        return note("shared data", "absent; only benches and replays of real calls use it", "set ANLAN_SHARED_DATA")
    return ok("shared data", str(path))
