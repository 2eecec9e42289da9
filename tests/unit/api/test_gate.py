import httpx
import pytest

JSON = {"Content-Type": "application/json"}
THINGS = "/api/v1/things"


async def test_a_plain_body_passes(client: httpx.AsyncClient) -> None:
    answer = await client.post(THINGS, json={"text": "着火了\n三楼", "count": 3, "place": [121.5, 31.2]})
    assert (answer.status_code, answer.json()["text"]) == (201, "着火了\n三楼")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'text': 'x'}",
        b'{"text": "x"} y',
        b'{"text": NaN}',
        b'{"count": Infinity, "text": "x"}',
        b'{"text": "x", "place": [1e999, 0]}',
        b'{"text": "\\ud800"}',
        b'{"text": "a\x00b"}',
        b'{"text": "\xff"}',
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"1" * 10_000,
        b'{"text": "\\u0000"}',
        b'{"text": "x", "\\u0007": 1}',
        b'{"text": "x\\b"}',
        b'{"text": "x", "count": 99999999999999999999}',
        b'{"text": "x", "count": -9223372036854775809}',
        b'{"text": ["x"]}',
        b'{"text": "x", "place": [1]}',
        b"null",
        b"[]",
        b'"x"',
    ],
)
async def test_no_body_makes_the_server_fail(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post(THINGS, content=body, headers=JSON)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code


async def test_a_literal_backslash_u_is_only_text(client: httpx.AsyncClient) -> None:
    answer = await client.post(THINGS, content=rb'{"text": "\\u0000 \u5b89\n"}', headers=JSON)
    assert (answer.status_code, answer.json()["text"]) == (201, "\\u0000 安\n")


async def test_the_faulty_place_is_named(client: httpx.AsyncClient) -> None:
    answer = await client.post(THINGS, json={"text": "x", "place": [1, "\x07"]})
    assert answer.json()["errors"] == [
        {"field": "place.1", "code": "request.characters", "detail": answer.json()["errors"][0]["detail"]}
    ]
    answer = await client.post(THINGS, json={"text": "x" * 30, "count": "many", "place": [1, "b"]})
    assert {each["field"]: each["code"] for each in answer.json()["errors"]} == {
        "text": "field.too_long",
        "count": "field.wrong",
        "place.1": "field.wrong",
    }


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/json-seq"])
async def test_only_json_is_taken(client: httpx.AsyncClient, kind: str) -> None:
    answer = await client.post(THINGS, content=b'{"text": "x"}', headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "request.content_type")


async def test_a_body_has_a_size_whatever_its_header_says(client: httpx.AsyncClient) -> None:
    big = b'{"text": "' + b"x" * (1 << 20) + b'"}'
    assert (await client.post(THINGS, content=big, headers=JSON)).status_code == 413

    async def chunks() -> object:
        for _ in range(20):
            yield b" " * 100_000

    assert (await client.post(THINGS, content=chunks(), headers=JSON)).status_code == 413
    lying = {**JSON, "Content-Length": "9" * 30}
    assert (await client.post(THINGS, content=b"{}", headers=lying)).status_code == 413


async def test_a_picture_is_bytes_of_its_own_kinds_and_size(client: httpx.AsyncClient) -> None:
    path = "/api/v1/pictures/1"
    sent = await client.post(path, content=b"\x00\xff" * 900, headers={"Content-Type": "image/png"})
    assert sent.json() == {"bytes": 1800}
    assert (await client.post(path, content=b"x", headers={"Content-Type": "image/gif"})).status_code == 415
    assert (await client.post(path, json={})).status_code == 415
    large = await client.post(path, content=b"x" * 2001, headers={"Content-Type": "image/png"})
    assert large.status_code == 413


@pytest.mark.parametrize(
    "address",
    ["/api/v1/things/%00", "/api/v1/things/a%1bb", "/api/v1/things/a?limit=%00", "/api/v1/things/a?x=%ff%fe"],
)
async def test_control_characters_in_an_address_are_refused(client: httpx.AsyncClient, address: str) -> None:
    assert (await client.get(address)).status_code == 422


async def test_an_empty_body_needs_no_kind(client: httpx.AsyncClient) -> None:
    assert (await client.delete("/api/v1/things/1")).status_code == 409
