"""An application over a router of the test's own: no database, nothing of policing."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, Field

from anlan.api import Platform, create_app
from anlan.api.gate import RawBody
from anlan.clock import ManualClock
from anlan.errors import Forbidden, Refused
from anlan.settings import Settings

router = APIRouter()


class Told(BaseModel):
    text: Annotated[str, Field(max_length=20)]
    count: int = 0
    place: tuple[float, float] | None = None


@router.post("/things", response_model=Told, status_code=201)
async def make(told: Told) -> Told:
    return told


@router.get("/things/{thing_id}", response_model=Told)
async def get(thing_id: str, limit: int = 1) -> Told:
    return Told(text=thing_id[:20], count=limit)


@router.delete("/things/{thing_id}", status_code=204)
async def end(thing_id: str) -> None:
    raise Refused("agency.changed")


@router.get("/broken")
async def broken() -> None:
    raise RuntimeError("陈静 13800000000")


@router.get("/closed")
async def closed() -> None:
    raise Forbidden("access.role", role="analyst", act="dispatch")


@router.get("/away")
async def away() -> None:
    raise ConnectionRefusedError("no such socket")


@router.post("/pictures/{thing_id}", status_code=201)
async def picture(thing_id: str, request: Request) -> dict[str, int]:
    return {"bytes": len(await request.body())}


RAW = (RawBody(re.compile(r"^/api/v1/pictures/[^/]+$"), ("image/png",), 2000),)

Asked = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def make_app(tmp_path: Path) -> Callable[..., FastAPI]:
    """An application with whatever of the platform a test sets."""

    def made(**more: Any) -> FastAPI:
        async def settle(seq: int) -> int:
            return seq

        platform = Platform(
            settings=Settings(language="en"),
            clock=ManualClock(datetime(2026, 3, 1, tzinfo=UTC)),
            services=more.pop("services", {}),
            settle=settle,
            console=more.pop("console", tmp_path / "console"),
            **more,
        )
        return create_app(platform, routers=[router], raw=RAW)

    return made


@pytest.fixture
def asking() -> Asked:
    """A client of an application, as if from `address`."""

    @asynccontextmanager
    async def client(app: FastAPI, address: str = "127.0.0.1") -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(app, client=(address, 5000), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8110") as found:
            yield found

    return client


@pytest.fixture
async def client(make_app: Callable[..., FastAPI], asking: Asked) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the plain application."""
    async with asking(make_app()) as found:
        yield found
