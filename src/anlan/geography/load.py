"""Loading an extract, so that nothing an extract holds can hurt the platform.

The work is done by a process of its own; one that dies is an error sentence here. The ground is made in a folder
beside its place and moved there when it is whole: a failed or killed load leaves what was there, and the same file
again finds its ground made already.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from anlan.errors import AnlanError, Invalid
from anlan.geography.build import FORMAT
from anlan.geography.faults import detect_format
from anlan.geography.ground import GroundFacts, ground_path
from anlan.geography.osm import Progress

_CHUNK = 1 << 20


@dataclass(frozen=True)
class LoadedGround:
    """A ground on this machine. `already`: it was there before, and nothing was done."""

    facts: GroundFacts
    already: bool

    @property
    def hash(self) -> str:
        return self.facts.hash


def load_extract(path: Path, data_dir: Path, progress: Progress) -> LoadedGround:
    """Makes the ground of an extract under `data_dir/roads`, or finds it made. Blocks; may take minutes.

    Raises `Invalid` for a file that cannot be taken (saying where it breaks), and `AnlanError` when the disk or the
    process fails. Whatever is raised, grounds that were there are untouched.
    """
    detect_format(path)
    progress("checking", None)
    try:
        hash = ground_hash(path)
    except OSError as error:
        raise Invalid("geography.unreadable", path=path.name, reason=error.strerror or str(error)) from None
    target = ground_path(data_dir, hash)
    if (facts := _facts(target)) is not None:
        return LoadedGround(facts, already=True)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(target.parent)
        with _workshop(target.parent) as folder:
            _run(path, folder, hash, progress)
            _move(folder, target)
    except OSError as error:
        raise AnlanError("geography.disk", reason=error.strerror or str(error)) from None
    made = _facts(target)
    if made is None:
        raise AnlanError("geography.disk", reason=f"{target} is not complete")
    return LoadedGround(made, already=False)


def ground_hash(path: Path) -> str:
    """SHA-256 over the import's format number and the file's bytes, 64 hexadecimal digits. Raises OSError."""
    digest = hashlib.sha256(f"anlan ground {FORMAT}\n".encode())
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _facts(target: Path) -> GroundFacts | None:
    try:
        return msgspec.json.decode((target / "facts.json").read_bytes(), type=GroundFacts)
    except (OSError, msgspec.DecodeError):
        return None


@contextmanager
def _workshop(parent: Path) -> Iterator[Path]:
    """A folder to build in, named by our process, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f".loading-{os.getpid()}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned(parent: Path) -> None:
    """Clears what a killed load left behind."""
    for folder in parent.glob(".loading-*"):
        number = folder.name.split("-")[1]
        if number.isdecimal() and not _lives(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _move(folder: Path, target: Path) -> None:
    """Puts the finished folder in its place, durably. A ground that another load put there meanwhile stays."""
    if target.exists() and _facts(target) is None:
        shutil.rmtree(target)
    try:
        folder.rename(target)
    except OSError:
        if _facts(target) is None:
            raise
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _run(path: Path, folder: Path, hash: str, progress: Progress) -> None:
    """Builds in a process of its own, told about each stage in lines of JSON."""
    command = [sys.executable, "-m", "anlan.geography.load_process", str(path), str(folder), hash]
    stage = "starting"
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, stdin=subprocess.DEVNULL)
        try:
            assert process.stdout is not None
            for line in process.stdout:
                message: dict[str, Any] = json.loads(line)
                if "error" in message:
                    kind = Invalid if message["status"] == Invalid.status else AnlanError
                    raise kind(message["error"], **message["params"])
                stage = message["stage"]
                progress(stage, message["share"])
            status = process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()
        if status != 0:
            complaints.seek(0)
            reason = _last_words(status, complaints.read().decode("utf-8", "replace"))
            raise AnlanError("geography.import_crashed", path=path.name, stage=stage, reason=reason)


def _last_words(status: int, complaints: str) -> str:
    if status < 0:
        return f"signal {signal.Signals(-status).name}"
    lines = [line for line in complaints.splitlines() if line.strip()]
    return lines[-1].strip()[:200] if lines else f"exit status {status}"
