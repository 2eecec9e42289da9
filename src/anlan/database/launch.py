"""Starts a program bound to the life of its parent, as another user if asked.

Run as a script by path, `python -I -S launch.py PARENT SIGNAL UID GID ARGV...`: it must work where the service user
cannot read our code, and it costs a few milliseconds because it imports nothing of ours. UID -1 keeps the user.
`launch.py probe UID GID FOLDER` exits 0 when that user can enter FOLDER.

The order matters: the kernel forgets the parent-death signal when a process changes its user.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def _become(uid: int, gid: int) -> None:
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)


def main(argv: list[str]) -> int:
    """Replace this process by the program; answers only when it probes or cannot start it."""
    if argv[0] == "probe":
        _become(int(argv[1]), int(argv[2]))
        return 0 if os.access(argv[3], os.X_OK) else 1
    parent, signal, uid, gid = (int(word) for word in argv[:4])
    _become(uid, gid)
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0) != 0:
        sys.stderr.write("launch: the parent's death cannot be watched on this system\n")
    if os.getppid() != parent:
        return 0  # the parent died before it could be watched
    try:
        os.execv(argv[4], argv[4:])
    except OSError as error:
        sys.stderr.write(f"launch: {argv[4]}: {error.strerror}\n")
        return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
