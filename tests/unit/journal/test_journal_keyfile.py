"""The key file: many processes and threads, torn writes, damage, and a master key that is made once."""

import os
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from anlan.journal.keyfile import KeyFile
from anlan.journal.keys import Keys, person_key, scope_key

CHECK = bytes(16)
SLOT, HEADER = 128, 128


def key(n: int) -> bytes:
    return n.to_bytes(16, "big")


def make(file: KeyFile, *numbers: int) -> None:
    file.make([(key(n), None) for n in numbers], lambda key_id, _: key_id.ljust(60, b"k"))


def wrapped(file: KeyFile, n: int) -> bytes | None:
    slot = file.find(key(n))
    return slot.wrapped if slot else None


async def test_two_processes_that_make_the_same_keys_at_once_agree(tmp_path: Path) -> None:
    # A person's key must be wrapped by the scope's key that was kept, whoever made that.
    for n in range(20):
        first, second = Keys(tmp_path / "keys", tmp_path / "secret"), Keys(tmp_path / "keys", tmp_path / "secret")
        scope, person = scope_key(f"s{n}"), person_key(f"s{n}", "p")
        with ThreadPoolExecutor() as pool:
            start = threading.Barrier(2)

            def both(keys: Keys, start: threading.Barrier = start, scope: str = scope, person: str = person) -> None:
                start.wait()
                keys._make([(scope, None), (person, scope)])

            for done in [pool.submit(both, each) for each in (first, second)]:
                done.result()
        blob = first.encrypt(person, b"x", b"")
        assert blob is not None and second.decrypt(person, blob, b"") == b"x"
        first.close()
        second.close()


def test_many_threads_neither_lose_nor_double_a_key(tmp_path: Path) -> None:
    files = [KeyFile(tmp_path / "keys", CHECK) for _ in range(3)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: make(files[n % 3], n % 40, n % 40 + 1000), range(400)))
        found = list(pool.map(lambda n: wrapped(files[n % 3], n % 40), range(400)))
    assert None not in found
    assert (tmp_path / "keys").stat().st_size == HEADER + 80 * SLOT
    for file in files:
        file.close()


@pytest.mark.parametrize("cut", [1, 64, 96])
def test_a_torn_write_is_not_there_and_does_not_come_back(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "keys"
    file = KeyFile(path, CHECK)
    make(file, 1)
    size = path.stat().st_size
    make(file, 2, 3)
    file.close()
    # The machine stopped: the first of two slots came to the disk in part, the second whole, and nothing of the note
    # of how far the file was good.
    with path.open("r+b") as raw:
        raw.seek(size + cut)
        raw.write(bytes(SLOT - cut))
        raw.seek(64)
        noted = size.to_bytes(8, "big")
        raw.write(noted + zlib.crc32(noted).to_bytes(4, "big"))
    file = KeyFile(path, CHECK)
    assert wrapped(file, 1) and file.find(key(2)) is None and file.find(key(3)) is None
    make(file, 4)
    again = KeyFile(path, CHECK)
    assert [n for n in range(1, 5) if again.find(key(n))] == [1, 4]
    again.close()
    file.close()


def test_a_damaged_slot_is_said_and_nothing_after_it_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    file, other = KeyFile(path, CHECK), KeyFile(path, CHECK)
    make(file, 1, 2, 3)
    before = path.read_bytes()
    with path.open("r+b") as raw:
        raw.seek(HEADER + SLOT + 40)
        raw.write(b"\xff")
    for attempt in (lambda: KeyFile(path, CHECK), lambda: make(other, 9), lambda: file.find(key(2))):
        with pytest.raises(ValueError, match="damaged at byte"):
            attempt()
    assert path.read_bytes()[HEADER + 2 * SLOT :] == before[HEADER + 2 * SLOT :]
    file.close()
    other.close()


def test_what_another_process_wrote_but_did_not_sync_is_synced_before_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, other = KeyFile(tmp_path / "keys", CHECK), KeyFile(tmp_path / "keys", CHECK)
    make(file, 1)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    make(other, 1)
    assert len(synced) == 1
    make(other, 1)
    assert len(synced) == 1
    file.close()
    other.close()


def test_a_full_disk_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = KeyFile(tmp_path / "keys", CHECK)
    make(file, 1)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            make(file, 2)
    assert (tmp_path / "keys").stat().st_size == HEADER + SLOT
    assert file.find(key(2)) is None
    make(file, 2)
    assert wrapped(file, 2)
    file.close()


def test_a_destroyed_key_is_overwritten_and_never_made_again(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    file, other = KeyFile(path, CHECK), KeyFile(path, CHECK)
    make(file, 1, 2)
    secret = wrapped(file, 1)
    assert secret and secret in path.read_bytes()
    assert other.destroy(key(1)) is True
    assert other.destroy(key(1)) is False
    assert other.destroy(key(7)) is False
    assert secret not in path.read_bytes()
    make(file, 1, 7)
    for each in (file, other, KeyFile(path, CHECK)):
        assert [wrapped(each, n) is None for n in (1, 2, 7)] == [True, False, True]
        each.close()


async def test_a_key_nobody_made_is_a_mistake_not_an_erasure(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys", tmp_path / "secret")
    with pytest.raises(LookupError):
        keys.encrypt(scope_key("never"), b"words", b"")
    keys.close()


def test_the_master_key_is_made_once_by_many_starts_at_the_same_moment(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from anlan.journal.keys import Keys; sys.stdin.read();"
        "f = Path(sys.argv[1]); print(Keys(f / 'k', f / 's').blind('a', 'b').hex())"
    )
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for start in starts:
        assert start.stdin is not None
        start.stdin.close()
        start.stdin = None
    assert len({start.communicate()[0] for start in starts}) == 1
    assert (tmp_path / "s").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("*.new"))


def test_a_start_that_was_killed_while_making_it_is_made_good_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "secret.new").write_text("abc", "ascii")
    Keys(tmp_path / "keys", tmp_path / "secret").close()
    assert len((tmp_path / "secret").read_text("ascii")) == 65


def test_a_master_key_that_is_missing_wrong_or_spoilt_is_said(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    Keys(tmp_path / "keys", secret).close()
    right = secret.read_text("ascii")
    secret.unlink()
    with pytest.raises(ValueError, match="put it back"):
        Keys(tmp_path / "keys", secret)
    assert not secret.exists()
    secret.write_text("ab" * 32, "ascii")
    with pytest.raises(ValueError, match="another master key"):
        Keys(tmp_path / "keys", secret)
    secret.write_text("ab", "ascii")
    with pytest.raises(ValueError, match="64 hexadecimal"):
        Keys(tmp_path / "keys", secret)
    secret.write_text(right, "ascii")
    Keys(tmp_path / "keys", secret).close()


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(b"x" * 500)
    with pytest.raises(ValueError, match="not a key file"):
        KeyFile(tmp_path / "keys", CHECK)
    assert (tmp_path / "keys").read_bytes() == b"x" * 500
