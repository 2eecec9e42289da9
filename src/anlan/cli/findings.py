"""One thing that `doctor` looked at."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """`note` is something that only some need; `lack` keeps the platform from running."""

    ok = "ok"
    note = "note"
    lack = "lack"


@dataclass(frozen=True)
class Finding:
    """What was found, and what to do about it when it is not as it should be."""

    name: str
    state: State
    found: str
    mend: str = ""


def ok(name: str, found: str) -> Finding:
    return Finding(name, State.ok, found)


def note(name: str, found: str, mend: str) -> Finding:
    return Finding(name, State.note, found, mend)


def lack(name: str, found: str, mend: str) -> Finding:
    return Finding(name, State.lack, found, mend)
