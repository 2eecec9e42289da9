"""Who opened whose data: for auditors, and each person's own lines for themselves."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from anlan.access.assembled import Access
from anlan.access.http import Act, Signed, may
from anlan.access.readings.reasons import in_words
from anlan.access.wire import Cursor, Limit, next_cursor, read_cursor, service
from anlan.clock import iso
from anlan.errors import Forbidden

router = APIRouter(tags=["readings"])

Door = Annotated[Access, service(Access)]
Incident = Annotated[str | None, Query(max_length=100, description="Only openings of this incident.")]
Person = Annotated[str | None, Query(max_length=100, description="Only openings by this account.")]


class ReadingItem(BaseModel):
    """One opening; `because` says why it was this person's work."""

    position: int
    id: str
    account_id: str
    account_name: str
    incident_id: str
    view: str
    at: str
    because: str
    because_en: str


class ReadingPage(BaseModel):
    items: list[ReadingItem]
    next: str | None


@router.get("/readings", response_model=ReadingPage)
async def list_readings(
    signed: Signed,
    access: Door,
    incident_id: Incident = None,
    account_id: Person = None,
    limit: Limit = 200,
    cursor: Cursor = None,
) -> ReadingPage:
    """The readings log, oldest first. Auditors read all of it; everybody else their own lines."""
    if not may(signed, Act.READING_READ):
        if account_id not in (None, signed.account_id):
            raise Forbidden("access.role", role=signed.role.value, act=Act.READING_READ.value)
        account_id = signed.account_id
    after = read_cursor(cursor, int)
    person = _uuid(account_id)
    if account_id is not None and person is None:
        return ReadingPage(items=[], next=None)
    rows = await access.readings.page(
        after=after[0] if after else 0, limit=limit + 1, incident_id=incident_id, account_id=person
    )
    page = rows[:limit]
    names = await access.names.of_ids(row.account_id for row in page)
    items = []
    for row in page:
        english, chinese = in_words(row.because)
        items.append(
            ReadingItem(
                position=row.position,
                id=row.id,
                account_id=row.account_id,
                account_name=names.get(row.account_id, ""),
                incident_id=row.incident_id,
                view=row.view,
                at=iso(row.at),
                because=chinese,
                because_en=english,
            )
        )
    more = next_cursor(page[-1].position) if len(rows) > limit else None
    return ReadingPage(items=items, next=more)


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
