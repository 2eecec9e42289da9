"""What `doctor` asks of the machine: programs, packages, fonts, memory, the service user."""

import os
import platform
import pwd
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from anlan.cli.findings import Finding, lack, note, ok
from anlan.database.account import SERVICE_USER
from anlan.database.binaries import find_binaries
from anlan.settings import Settings

_MEMORY_NEEDED = 2 * 2**30
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FONT_NAMES = ("wqy", "notosanscjk", "noto-cjk", "notoserifcjk", "sourcehan", "droidsansfallback")


def machine_findings(settings: Settings) -> list[Finding]:
    """In the order in which a newcomer meets them."""
    checks = [_python(), _packages(), _postgres(settings), _service_user(settings), _memory(), _console()]
    return [*checks, _node(), _browser(), _fonts()]


def _python() -> Finding:
    return ok("python", f"{platform.python_version()} at {sys.executable}")  # an older one could not run this


def _packages() -> Finding:
    missing = []
    try:
        wanted = [line for line in requires("anlan") or [] if "extra ==" not in line]
    except PackageNotFoundError:
        return note("packages", "run from its source folder, not installed", "`make setup` installs and checks them")
    for line in wanted:
        name = line.split(";")[0].split(">")[0].split("=")[0].split("<")[0].strip()
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return lack("packages", f"missing: {', '.join(missing)}", "run `make setup`")
    return ok("packages", f"{len(wanted)} needed, all there")


def _postgres(settings: Settings) -> Finding:
    if settings.database_url:
        return ok("postgresql", "one of your own, by ANLAN_DATABASE_URL")
    binaries = find_binaries()
    if binaries is None:
        return lack("postgresql", "the embedded binaries are missing", "run `make setup`, or set ANLAN_DATABASE_URL")
    words = [binaries.program("postgres"), "--version"]
    try:
        done = subprocess.run(words, env=binaries.environment(), capture_output=True, text=True, check=False)
    except OSError as error:
        return lack("postgresql", f"cannot be run: {error.strerror}", "set ANLAN_DATABASE_URL")
    if done.returncode != 0:
        return lack("postgresql", f"cannot be run: {done.stderr.strip()}", "set ANLAN_DATABASE_URL")
    return ok("postgresql", f"embedded, {done.stdout.strip().rpartition(' ')[2]}")


def _service_user(settings: Settings) -> Finding:
    if os.geteuid() != 0 or settings.database_url:
        return ok("service user", "not needed: PostgreSQL runs as who starts it")
    try:
        entry = pwd.getpwnam(SERVICE_USER)
    except KeyError:
        if shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
            return ok("service user", f"{SERVICE_USER} will be made at the first start (PostgreSQL refuses root)")
        return lack("service user", "PostgreSQL refuses root and there is no useradd", "start as an ordinary user")
    return ok("service user", f"{SERVICE_USER} ({entry.pw_uid})")


def _memory() -> Finding:
    fields = {}
    for line in Path("/proc/meminfo").read_text("ascii").splitlines():
        name, _, rest = line.partition(":")
        fields[name] = int(rest.split()[0]) * 1024
    total, free = fields["MemTotal"], fields.get("MemAvailable", fields["MemFree"])
    found = f"{free / 2**30:.1f} GiB free of {total / 2**30:.1f}, {os.cpu_count()} cores"
    return ok("memory", found) if free >= _MEMORY_NEEDED else note("memory", found, "2 GiB free are wanted")


def _console() -> Finding:
    page = Path(__file__).parent.parent / "console_dist" / "index.html"
    return ok("console", "built") if page.is_file() else lack("console", "not built", "run `make setup`")


def _node() -> Finding:
    program = shutil.which("node")
    if program is None:
        return note("node", "missing; only building the console needs it", "install Node 20 or later")
    found = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = found.removeprefix("v").split(".")[0]
    if not major.isdigit() or int(major) < 20:
        return note("node", f"{found}; only building the console needs it", "install Node 20 or later")
    return ok("node", found)


def _browser() -> Finding:
    for name in _BROWSERS:
        if program := shutil.which(name):
            return ok("chromium", program)
    return note("chromium", "missing; only the browser tests need it", "apt-get install chromium")


def _fonts() -> Finding:
    for folder in ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"):
        for path in Path(folder).expanduser().rglob("*") if Path(folder).expanduser().is_dir() else ():
            if any(name in path.name.lower().replace("_", "") for name in _FONT_NAMES):
                return ok("chinese fonts", str(path))
    mend = "apt-get install fonts-wqy-zenhei"
    return note("chinese fonts", "none here; a browser on this machine shows boxes for 中文", mend)
