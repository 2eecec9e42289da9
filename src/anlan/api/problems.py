"""Refusals as `application/problem+json` (RFC 9457), in the language of whoever asked."""

import logging
from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from anlan.api.language import language_of
from anlan.api.routes_table import allowed_methods
from anlan.errors import AnlanError
from anlan.errors.texts import TEXTS

__all__ = ["PROBLEM", "add_handlers", "problem"]

log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"

_TITLES: dict[int, tuple[str, str]] = {
    400: ("Not understood", "无法理解"),
    401: ("Sign in first", "请先登录"),
    403: ("Not allowed", "无权操作"),
    404: ("Not found", "未找到"),
    405: ("Not that method", "方法不允许"),
    406: ("Not in that form", "无此格式"),
    409: ("Not in this state", "当前状态不允许"),
    412: ("Changed meanwhile", "已被修改"),
    413: ("Too large", "内容过大"),
    415: ("Not that kind of content", "内容类型不支持"),
    422: ("Cannot be taken like this", "内容有误"),
    423: ("Locked", "已锁定"),
    429: ("Wait a moment", "请稍候"),
    500: ("Our fault", "系统故障"),
    503: ("Not there at this moment", "暂不可用"),
}

# Pydantic's kinds of faults, in words; the rest is said in general terms.
_FAULTS: dict[str, str] = {
    "missing": "field.missing",
    "extra_forbidden": "field.unknown",
    "string_too_long": "field.too_long",
    "string_too_short": "field.too_short",
    "too_long": "field.too_long",
    "too_short": "field.too_short",
    "greater_than": "field.range",
    "greater_than_equal": "field.range",
    "less_than": "field.range",
    "less_than_equal": "field.range",
    "finite_number": "field.range",
    "literal_error": "field.choice",
    "enum": "field.choice",
    "string_pattern_mismatch": "field.shape",
    "datetime_parsing": "field.time",
    "datetime_from_date_parsing": "field.time",
    "timezone_aware": "field.time",
    "datetime_type": "field.time",
    "json_invalid": "request.malformed",
}


def _said(code: str, language: str, params: dict[str, Any] | None = None) -> str:
    english, chinese = TEXTS[code]
    return (chinese if language.startswith("zh") else english).format(**(params or {}))


def problem(
    status: int,
    code: str,
    language: str,
    *,
    params: dict[str, Any] | None = None,
    fields: list[tuple[str, str]] | None = None,
    headers: dict[str, str] | None = None,
    instance: str | None = None,
) -> Response:
    """The response of one refusal. `fields` are `(field, code)`; `headers` go out with it."""
    english, chinese = _TITLES.get(status, _TITLES[500])
    body: dict[str, Any] = {
        "type": f"urn:anlan:problem:{code}",
        "title": chinese if language.startswith("zh") else english,
        "status": status,
        "detail": _said(code, language, params),
        "code": code,
    }
    if fields:
        body["errors"] = [
            {"field": field, "code": each, "detail": _said(each, language, params)} for field, each in fields
        ]
    if instance:
        body["instance"] = instance
    sent = {"Content-Language": language, "Cache-Control": "no-store", **(headers or {})}
    return Response(msgspec.json.encode(body), status, sent, PROBLEM)


def add_handlers(app: FastAPI) -> None:
    """Teach the application to answer every error it can meet inside routing."""
    app.add_exception_handler(AnlanError, _on_anlan)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)


async def _on_anlan(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnlanError)
    headers: dict[str, str] = {}
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    elif error.status == 503:
        headers["Retry-After"] = "1"
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="anlan"'
    return problem(
        error.status, error.code, language_of(request), params=error.params, fields=error.fields, headers=headers
    )


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return problem(400, "request.malformed", language_of(request))
    fields: list[tuple[str, str]] = []
    for fault in faults[:50]:
        place = [str(part) for part in fault["loc"] if part not in ("body", "query", "path", "header", "cookie")]
        fields.append((".".join(place) or str(fault["loc"][0]), _FAULTS.get(fault["type"], "field.wrong")))
    return problem(422, "request.invalid", language_of(request), fields=fields)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        methods = allowed_methods(request.app, request.url.path)
        if not methods and request.url.path.startswith("/api/"):
            return problem(404, "request.not_found", language_of(request))
        methods = methods or ["GET", "HEAD"]
        return problem(405, "request.method", language_of(request), headers={"Allow": ", ".join(methods)})
    code = {400: "request.malformed", 413: "request.too_large", 404: "request.not_found"}.get(error.status_code)
    if code is None:
        log.warning("an unexpected status %d was raised in routing", error.status_code)
        return problem(400, "request.malformed", language_of(request))
    return problem(error.status_code, code, language_of(request))
