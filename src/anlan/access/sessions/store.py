"""Sessions: who is signed in where. Only a hash of each token is kept; times are the wall's."""

import dataclasses
import hashlib
import hmac
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from anlan.clock import Clock
from anlan.journal.keys import Keys

__all__ = ["Opened", "Session", "Sessions"]

_COLUMNS = "id, account_id, kind, label, created_at, seen_at, locked_at, expires_at"
_NOTE_EVERY = timedelta(seconds=20)


@dataclasses.dataclass(frozen=True, slots=True)
class Session:
    """`kind` is `browser` (cookie) or `program` (bearer token, never locked by idleness)."""

    id: str
    account_id: str
    kind: str
    label: str | None
    created_at: datetime
    seen_at: datetime
    locked_at: datetime | None
    expires_at: datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Opened:
    """A session as its owner gets it, once: the token is nowhere else."""

    session: Session
    token: str
    csrf: str


class Sessions:
    """The table `access.sessions`. `idle` is how long a session may rest before it locks."""

    def __init__(
        self,
        pool: "asyncpg.Pool[Any]",
        keys: Keys,
        wall: Clock,
        *,
        idle: timedelta = timedelta(minutes=15),
        life: timedelta = timedelta(days=7),
    ) -> None:
        self._pool = pool
        self._keys = keys
        self._wall = wall
        self.idle = idle
        self.life = life

    async def open(
        self,
        session_id: str,
        account_id: str,
        *,
        kind: str = "browser",
        label: str | None = None,
        life: timedelta | None = None,
    ) -> Opened:
        """Begin a session under this id. Asked again for the same id it gives a new token and the old one ends, so
        a repeated sign-in is one session."""
        now = self._wall.now()
        token = secrets.token_urlsafe(32)
        row = await self._pool.fetchrow(
            "insert into access.sessions as s"
            " (id, account_id, kind, label, token_hash, created_at, seen_at, expires_at)"
            " values ($1, $2, $3, $4, $5, $6, $6, $7)"
            " on conflict (id) do update set token_hash = $5, seen_at = $6, locked_at = null"
            f" where s.account_id = $2 returning {_COLUMNS}",
            uuid.UUID(session_id),
            uuid.UUID(account_id),
            kind,
            label,
            _hash(token),
            now,
            now + (life or self.life),
        )
        if row is None:
            raise ValueError(f"session {session_id} belongs to another account")
        return Opened(_session(row), token, self.csrf(session_id))

    async def find(self, token: str) -> Session | None:
        """The living session of a token."""
        row = await self._pool.fetchrow(
            f"select {_COLUMNS} from access.sessions where token_hash = $1 and expires_at > $2",
            _hash(token),
            self._wall.now(),
        )
        return _session(row) if row else None

    def csrf(self, session_id: str) -> str:
        """What `X-CSRF-Token` must carry with this session's cookie."""
        return self._keys.blind("csrf", session_id).hex()

    def csrf_is_right(self, session_id: str, given: str | None) -> bool:
        return given is not None and hmac.compare_digest(self.csrf(session_id).encode(), given.encode())

    def is_idle(self, session: Session) -> bool:
        """Whether it has rested so long that it locks, unless its desk is at work."""
        return session.kind == "browser" and self._wall.now() - session.seen_at > self.idle

    async def seen(self, session: Session) -> None:
        """The person did something. Written at most every few seconds."""
        now = self._wall.now()
        if now - session.seen_at > min(_NOTE_EVERY, self.idle / 4):
            await self._pool.execute(
                "update access.sessions set seen_at = greatest(seen_at, $2) where id = $1", uuid.UUID(session.id), now
            )

    async def lock(self, session_id: str) -> None:
        await self._pool.execute(
            "update access.sessions set locked_at = coalesce(locked_at, $2) where id = $1",
            uuid.UUID(session_id),
            self._wall.now(),
        )

    async def unlock(self, session_id: str) -> None:
        await self._pool.execute(
            "update access.sessions set locked_at = null, seen_at = $2 where id = $1",
            uuid.UUID(session_id),
            self._wall.now(),
        )

    async def end(self, session_id: str) -> None:
        await self._pool.execute("delete from access.sessions where id = $1", uuid.UUID(session_id))

    async def end_all(self, account_id: str) -> list[str]:
        """End every session and token of an account; answers their ids."""
        rows = await self._pool.fetch(
            "delete from access.sessions where account_id = $1 returning id", uuid.UUID(account_id)
        )
        return [str(row["id"]) for row in rows]

    async def programs(self, account_id: str) -> list[Session]:
        """The bearer tokens of an account, newest first."""
        rows = await self._pool.fetch(
            f"select {_COLUMNS} from access.sessions where account_id = $1 and kind = 'program'"
            " order by created_at desc, id",
            uuid.UUID(account_id),
        )
        return [_session(row) for row in rows]

    async def forget_old(self) -> None:
        """Drop the sessions that have expired."""
        await self._pool.execute("delete from access.sessions where expires_at <= $1", self._wall.now())


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _session(row: Any) -> Session:
    return Session(
        str(row["id"]),
        str(row["account_id"]),
        row["kind"],
        row["label"],
        row["created_at"],
        row["seen_at"],
        row["locked_at"],
        row["expires_at"],
    )
