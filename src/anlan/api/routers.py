"""Every module's router, in the order of the way through the house. The whole table of what HTTP offers."""

import re

from fastapi import APIRouter

from anlan.access.accounts import routes as accounts
from anlan.access.agencies import routes as agencies
from anlan.access.readings import routes as readings
from anlan.access.sessions import routes as sessions
from anlan.api.gate import RawBody
from anlan.command import routes as command
from anlan.flow.closure import routes as closure
from anlan.flow.dispatch import routes as dispatch
from anlan.flow.incident import routes as incident
from anlan.flow.intake import routes as intake
from anlan.flow.response import routes as response
from anlan.flow.review import routes as review
from anlan.force import routes as force
from anlan.force import routes_desks as desks
from anlan.geography import routes as geography
from anlan.live import routes as live

__all__ = ["RAW_BODIES", "ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    accounts.router,
    agencies.router,
    readings.router,
    geography.router,
    force.router,
    desks.router,
    command.router,
    intake.router,
    incident.router,
    dispatch.router,
    response.router,
    closure.router,
    review.router,
    live.router,
)

PICTURE_BYTES = 8 << 20

RAW_BODIES: tuple[RawBody, ...] = (
    RawBody(
        re.compile(r"^/api/v1/incidents/[^/]+/pictures$"), ("image/jpeg", "image/png", "image/webp"), PICTURE_BYTES
    ),
)
