"""The journal 日志: everything the platform is told, decides or shows, in one append-only order.

It promises: what was acknowledged is kept; a command id answers once; positions are dense and never filled in
behind a reader; fields marked operational or personal reach the database encrypted; timers fire once. It knows
nothing of policing.
"""

from anlan.journal.decisions import Context, Decision, Done, Effect, Planned, Streams, TimerSet
from anlan.journal.events import Event, Mark, Operational, Personal, Public, event_types, marks_of
from anlan.journal.journal import Journal
from anlan.journal.records import Recorded, Stamp
from anlan.journal.streams import evolve, evolves, register

__all__ = [
    "Context",
    "Decision",
    "Done",
    "Effect",
    "Event",
    "Journal",
    "Mark",
    "Operational",
    "Personal",
    "Planned",
    "Public",
    "Recorded",
    "Stamp",
    "Streams",
    "TimerSet",
    "event_types",
    "evolve",
    "evolves",
    "marks_of",
    "register",
]
