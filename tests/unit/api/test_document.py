from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from anlan.api.openapi import make_document
from anlan.api.routers import RAW_BODIES, ROUTERS
from anlan.api.routes_table import api_routes


async def test_the_document_is_served_and_valid(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert set(document["paths"]) >= {
        "/api/v1/things",
        "/api/v1/things/{thing_id}",
        "/healthz",
        "/readyz",
        "/metrics",
    }


async def test_unsafe_operations_say_what_they_can_be_refused_for(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/openapi.json")).json()
    responses = document["paths"]["/api/v1/things"]["post"]["responses"]
    assert {"201", "400", "409", "412", "413", "415", "422", "429", "503"} <= set(responses)
    assert list(responses["422"]["content"]) == ["application/problem+json"]
    picture = document["paths"]["/api/v1/pictures/{thing_id}"]["post"]
    assert list(picture["requestBody"]["content"]) == ["image/png"]


@pytest.fixture
def whole(make_app: Callable[..., FastAPI]) -> FastAPI:
    """Every module's routers."""
    from anlan.api import assembly

    app = make_app()
    return assembly.create_app(app.state.platform, ROUTERS, RAW_BODIES)


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, each) for path, item in document["paths"].items() for method, each in item.items()]


OPEN = {
    ("/api/v1/session", "post"),
    ("/healthz", "get"),
    ("/readyz", "get"),
    ("/metrics", "get"),
}


def test_every_operation_needs_somebody_except_those_listed(whole: FastAPI) -> None:
    document = make_document(whole, RAW_BODIES)
    open_ones = {(path, method) for path, method, each in operations(document) if "security" not in each}
    assert open_ones == OPEN


def test_every_answer_has_a_shape(whole: FastAPI) -> None:
    document = make_document(whole, RAW_BODIES)
    for path, method, each in operations(document):
        good = [(status, answer) for status, answer in each["responses"].items() if status.startswith("2")]
        assert good, f"{method} {path} has no good answer"
        for status, answer in good:
            if status == "204":
                continue
            schemas = [content.get("schema") for content in answer.get("content", {}).values()]
            assert schemas and all(schemas), f"{method} {path} {status} has no shape"


def test_operation_ids_are_unique(whole: FastAPI) -> None:
    ids = [each["operationId"] for _, _, each in operations(make_document(whole, RAW_BODIES))]
    assert len(ids) == len(set(ids))


def test_no_two_routes_share_method_and_path(whole: FastAPI) -> None:
    seen = [(path, method) for path, methods, route in api_routes(whole) for method in methods]
    assert len(seen) == len(set(seen))
