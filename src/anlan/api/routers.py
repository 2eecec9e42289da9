"""Every module's router, in the order of the way through the house. The whole table of what HTTP offers."""

import re

from fastapi import APIRouter

from anlan.access.accounts import routes as accounts
from anlan.access.agencies import routes as agencies
from anlan.access.readings import routes as readings
from anlan.access.sessions import routes as sessions
from anlan.api.gate import RawBody
from anlan.live import routes as live

__all__ = ["RAW_BODIES", "ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    accounts.router,
    agencies.router,
    readings.router,
    live.router,
)

PICTURE_BYTES = 8 << 20

RAW_BODIES: tuple[RawBody, ...] = (
    RawBody(
        re.compile(r"^/api/v1/incidents/[^/]+/pictures$"), ("image/jpeg", "image/png", "image/webp"), PICTURE_BYTES
    ),
)
