"""Sign-in names and password hashes: kept like keys, apart from the journal, because they must be replaceable
and truly forgotten (docs/decisions/0020-credentials-beside-the-keys.md). A name is stored as a keyed hash only."""

import dataclasses
import unicodedata
import uuid
from datetime import timedelta
from typing import Any

import asyncpg

from anlan.clock import Clock
from anlan.errors import Refused
from anlan.journal.keys import Keys

__all__ = ["Credential", "Credentials", "normal_name"]


def normal_name(name: str) -> str:
    """The form under which a sign-in name is compared: width, case and blanks at the ends make no difference."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


@dataclasses.dataclass(frozen=True, slots=True)
class Credential:
    """Whose name it is, and the Argon2id hash of the password."""

    account_id: str
    password_hash: str


class Credentials:
    """The table `access.credentials`."""

    def __init__(self, pool: "asyncpg.Pool[Any]", keys: Keys, wall: Clock) -> None:
        self._pool = pool
        self._keys = keys
        self._wall = wall

    def index(self, name: str) -> bytes:
        """The blind index of a sign-in name (32 bytes)."""
        return self._keys.blind("sign-in-name", normal_name(name))

    async def find(self, name: str) -> Credential | None:
        return _credential(
            await self._pool.fetchrow(
                "select account_id, password_hash from access.credentials where name_index = $1", self.index(name)
            )
        )

    async def of_account(self, account_id: str) -> Credential | None:
        return _credential(
            await self._pool.fetchrow(
                "select account_id, password_hash from access.credentials where account_id = $1",
                uuid.UUID(account_id),
            )
        )

    async def abandoned(self, name: str, seconds: int) -> str | None:
        """The account that has this name, if it was given longer ago than `seconds`."""
        found = await self._pool.fetchval(
            "select account_id from access.credentials where name_index = $1 and changed_at < $2",
            self.index(name),
            self._wall.now() - timedelta(seconds=seconds),
        )
        return str(found) if found else None

    async def keep(self, account_id: str, name: str, password_hash: str) -> None:
        """Set name and password of an account. Raises `Refused` when the name is another's."""
        try:
            await self._pool.execute(
                "insert into access.credentials (account_id, name_index, password_hash, changed_at)"
                " values ($1, $2, $3, $4)"
                " on conflict (account_id) do update set name_index = $2, password_hash = $3, changed_at = $4",
                uuid.UUID(account_id),
                self.index(name),
                password_hash,
                self._wall.now(),
            )
        except asyncpg.UniqueViolationError:
            raise Refused("account.name_taken", fields=[("login", "account.name_taken")]) from None

    async def replace_password(self, account_id: str, password_hash: str) -> None:
        await self._pool.execute(
            "update access.credentials set password_hash = $2, changed_at = $3 where account_id = $1",
            uuid.UUID(account_id),
            password_hash,
            self._wall.now(),
        )

    async def forget(self, account_id: str) -> None:
        """Nobody can sign in as this account any more, and its name is free."""
        await self._pool.execute("delete from access.credentials where account_id = $1", uuid.UUID(account_id))


def _credential(row: Any) -> Credential | None:
    return Credential(str(row["account_id"]), row["password_hash"]) if row else None
