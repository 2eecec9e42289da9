"""The demo's accounts, told only to the machine the demo runs on."""

import ipaddress
import re
from typing import Any

import msgspec
from fastapi import FastAPI, Request

from anlan.api.platform import Platform
from anlan.api.wire_answers import DemoAccounts
from anlan.errors import Forbidden, NotFound

__all__ = ["add_demo"]

_NAMES = ("localhost", "127.0.0.1", "[::1]")


def add_demo(app: FastAPI, platform: Platform, prefix: str) -> None:
    """Add `GET /demo/accounts`, only where this is a demo."""
    path = platform.demo_accounts
    if path is None:
        return

    @app.get(
        f"{prefix}/demo/accounts", response_model=DemoAccounts, tags=["demo"], openapi_extra={"x-problems": [403]}
    )
    async def demo_accounts(request: Request) -> dict[str, Any]:
        """The accounts of the fictional city, for signing in with one touch on the machine itself."""
        # The host's name is checked as well, so that no foreign page can ask through a name that it points here.
        host = re.sub(r":[0-9]+$", "", request.headers.get("host", ""))
        if not _is_loopback(request) or host not in _NAMES:
            raise Forbidden("request.loopback_only")
        if not path.is_file():
            raise NotFound("request.not_found")
        return {"items": msgspec.json.decode(path.read_bytes())}


def _is_loopback(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
