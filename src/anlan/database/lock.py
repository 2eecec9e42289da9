"""One platform a data folder: a lock that the kernel frees when its holder dies, however it dies."""

import fcntl
import os
from pathlib import Path

from anlan.errors import Refused, Unavailable


class FolderLock:
    """Held from `take` to `release`. The file stays; only the kernel's lock on it counts."""

    def __init__(self, data_dir: Path, name: str = "lock") -> None:
        self._data_dir = data_dir
        self._path = data_dir / name
        self._handle: int | None = None

    def take(self) -> None:
        """Raises `Refused` naming the process that holds it."""
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            reason = error.strerror or str(error)
            raise Unavailable("database.unfit_folder", folder=self._data_dir, reason=reason) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(handle, 32).decode("ascii", "replace").strip() or "?"
            os.close(handle)
            raise Refused("database.in_use", folder=self._data_dir, pid=holder) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle = handle

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def make_data_dir(data_dir: Path) -> Path:
    """The data folder as an absolute path, made if it is missing. Raises `Unavailable`.

    Ours when we make it: root leaves it open to pass through (not to list), so that the service user can reach its
    cluster inside. A folder that was there before stays as it is.
    """
    data_dir = data_dir.absolute()
    try:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        try:
            data_dir.mkdir(mode=0o700)
        except FileExistsError:
            pass
        else:
            data_dir.chmod(0o711 if os.geteuid() == 0 else 0o700)
        if not os.access(data_dir, os.W_OK | os.X_OK) or not data_dir.is_dir():
            raise Unavailable("database.unfit_folder", folder=data_dir, reason="it cannot be written to")
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unavailable("database.unfit_folder", folder=data_dir, reason=reason) from error
    return data_dir
