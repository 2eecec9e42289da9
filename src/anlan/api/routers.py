"""Every module's router, in the order of the way through the house. The whole table of what HTTP offers."""

from fastapi import APIRouter

from anlan.access.accounts import routes as accounts
from anlan.access.agencies import routes as agencies
from anlan.access.readings import routes as readings
from anlan.access.sessions import routes as sessions
from anlan.api.gate import RawBody

__all__ = ["RAW_BODIES", "ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    accounts.router,
    agencies.router,
    readings.router,
)

RAW_BODIES: tuple[RawBody, ...] = ()
