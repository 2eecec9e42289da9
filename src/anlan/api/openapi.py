"""The OpenAPI document, made true: which problems each operation can answer, who must be signed in, and which
headers go in and out."""

from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi

from anlan.access import http
from anlan.api.gate import RawBody
from anlan.api.problems import PROBLEM
from anlan.api.routes_table import api_routes

__all__ = ["make_document"]

_UNSAFE = frozenset({"post", "put", "patch", "delete"})

_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem details, in the language of whoever asked.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:anlan:problem:"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stable; texts may change."},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

_WHEN: dict[int, str] = {
    400: "The body is not JSON.",
    401: "Nobody is signed in, or name and password are not right.",
    403: "Role or work does not cover this, or the CSRF token is missing.",
    404: "There is no such thing, or the asker may not know that there is.",
    409: "The present state does not allow it.",
    412: "It was changed meanwhile.",
    413: "The body is too large.",
    415: "The body is of another kind than is taken here.",
    422: "Fields cannot be taken as they are; `errors` says which.",
    423: "The session is locked.",
    429: "Wait as long as `Retry-After` says.",
    503: "A part is away for a moment.",
}


def make_document(app: FastAPI, raw: tuple[RawBody, ...]) -> dict[str, Any]:
    """The document of an assembled application."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, openapi_version="3.1.0"
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for gone in ("HTTPValidationError", "ValidationError"):
        schemas.pop(gone, None)
    schemas["Problem"] = _PROBLEM_SCHEMA
    components["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": http.SESSION_COOKIE},
        "bearer": {"type": "http", "scheme": "bearer"},
    }
    components["parameters"] = _header_parameters()
    guarded = {
        (path, method.lower()): _needs_session(route.dependant)
        for path, methods, route in api_routes(app)
        for method in methods
        if route.include_in_schema
    }
    for path, item in document["paths"].items():
        for method, operation in item.items():
            _complete(operation, method, guarded=guarded.get((path, method), False), path=path, raw=raw)
    return document


def _complete(operation: dict[str, Any], method: str, *, guarded: bool, path: str, raw: tuple[RawBody, ...]) -> None:
    unsafe = method in _UNSAFE
    responses = operation.setdefault("responses", {})
    statuses = {404, 422, 503}
    if guarded:
        statuses |= {401, 403, 423}
        operation["security"] = [{"session": []}, {"bearer": []}]
    if unsafe:
        statuses |= {400, 403, 409, 412, 413, 415, 429}
        parameters = operation.setdefault("parameters", [])
        names = ["IdempotencyKey", "CsrfToken"] if guarded else ["IdempotencyKey"]
        parameters += [{"$ref": f"#/components/parameters/{name}"} for name in names]
    statuses |= {int(status) for status in operation.pop("x-problems", [])}
    for status in sorted(statuses):
        given = responses.get(str(status), {})
        if "application/json" in given.get("content", {}) and status == 422:
            given = {}
        if not given.get("content"):
            responses[str(status)] = _problem_response(status)
    raw_body = next((each for each in raw if each.path.match(_example(path))), None)
    if raw_body is not None and unsafe:
        content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in raw_body.types}
        operation["requestBody"] = {"required": True, "content": content}


def _problem_response(status: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": _WHEN.get(status, "Refused."),
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in (429, 503):
        said["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return said


def _header_parameters() -> dict[str, Any]:
    return {
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "The same key with the same content is done once and answered the same.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]{1,200}$"},
        },
        "CsrfToken": {
            "name": "X-CSRF-Token",
            "in": "header",
            "required": False,
            "description": "With the session cookie: the value of the `anlan_csrf` cookie. Not with a bearer token.",
            "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        },
    }


def _needs_session(dependant: Dependant) -> bool:
    if dependant.call in (http.caller, http.session_of):
        return True
    return any(_needs_session(each) for each in dependant.dependencies)


def _example(path: str) -> str:
    return path.replace("{", "").replace("}", "")
