"""The operating-system user that runs PostgreSQL, which refuses to run as root."""

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from anlan.errors import Unavailable

SERVICE_USER = "anlan"
HOME = Path("/var/lib/anlan")
LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Account:
    """Who runs the server. `changes` says whether the launcher must become that user first."""

    uid: int
    gid: int
    changes: bool

    @property
    def name(self) -> str:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)


def present_account() -> Account:
    """The user that runs this process, as it is."""
    return Account(os.geteuid(), os.getegid(), changes=False)


def account_of(uid: int, gid: int) -> Account:
    """The user with that number, seen from this process."""
    return Account(uid, gid, changes=uid != os.geteuid())


def service_account() -> Account:
    """The service user, made if it is missing. Only root can ask. Raises `Unavailable` with what to do."""
    try:
        entry = pwd.getpwnam(SERVICE_USER)
    except KeyError:
        _make_service_user()
        entry = pwd.getpwnam(SERVICE_USER)
    if entry.pw_uid == 0:
        raise Unavailable("database.no_service_user", user=SERVICE_USER, reason="it has the rights of root")
    return Account(entry.pw_uid, entry.pw_gid, changes=True)


def _make_service_user() -> None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        raise Unavailable("database.no_service_user", user=SERVICE_USER, reason="there is no useradd")
    words = [program, "--system", "--user-group", "--no-create-home", "--home-dir", str(HOME)]
    words += ["--shell", "/usr/sbin/nologin", SERVICE_USER]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    already_there = 9  # two starts at once: the other one made it
    if done.returncode not in (0, already_there):
        reason = (done.stderr.strip().splitlines() or [f"useradd ended with {done.returncode}"])[-1]
        raise Unavailable("database.no_service_user", user=SERVICE_USER, reason=reason)


def launcher(account: Account, death_signal: int) -> list[str]:
    """The words before a program's own that start it as `account` and stop it when this process dies.

    The kernel watches the *thread* that starts it: start from a thread that lives as long as the program should.
    """
    uid, gid = (account.uid, account.gid) if account.changes else (-1, -1)
    words = [sys.executable, "-I", "-S", str(LAUNCH)]
    return [*words, str(os.getpid()), str(int(death_signal)), str(uid), str(gid)]


def can_enter(account: Account, folder: Path) -> bool:
    """Whether that user can enter `folder`, tried rather than computed (parents, access lists, mounts)."""
    if not account.changes:
        return os.access(folder, os.X_OK)
    words = [sys.executable, "-I", "-S", str(LAUNCH), "probe", str(account.uid), str(account.gid), str(folder)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0
