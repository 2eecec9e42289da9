from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi import FastAPI


@pytest.fixture
def console(tmp_path: Path) -> Path:
    folder = tmp_path / "console"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>安澜</title>", "utf-8")
    (folder / "assets" / "index-abc.js").write_text("1", "utf-8")
    (folder / "mark.svg").write_text("<svg/>", "utf-8")
    (tmp_path / "secret").write_text("key", "utf-8")
    return folder


async def test_files_are_kept_for_ever_and_the_page_is_asked_for_each_time(
    make_app: Callable[..., FastAPI], asking: Any, console: Path
) -> None:
    async with asking(make_app(console=console)) as client:
        script = await client.get("/assets/index-abc.js")
        assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert script.headers["content-type"].startswith("text/javascript")
        for path in ("/", "/index.html", "/board", "/review/2026-03-01", "/officer"):
            page = await client.get(path)
            assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-cache"), path
            assert "安澜" in page.text


@pytest.mark.parametrize(
    "path",
    ["/assets/gone.js", "/favicon.ico", "/../secret", "/%2e%2e/secret.txt", "/assets/../../secret.x", "/api/nothing"],
)
async def test_what_is_not_built_is_not_there(
    make_app: Callable[..., FastAPI], asking: Any, console: Path, path: str
) -> None:
    async with asking(make_app(console=console)) as client:
        answer = await client.get(path)
        assert "key" not in answer.text
        assert answer.status_code == 404 or "安澜" in answer.text


async def test_a_console_that_was_not_built_says_how_to(make_app: Callable[..., FastAPI], asking: Any) -> None:
    async with asking(make_app()) as client:
        assert "make setup" in (await client.get("/")).text


async def test_demo_accounts_are_told_to_this_machine_alone(
    make_app: Callable[..., FastAPI], asking: Any, tmp_path: Path
) -> None:
    path = tmp_path / "demo-accounts.json"
    path.write_bytes(msgspec.json.encode([{"role": "officer", "name": "officer1", "password": "x"}]))
    app = make_app(demo_accounts=path)
    address = "/api/v1/demo/accounts"
    async with asking(app) as client:
        assert (await client.get(address)).json()["items"][0]["name"] == "officer1"
        rebound = await client.get(address, headers={"Host": "evil.example:8110"})
        assert rebound.status_code == 403
    async with asking(app, "10.0.0.9") as client:
        assert (await client.get(address)).status_code == 403
    async with asking(make_app()) as client:
        assert (await client.get(address)).status_code == 404
