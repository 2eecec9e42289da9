import logging
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from anlan.api.language import preferred
from anlan.api.metrics import Metrics
from anlan.errors.texts import TEXTS


async def test_a_refusal_is_a_problem_in_the_language_asked_for(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/closed", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:anlan:problem:access.role",
        "title": "无权操作",
        "status": 403,
        "detail": "您的角色（analyst）不包含此操作（dispatch）。",
        "code": "access.role",
    }
    english = await client.get("/api/v1/closed", headers={"Accept-Language": "fr, en;q=0.1"})
    assert english.json()["title"] == "Not allowed"


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (None, "en"),
        ("", "en"),
        ("zh", "zh-CN"),
        ("en;q=0.5, zh-TW;q=0.6", "zh-CN"),
        ("zh;q=0, en;q=0.1", "en"),
        (";;;,,,q=", "en"),
        ("*" * 10_000, "en"),
        ("zh;q=9", "en"),
    ],
)
def test_accept_language_is_read_leniently(header: str | None, found: str) -> None:
    assert preferred(header, "en") == found


async def test_a_method_that_is_not_taken_says_which_are(client: httpx.AsyncClient) -> None:
    answer = await client.patch("/api/v1/things/1")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "DELETE, GET")
    assert answer.json()["code"] == "request.method"


async def test_an_address_that_is_not_there_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "request.not_found")
    assert (await client.get("/api/v1/things/1/")).status_code == 404


async def test_a_fault_of_ours_tells_nobodys_data(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = await client.get("/api/v1/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "request.fault")
    said = answer.text + caplog.text
    assert "13800000000" not in said and "陈静" not in said
    assert "RuntimeError" in caplog.text and "in broken" in caplog.text
    assert answer.json()["instance"] in caplog.text
    assert "Content-Security-Policy" in answer.headers


async def test_a_database_that_is_away_is_503(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/away")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


async def test_every_answer_has_the_security_headers(client: httpx.AsyncClient) -> None:
    for path in ("/api/v1/things/1", "/api/v1/nowhere", "/api/v1/things/%00", "/"):
        headers = (await client.get(path)).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-eval" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
    assert (await client.get("/api/v1/things/1")).headers["Cache-Control"] == "no-store"


async def test_figures_count_by_template_and_never_by_id(client: httpx.AsyncClient) -> None:
    for thing in ("first", "second"):
        await client.get(f"/api/v1/things/{thing}")
    text = (await client.get("/metrics")).text
    line = 'anlan_http_requests_total{method="GET",route="/api/v1/things/{thing_id}",status="200"} 2'
    assert line in text.splitlines()
    assert "first" not in text


def test_figures_are_a_cumulative_histogram() -> None:
    metrics = Metrics({"anlan_desks": lambda: 3})
    for seconds in (0.001, 0.02, 0.3, 60):
        metrics.answered("GET", "/x", 200, seconds)
    lines = metrics.text().splitlines()
    counts = [int(line.rpartition(" ")[2]) for line in lines if "_bucket" in line]
    assert counts == sorted(counts) and counts[0] == 1 and counts[-1] == 4
    assert "anlan_desks 3" in lines


async def test_ready_waits_for_everything_named(make_app: Callable[..., FastAPI], asking: Any) -> None:
    class Accounts:
        async def all(self) -> list[str]:
            return ["somebody"]

    class Parts:
        accounts = Accounts()

    from anlan.access import Access

    there = False

    async def loop_runs() -> bool:
        return there

    async def falls() -> bool:
        raise RuntimeError

    services = {Access: Parts()}
    async with asking(make_app(services=services, ready={"loop": loop_runs})) as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()) == (
            503,
            {"ready": False, "checks": {"accounts": True, "loop": False}},
        )
        there = True
        assert (await client.get("/readyz")).status_code == 200
        assert (await client.get("/healthz")).json() == {"status": "ok"}
    async with asking(make_app(services=services, ready={"falls": falls})) as client:
        assert (await client.get("/readyz")).status_code == 503
    async with asking(make_app()) as client:
        assert (await client.get("/readyz")).json()["checks"] == {"accounts": False}


def test_every_text_is_there_in_both_languages() -> None:
    import string

    for code, (english, chinese) in TEXTS.items():
        assert english.strip() and chinese.strip(), code
        # What is itself in words has a brace for each language: `where` and `where_zh`.
        names = [
            {name.removesuffix("_zh") for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (english, chinese)
        ]
        assert names[0] == names[1], f"{code} fills different braces"
        assert any("一" <= character <= "鿿" for character in chinese), code
