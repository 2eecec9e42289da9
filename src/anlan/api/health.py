"""`/healthz`, `/readyz`, `/metrics`: for whoever watches the machine. Nothing here is about a person."""

import asyncio
import logging

from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response

from anlan.access import Access
from anlan.api.metrics import Metrics
from anlan.api.platform import Platform
from anlan.api.wire_answers import Health, Ready

__all__ = ["add_health"]

log = logging.getLogger(__name__)

_CHECK_SECONDS = 5.0


def add_health(app: FastAPI, platform: Platform, metrics: Metrics) -> None:
    """Add the three addresses at the root."""

    @app.get("/healthz", response_model=Health, tags=["health"], summary="The process answers")
    async def healthz() -> Health:
        return Health(status="ok")

    @app.get(
        "/readyz",
        response_model=Ready,
        responses={503: {"model": Ready, "description": "Not yet; `checks` says what is missing."}},
        tags=["health"],
        summary="Accounts, sign-in, units with positions and the loop are there",
    )
    async def readyz(request: Request, response: Response) -> Ready:
        names = ["accounts", *platform.ready]
        results = await asyncio.gather(_accounts(platform), *(_true(platform, name) for name in platform.ready))
        checks = dict(zip(names, results, strict=True))
        ready = all(results)
        response.status_code = 200 if ready else 503
        response.headers["Cache-Control"] = "no-store"
        return Ready(ready=ready, checks=checks)

    @app.get(
        "/metrics",
        response_class=PlainTextResponse,
        tags=["health"],
        summary="Figures in Prometheus' text format",
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    async def figures() -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def _accounts(platform: Platform) -> bool:
    """Somebody can sign in: the database answers and an account is there."""
    try:
        access: Access = platform.services[Access]
        return bool(await asyncio.wait_for(access.accounts.all(), _CHECK_SECONDS))
    except Exception as error:  # whatever is wrong, the answer is "not ready"
        log.info("not ready, accounts: %s", type(error).__name__)
        return False


async def _true(platform: Platform, name: str) -> bool:
    try:
        return await asyncio.wait_for(platform.ready[name](), _CHECK_SECONDS)
    except Exception as error:  # whatever is wrong, the answer is "not ready"
        log.info("not ready, %s: %s", name, type(error).__name__)
        return False
