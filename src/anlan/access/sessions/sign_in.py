"""Signing in and out, switching at a desk, unlocking: every one of them an event of the account.

An unknown name costs the caller and us what a known one costs (one Argon2id, one durable event) and is answered
the same, so that trying tells nothing about who has an account.
"""

import uuid
from datetime import datetime, timedelta

from anlan.access.accounts.credentials import Credentials
from anlan.access.accounts.events import SignedIn, SignedOut, SignInRefused
from anlan.access.accounts.passwords import Passwords
from anlan.access.accounts.state import NOBODY, AccountState, account_stream
from anlan.access.refusals import SignInNeeded
from anlan.access.sessions.store import Opened, Session, Sessions
from anlan.access.sessions.tries import Tries
from anlan.errors import Forbidden
from anlan.ids import derived_id, new_id
from anlan.journal import Context, Decision, Event, Journal, Planned, Streams

__all__ = ["SignIn"]


class SignIn:
    """The way from a name and a password to a session."""

    def __init__(
        self,
        journal: Journal,
        credentials: Credentials,
        passwords: Passwords,
        sessions: Sessions,
        tries: Tries,
    ) -> None:
        self._journal = journal
        self._credentials = credentials
        self._passwords = passwords
        self._sessions = sessions
        self._tries = tries

    async def prove(self, login: str, password: str, address: str) -> AccountState:
        """The account whose name and password these are. Raises `SignInNeeded` or `TooManyTries`."""
        index = self._credentials.index(login)
        await self._tries.begin(index, address)
        credential = await self._credentials.find(login)
        right = await self._passwords.matches(credential.password_hash if credential else None, password)
        stream = account_stream(credential.account_id) if credential else NOBODY
        state = await self._journal.state(stream, AccountState)
        if credential is None or state is None or not right or state.disabled:
            reason = "unknown" if credential is None else "disabled" if right else "password"
            await self._note(new_id(), stream, SignInRefused(reason=reason, address=address))
            raise SignInNeeded("session.refused")
        await self._tries.succeeded(index, address)
        if self._passwords.outdated(credential.password_hash):
            await self._credentials.replace_password(state.id, await self._passwords.hash(password))
        return state

    async def open(
        self, state: AccountState, address: str, *, key: str | None = None, way: str = "password"
    ) -> Opened:
        """A session for an account that has proved itself. `key` is the `Idempotency-Key`: a sign-in repeated
        under it is the same session."""
        session_id = derived_id("session", state.id, key) if key else new_id()
        signed_in = SignedIn(session_id=session_id, way=way, address=address)
        await self._note(derived_id("signed-in", session_id), account_stream(state.id), signed_in, state.id)
        await self._sessions.forget_old()
        await self._tries.forget_old()
        return await self._sessions.open(session_id, state.id)

    async def open_program(self, account_id: str, label: str, session_id: str, seconds: int) -> Opened:
        """A bearer token for a program that acts as this account. The same id again gives a new token in place
        of the old."""
        signed_in = SignedIn(session_id=session_id, way="program")
        await self._note(derived_id("signed-in", session_id), account_stream(account_id), signed_in, account_id)
        return await self._sessions.open(
            session_id, account_id, kind="program", label=label, life=timedelta(seconds=seconds)
        )

    async def unlock(self, session: Session, password: str, address: str) -> None:
        """Take the lock off with the password of the session's own account. Raises as `prove_again` does."""
        await self.prove_again(session.account_id, password, address)
        await self._sessions.unlock(session.id)

    async def prove_again(self, account_id: str, password: str, address: str) -> None:
        """The person of this account is really there. Raises `Forbidden` or `TooManyTries`."""
        place = derived_id("unlock", account_id).encode()
        await self._tries.begin(place, address)
        credential = await self._credentials.of_account(account_id)
        if not await self._passwords.matches(credential.password_hash if credential else None, password):
            refused = SignInRefused(reason="unlock", address=address)
            await self._note(new_id(), account_stream(account_id), refused)
            raise Forbidden("session.wrong_password")
        await self._tries.succeeded(place, address)

    async def close(self, session: Session, reason: str = "asked") -> None:
        """End a session. Twice is once."""
        signed_out = SignedOut(session_id=session.id, reason=reason)
        await self._note(
            derived_id("signed-out", session.id), account_stream(session.account_id), signed_out, session.account_id
        )
        await self._sessions.end(session.id)

    async def was_closed(self, account_id: str, session_id: str) -> bool:
        """Whether this was a session of the account and has been closed."""
        stream = await self._journal.pool.fetchval(
            "select e.stream from work.commands c join journal.events e using (seq) where c.command_id = $1",
            uuid.UUID(derived_id("signed-out", session_id)),
        )
        return stream is not None and stream == account_stream(account_id)

    async def _note(self, command_id: str, stream: str, event: Event, account_id: str | None = None) -> None:
        def decided(streams: Streams, now: datetime) -> Decision:
            return Decision([Planned(stream, event)])

        actor = f"account:{account_id}" if account_id else "system:sign-in"
        await self._journal.run(Context(command_id=command_id, actor=actor), [stream], decided)
