"""The names colleagues see beside each other's acts.

A staff name is sealed under its account's own key and opened here, each time it is shown, so that an erased
account is nameless from that moment. Names of colleagues on shared screens are part of the work itself and are
not written in the readings log; everything about callers is (see `door`).
"""

from collections.abc import Iterable
from typing import Any

import asyncpg

from anlan.access.accounts.events import AccountNamed
from anlan.access.accounts.state import AccountState, account_stream
from anlan.journal import Journal, Mark
from anlan.journal.records import COLUMNS, Recorded, from_row

__all__ = ["StaffNames"]

_SEALED = frozenset({Mark.PERSONAL})
_KEPT = 20_000


class StaffNames:
    """Names by account. Keeps ciphertext in memory, never the name."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._kept: dict[tuple[str, int], Recorded] = {}

    async def of(self, states: Iterable[AccountState]) -> dict[str, str]:
        """Account id -> name; an account that has none, or whose key is gone, is left out."""
        wanted = [(account_stream(state.id), state.named_at) for state in states if state.named_at]
        missing = [key for key in wanted if key not in self._kept]
        if missing:
            await self._fetch(self._journal.pool, missing)
        names: dict[str, str] = {}
        for key in wanted:
            record = self._kept.get(key)
            if record is not None:
                event = self._journal.open(record, _SEALED)
                if isinstance(event, AccountNamed) and event.name:
                    names[key[0].partition(":")[2]] = event.name
        return names

    async def of_ids(self, account_ids: Iterable[str]) -> dict[str, str]:
        """The same by id, for cards and timelines. Ids of no account are left out."""
        streams = [account_stream(account_id) for account_id in account_ids]
        found = [await self._journal.state(stream, AccountState) for stream in dict.fromkeys(streams)]
        return await self.of([state for state in found if state is not None])

    async def _fetch(self, pool: "asyncpg.Pool[Any]", missing: list[tuple[str, int]]) -> None:
        if len(self._kept) + len(missing) > _KEPT:
            self._kept.clear()
        rows = await pool.fetch(
            f"select {COLUMNS} from journal.events e"
            " join unnest($1::text[], $2::integer[]) as w(at_stream, at_version)"
            " on e.stream = w.at_stream and e.version = w.at_version",
            [stream for stream, _ in missing],
            [version for _, version in missing],
        )
        for row in rows:
            self._kept[row["stream"], row["version"]] = from_row(row)
