"""Where a data folder's cluster lives, and whose it is.

Inside the data folder wherever the user that runs PostgreSQL can enter it; otherwise under `/var/lib/anlan/clusters`
in a folder named by an id that the data folder keeps. The choice is made once and written down, so that a folder that
is opened or closed later does not send the platform to an empty database. A cluster outside is reached only through
the id in its data folder: when the data folder is gone nobody adopts it, and `find_orphan_clusters` names it.
"""

import json
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from anlan.database.account import HOME, Account, account_of, can_enter, present_account, service_account
from anlan.errors import Refused, Unavailable

STATE = "database.json"
_OWNER = "owner.json"
_SOCKET_LIMIT = 107  # bytes of a unix socket's path
PORT = 5432


@dataclass(frozen=True)
class Place:
    """`cluster` belongs to who starts the platform; PostgreSQL's own files are in `data`, which is `account`'s."""

    id: str
    data_dir: Path
    cluster: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.cluster / "data"


def settle(data_dir: Path, home: Path = HOME) -> Place:
    """The place of this data folder's cluster, chosen now if it is the first time.

    Raises `Refused` for a cluster that is not ours to use, `Unavailable` for a folder that cannot hold one.
    """
    known = read_state(data_dir)
    try:
        return _known_place(data_dir, home, known) if "id" in known else _new_place(data_dir, home)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unavailable("database.unfit_folder", folder=data_dir, reason=reason) from error


def _new_place(data_dir: Path, home: Path) -> Place:
    inner = data_dir / "database"
    if "id" in _read(inner / _OWNER):  # the note was lost, or a first start was killed before it was written
        write_state(data_dir, {"id": _read(inner / _OWNER)["id"], "inside": True})
        return _known_place(data_dir, home, read_state(data_dir))
    identity = secrets.token_hex(16)
    account = _new_account()
    inside = can_enter(account, data_dir)
    cluster = inner if inside else home / "clusters" / identity
    if not inside:
        home.mkdir(mode=0o755, exist_ok=True)
        cluster.parent.mkdir(mode=0o711, exist_ok=True)
    if cluster.exists() and any(cluster.iterdir()):
        reason = f"{cluster} is there and was not made by Anlan"
        raise Unavailable("database.unfit_folder", folder=data_dir, reason=reason)
    cluster.mkdir(exist_ok=True)
    cluster.chmod(0o711 if account.changes else 0o700)
    _write_owner(cluster, identity, data_dir)
    write_state(data_dir, {"id": identity, "inside": inside})
    return Place(identity, data_dir, cluster, account)


def _new_account() -> Account:
    return service_account() if os.geteuid() == 0 else present_account()


def _known_place(data_dir: Path, home: Path, known: dict[str, object]) -> Place:
    identity = str(known["id"])
    if len(identity) != 32 or not set(identity) <= set("0123456789abcdef"):
        raise Unavailable("database.unfit_folder", folder=data_dir, reason=f"{STATE} is damaged")
    cluster = data_dir / "database" if known.get("inside") else home / "clusters" / identity
    if not cluster.is_dir():
        raise Refused("database.cluster_gone", folder=data_dir, cluster=cluster)
    if not known.get("inside"):
        _claim(cluster, identity, data_dir)
    try:
        found = (cluster / "data").lstat()
    except FileNotFoundError:  # killed before the cluster was made
        return Place(identity, data_dir, cluster, _new_account())
    account = account_of(found.st_uid, found.st_gid)
    if account.uid == 0 or (account.changes and os.geteuid() != 0):
        raise Refused("database.other_owner", folder=data_dir, owner=account.name)
    return Place(identity, data_dir, cluster, account)


def _claim(cluster: Path, identity: str, data_dir: Path) -> None:
    """The cluster follows its data folder when that was moved, and refuses a second one that is a copy."""
    recorded = Path(str(_read(cluster / _OWNER).get("data_dir", "")))
    if recorded == data_dir.resolve():
        return
    if read_state(recorded).get("id") == identity and not recorded.samefile(data_dir):
        raise Refused("database.copied", folder=data_dir, original=recorded)
    _write_owner(cluster, identity, data_dir)


def find_orphan_clusters(home: Path = HOME) -> list[Path]:
    """Clusters kept outside whose data folder is gone or no longer names them. They are never used again by us;
    the administrator may remove them."""
    orphans: list[Path] = []
    try:
        folders = sorted((home / "clusters").iterdir())
    except OSError:
        return orphans
    for cluster in folders:
        recorded = Path(str(_read(cluster / _OWNER).get("data_dir", "")))
        if read_state(recorded).get("id") != cluster.name:
            orphans.append(cluster)
    return orphans


def socket_folder(place: Place) -> Path:
    """A private folder for the server's socket, short enough for the kernel's limit, made if missing.

    The one of the last start where it is still ours; whatever a killed server left in it is removed. The caller
    knows that no server of this cluster runs.
    """
    folder = _choose_socket_folder(place)
    clear_sockets(folder)
    return folder


def clear_sockets(folder: Path) -> None:
    """Remove a server's socket and its lock file, whose process number may by now be another program's."""
    for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (folder / name).unlink(missing_ok=True)


def _choose_socket_folder(place: Place) -> Path:
    last = Path(str(read_state(place.data_dir).get("socket", "")))
    if last.is_absolute() and fits(last) and _is_private(last, place.account):
        return last
    candidates: list[Path] = []
    if os.geteuid() == 0:
        shared = Path("/run/anlan")
        try:
            shared.mkdir(mode=0o755, exist_ok=True)
            candidates.append(shared / place.id[:12])
        except OSError:
            pass  # a system without /run: the temporary folder serves
    elif os.environ.get("XDG_RUNTIME_DIR"):
        candidates.append(Path(os.environ["XDG_RUNTIME_DIR"]) / f"anlan-{place.id[:12]}")
    for folder in candidates:
        if fits(folder) and _make_private(folder, place.account):
            return folder
    # A fresh name in a folder that others write to: nobody can have laid anything there before us.
    temporary = Path(tempfile.gettempdir())
    base = temporary if fits(temporary / "anlan-12345678") else Path("/tmp")
    folder = Path(tempfile.mkdtemp(prefix="anlan-", dir=base))
    if place.account.changes:
        os.chown(folder, place.account.uid, place.account.gid)
    return folder


def fits(folder: Path) -> bool:
    """Whether a server's socket in `folder` stays within the kernel's limit."""
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= _SOCKET_LIMIT


def _make_private(folder: Path, account: Account) -> bool:
    try:
        folder.mkdir(mode=0o700)
        if account.changes:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        pass
    except OSError:
        return False
    return _is_private(folder, account)


def _is_private(folder: Path, account: Account) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and not found.st_mode & 0o077


def read_state(data_dir: Path) -> dict[str, object]:
    """What the data folder says of its database: `id`, `inside`, `socket`; empty when there is none."""
    return _read(data_dir / STATE)


def write_state(data_dir: Path, state: dict[str, object]) -> None:
    """Replace it whole, kept on disk before the answer."""
    _write(data_dir / STATE, state)


def _write_owner(cluster: Path, identity: str, data_dir: Path) -> None:
    _write(cluster / _OWNER, {"id": identity, "data_dir": str(data_dir.resolve())})


def _read(path: Path) -> dict[str, object]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _write(path: Path, value: dict[str, object]) -> None:
    replace_file(path, json.dumps(value, indent=1) + "\n", 0o600)


def replace_file(path: Path, text: str, mode: int) -> None:
    """Replace a file whole, kept on disk before the answer; never written through a link laid by somebody else."""
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
