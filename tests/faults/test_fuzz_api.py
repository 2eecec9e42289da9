"""Whatever is sent to any endpoint: no 5xx, and no answer that the OpenAPI document does not know."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import schemathesis
from fuzz_aim import Aim
from http_world import Served, document, own_database, serve, whole_platform
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from anlan.database import Location

EXAMPLES = int(os.environ.get("ANLAN_TEST_FUZZ_EXAMPLES", "12"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

ENDS_A_SESSION = ("/api/v1/session", "/api/v1/me/password")
"""Addresses that end or lock the session they are asked with: each asking gets a token of its own."""

STREAMS = ("/api/v1/live",)
"""Answers without end; they have tests of their own."""

BAD_BODIES: list[bytes] = [
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"0",
    b"{",
    b"{}",
    b"NaN",
    b"[" * 200_000,
    b'{"a":' * 100_000,
    b'{"text":"\\u0000"}',
    b'{"text":"\\ud83d"}',
    b'{"name":"\xff\xfe"}',
    b'{"location":[1e400,0]}',
    b'{"location":[NaN,0]}',
    b'{"location":["a",{}]}',
    b'{"priority":' + b"9" * 5000 + b"}",
    b'{"id":99999999999999999999}',
    b'{"occurred_at":"0000-00-00T99:99:99Z"}',
    b'{"occurred_at":"9999-12-31T23:59:59-23:59"}',
    b'{"occurred_at":-1e308}',
    b'{"name":"' + "安".encode() * 100_000 + b'"}',
    b'{"__proto__":{"x":1},"constructor":1}',
    b'{"text":"%s"}' % (b"' or 1=1; drop table journal.events; --" * 20),
]

BAD_IDS = ["x", "%2e%2e%2fetc", "0", "-1", "null", "%F0%9F%9A%92", "a" * 5000, "%25s", "'%3B--", "%E2%80%AE"]

BAD_HEADERS: list[dict[str, str]] = [
    {"Idempotency-Key": "x" * 5000},
    {"Idempotency-Key": "a b"},
    {"Idempotency-Key": ""},
    {"If-Match": "*, *"},
    {"If-Match": '"' + "9" * 400 + '"'},
    {"If-Match": "not an etag"},
    {"Accept-Language": "zh;q=" + "9" * 4000},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer " + "x" * 4000},
    {"Authorization": "Basic eDp5"},
    {"Cookie": "anlan_session=" + "y" * 4000},
    {"Cookie": "anlan_session=\x80; ;;=;"},
    {"X-CSRF-Token": "é"},
    {"Content-Type": "application/json; charset=utf-16"},
    {"Content-Length": "5", "Content-Type": "application/json"},
]


@pytest.fixture(scope="module")
def served(postgres: Location, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole platform, listening."""
    with own_database(postgres, "fuzz") as own, serve(whole_platform, own, tmp_path_factory.mktemp("fuzz")) as found:
        yield found


@pytest.fixture(scope="module")
def aim(served: Served) -> Aim:
    return Aim(served)


@pytest.fixture(scope="module")
def roles(aim: Aim) -> Iterator[str]:
    return aim.roles()


SCHEMA = schemathesis.openapi.from_dict(document()).exclude(path=list(STREAMS))
turns = itertools.count()


SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=SLOW)
def test_every_endpoint_keeps_to_its_document(case: Case, served: Served, aim: Aim, roles: Iterator[str]) -> None:
    _try(case, served, aim, next(roles))


@pytest.mark.soak
@SCHEMA.parametrize()
@settings(max_examples=400, deadline=None, suppress_health_check=SLOW)
def test_every_endpoint_keeps_to_its_document_for_long(
    case: Case, served: Served, aim: Aim, roles: Iterator[str]
) -> None:
    _try(case, served, aim, next(roles))


def _try(case: Case, served: Served, aim: Aim, role: str) -> None:
    aim.at(case)
    headers = {"Authorization": f"Bearer {_token_for(case.path, served.tokens[role], served)}"}
    case.call_and_validate(base_url=served.url, headers=headers, checks=CHECKS, timeout=30)


def _token_for(path: str, token: str, served: Served) -> str:
    if not path.startswith(ENDS_A_SESSION):
        return token
    made = requests.post(
        f"{served.url}/api/v1/me/tokens",
        json={"label": "one use", "days": 1},
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )
    own: str = made.json()["token"]
    return own


def _operations(served: Served) -> list[tuple[str, str]]:
    found = requests.get(f"{served.url}/api/openapi.json", timeout=20).json()
    return [
        (path, method.upper())
        for path, item in found["paths"].items()
        for method in item
        if path not in STREAMS and not path.startswith(ENDS_A_SESSION)
    ]


def _checked(answer: requests.Response, what: str) -> None:
    assert answer.status_code < 500, f"{what}: {answer.status_code} {answer.text[:300]}"
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json", what
        assert answer.json()["status"] == answer.status_code, what


def _fill(path: str, value: str) -> str:
    parts = [value if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts)


@pytest.mark.parametrize("signed", [True, False])
def test_no_body_header_or_id_makes_the_server_fail(served: Served, signed: bool) -> None:
    tokens = list(served.tokens.values())
    with requests.Session() as client:
        for path, method in _operations(served):
            headers = {"Authorization": f"Bearer {tokens[next(turns) % len(tokens)]}"} if signed else {}
            address = served.url + _fill(path, "x")
            if method != "GET":
                kinds = [
                    ("application/json", BAD_BODIES),
                    ("text/plain", BAD_BODIES[:2]),
                    ("image/png", BAD_BODIES[:2]),
                ]
                for kind, body in ((kind, body) for kind, bodies in kinds for body in bodies):
                    sent = {**headers, "Content-Type": kind}
                    answer = client.request(method, address, data=body, headers=sent, timeout=20)
                    _checked(answer, f"{method} {path} {kind} {body[:60]!r}")
            for value in BAD_IDS if "{" in path else []:
                answer = client.request(method, served.url + _fill(path, value), headers=headers, timeout=20)
                _checked(answer, f"{method} {path} with {value[:60]}")
            for more in BAD_HEADERS:
                raw = {name: value.encode("latin-1") for name, value in {**headers, **more}.items()}
                body = b"12345" if "Content-Length" in more else b"{}"
                answer = client.request(method, address, data=body, headers=raw, timeout=20)
                _checked(answer, f"{method} {path} with {more}")


def test_an_address_with_traps_is_refused(served: Served) -> None:
    token = next(iter(served.tokens.values()))
    for path, method in _operations(served):
        if method == "GET":
            for query in ("?limit=%00", "?limit=-1", "?limit=1e9", "?cursor=%ff", "?limit=" + "9" * 400, "?%00=1"):
                answer = requests.get(
                    served.url + _fill(path, "x") + query, headers={"Authorization": f"Bearer {token}"}, timeout=20
                )
                _checked(answer, f"GET {path}{query[:40]}")


def test_a_socket_with_traps_only_closes(served: Served, tmp_path: Path) -> None:
    import socket

    host, port = served.url.removeprefix("http://").split(":")
    for request in (
        b"GET /api/v1/live?after=%00 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        b"GET /nowhere HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
    ):
        with socket.create_connection((host, int(port)), timeout=10) as line:
            line.sendall(request)
            answer = line.recv(4096)
        assert b" 500 " not in answer.split(b"\r\n", 1)[0]
    assert requests.get(f"{served.url}/healthz", timeout=10).status_code == 200
