"""The refusals that only sign-in and the door know."""

from typing import Any

from anlan.errors import AnlanError

__all__ = ["SessionLocked", "SignInNeeded", "TooManyTries"]


class SignInNeeded(AnlanError):
    """Nobody is signed in here, or the session has ended."""

    status = 401


class SessionLocked(AnlanError):
    """The session waits for its password."""

    status = 423


class TooManyTries(AnlanError):
    """Wait `retry_after` seconds; the delay is short, and is for this name from this address alone."""

    status = 429

    def __init__(self, code: str, *, retry_after: int, **params: Any) -> None:
        super().__init__(code, retry_after=retry_after, **params)
        self.retry_after = retry_after
