"""How incidents ended, and what is owed after that."""

from datetime import datetime

from anlan.journal import Event, Personal, Public

__all__ = ["CallBackDone", "CallBackOwed", "Closed", "Reopened"]


class Closed(Event, kind="closure.closed"):
    """A person judged it over. `disposition` is a code of the settings' list."""

    disposition: Public[str]
    note: Personal[str | None] = None


class Reopened(Event, kind="closure.reopened"):
    """A person took it up again."""

    reason: Personal[str | None] = None


class CallBackOwed(Event, kind="closure.call_back_owed"):
    """The caller is to hear from us by then."""

    due_at: Public[datetime]


class CallBackDone(Event, kind="closure.call_back_done"):
    """The caller was called back, or is not to be any more (`needed` false: it was reopened)."""

    needed: Public[bool] = True
