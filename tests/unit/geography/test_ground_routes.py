"""Places and tiles over HTTP, on the small place."""

import gzip
from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI
from small_ground import at
from test_tiles import tile_of
from tile_reader import read_tile

from anlan.access import http
from anlan.api import Platform, create_app
from anlan.clock import ManualClock
from anlan.geography import routes
from anlan.geography.ground import Ground
from anlan.geography.plane import LonLat
from anlan.geography.routes import GroundNow
from anlan.settings import Settings


def application(ground: Ground | None, clock: ManualClock) -> FastAPI:
    """The routes with somebody signed in; everything west of the harbour is the town's."""

    def agency_at(location: LonLat) -> str | None:
        return "town" if location[0] < at(3.2, 0)[0] else None

    async def settle(seq: int) -> int:
        return seq

    services = {GroundNow: GroundNow(lambda: ground, agency_at)}
    platform = Platform(settings=Settings(), clock=clock, services=services, settle=settle)
    app = create_app(platform, routers=(routes.router,))
    app.dependency_overrides[http.caller] = lambda: SimpleNamespace(language="en")
    return app


@pytest.fixture
async def client(small: Ground, clock: ManualClock) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application(small, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://anlan.test/api/v1") as client:
        yield client


async def test_places_by_name(client: httpx.AsyncClient) -> None:
    answer = await client.get("/places", params={"q": "人民路/中山路", "near": "120.001,30.0"})
    item = answer.json()["items"][0]
    assert (answer.status_code, item["kind"], item["agency_id"]) == (200, "crossing", "town")
    assert item["location"] == pytest.approx(at(1, 0)) and item["metres"] == 0
    assert item["why"] == "these two streets meet here"
    island = await client.get("/places", params={"q": "孤岛路"})
    assert island.json()["items"][0]["agency_id"] is None


@pytest.mark.parametrize("q", ["", "路" * 5_000, "%", "\u202e", "'; drop table streets"])
async def test_any_text_is_answered(client: httpx.AsyncClient, q: str) -> None:
    assert (await client.get("/places", params={"q": q})).status_code == 200


async def test_what_is_at_a_place(client: httpx.AsyncClient) -> None:
    lon, lat = at(1.3, 0.2)
    told = (await client.get("/places/at", params={"location": f"{lon},{lat}"})).json()
    assert told["street"] == "人民路" and told["agency_id"] == "town"
    assert "12" not in told["public_place"] and told["cell"].count("-") == 1


@pytest.mark.parametrize("location", ["", "1", "1,2,3", "east,north", "nan,1", "200,1", "1,inf"])
async def test_what_is_no_location_is_refused_by_field(client: httpx.AsyncClient, location: str) -> None:
    answer = await client.get("/places/at", params={"location": location})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "location")


async def test_the_map(client: httpx.AsyncClient, small: Ground) -> None:
    info = (await client.get("/map/info")).json()
    assert (info["hash"], info["fictional"], info["name"]) == (small.hash, True, "小镇")
    z, x, y = tile_of(*at(1, 1), 14)
    tile = await client.get(f"/map/tiles/{z}/{x}/{y}.mvt", params={"v": info["hash"]})
    assert tile.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert "immutable" in tile.headers["cache-control"]
    assert "roads" in read_tile(tile.content)
    other = await client.get(f"/map/tiles/{z}/{x}/{y}.mvt", params={"v": "another"})
    assert other.content == tile.content and "immutable" not in other.headers["cache-control"]
    empty = await client.get(f"/map/tiles/{z}/{x + 300}/{y}.mvt")
    assert (empty.status_code, empty.content) == (204, b"")


async def test_a_packed_tile_is_the_same_tile(client: httpx.AsyncClient, small: Ground) -> None:
    z, x, y = tile_of(*at(1, 1), 14)
    request = client.build_request("GET", f"/map/tiles/{z}/{x}/{y}.mvt", headers={"Accept-Encoding": "gzip"})
    answer = await client.send(request, stream=True)
    raw = b"".join([part async for part in answer.aiter_raw()])
    data = gzip.decompress(raw) if answer.headers.get("content-encoding") == "gzip" else raw
    assert data == small.tiles.tile(z, x, y)


@pytest.mark.parametrize("path", ["7/1/1", "17/1/1", "10/5000/1"])
async def test_there_is_no_such_tile(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/map/tiles/{path}.mvt")).status_code == 404


async def test_before_roads_are_loaded_it_says_what_to_do(clock: ManualClock) -> None:
    transport = httpx.ASGITransport(application(None, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://anlan.test/api/v1") as client:
        for path in ("/places?q=a", "/places/at?location=1,2", "/map/info", "/map/tiles/10/1/1.mvt"):
            answer = await client.get(path, headers={"Accept-Language": "en"})
            assert answer.status_code == 404 and "anlan load roads" in answer.json()["detail"]
