"""The application's routes, flat: every path with its methods and endpoint, routers included."""

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

__all__ = ["EVERYTHING_ELSE", "allowed_methods", "api_routes", "templates"]

EVERYTHING_ELSE = "/{path:path}"
"""The console's address: what no module took."""


def api_routes(app: FastAPI) -> Iterator[tuple[str, set[str], Any]]:
    """`(path template, methods, route)` of every HTTP route that modules gave."""
    for context in iter_route_contexts(app.router.routes):
        if isinstance(context.original_route, APIRoute) and context.path is not None:
            yield context.path, set(context.methods or ()), context


def allowed_methods(app: FastAPI, path: str) -> list[str]:
    """What modules take at a path, over all routes that match it (several may share one path); empty when none
    does."""
    found: set[str] = set()
    for template, methods, route in api_routes(app):
        if template == EVERYTHING_ELSE:
            continue
        regex: re.Pattern[str] = route.path_regex
        if regex.match(path):
            found |= methods
    return sorted(found)


def templates(app: FastAPI) -> dict[Any, str]:
    """Endpoint -> path template, for figures that must not grow with every id."""
    return {route.endpoint: path for path, _, route in api_routes(app)}
