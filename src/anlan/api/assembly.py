"""One application from everything modules offer. Order of layers, outermost first: envelope, gate, routes."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.responses import Response

from anlan import __version__
from anlan.access.sessions.shapes import Surroundings
from anlan.api.console import add_console
from anlan.api.demo import add_demo
from anlan.api.envelope import Envelope
from anlan.api.gate import Gate, RawBody
from anlan.api.health import add_health
from anlan.api.metrics import Metrics
from anlan.api.openapi import make_document
from anlan.api.platform import Platform
from anlan.api.problems import add_handlers
from anlan.api.routers import RAW_BODIES, ROUTERS
from anlan.journal.records import canonical

__all__ = ["PREFIX", "create_app"]

PREFIX = "/api/v1"


def create_app(
    platform: Platform,
    routers: Sequence[APIRouter] = ROUTERS,
    raw: tuple[RawBody, ...] = RAW_BODIES,
) -> FastAPI:
    """The application of a platform. It neither starts nor stops anything itself except through
    `platform.lifespan`."""
    metrics = Metrics(platform.gauges)
    app = FastAPI(
        title="Anlan 安澜",
        version=__version__,
        description="Emergency response and command: from a report to its replay.",
        lifespan=platform.lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[Middleware(Envelope, metrics=metrics), Middleware(Gate, raw=raw)],
    )
    app.state.platform = platform
    app.state.services = {Surroundings: _surroundings(platform), **platform.services}
    app.state.settle = platform.settle
    add_handlers(app)
    for router in routers:
        app.include_router(router, prefix=PREFIX)
    add_demo(app, platform, PREFIX)
    add_health(app, platform, metrics)
    _add_document(app, raw)
    add_console(app, platform.console)
    return app


def _surroundings(platform: Platform) -> Surroundings:
    return Surroundings(
        time_zone=platform.settings.time_zone,
        clock=platform.clock,
        speed=platform.speed,
        demo=platform.demo_accounts is not None,
        fictional=platform.fictional,
        language=platform.settings.language,
    )


def _add_document(app: FastAPI, raw: tuple[RawBody, ...]) -> None:
    made: dict[str, Any] = {}

    def document() -> dict[str, Any]:
        if not made:
            made.update(make_document(app, raw))
        return made

    app.openapi = document  # type: ignore[method-assign]

    @app.get("/api/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        return Response(canonical(document()), media_type="application/json")
