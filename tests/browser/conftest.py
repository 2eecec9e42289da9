"""A real demo for the browser tests: its own process, data folder and port; and Debian's Chromium."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
BUILT = Path(__file__).parents[2] / "src" / "anlan" / "console_dist" / "index.html"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


@dataclass(frozen=True)
class Demo:
    """A running demo. `accounts`: name -> password."""

    address: str
    accounts: dict[str, str]


def _missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what} is required with CI set")
    pytest.skip(what)


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """`anlan demo` as a newcomer starts it, on a free port; stopped by its process id."""
    if not BUILT.is_file():
        _missing("the console is not built: make setup")
    with tempfile.TemporaryDirectory(prefix="anlan-browser-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        command = [sys.executable, "-m", "anlan", "demo", "--no-browser", "--port", "0", "--data", str(folder / "d")]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ANLAN_")}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        try:
            yield Demo(_address(process), _accounts(folder / "d" / "demo-accounts.json"))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if found := re.search(r"is ready: (http://\S+?)/?\s*$", line):
            return found.group(1)
    raise AssertionError("the demo ended before it was ready:\n" + "".join(seen))


def _accounts(path: Path) -> dict[str, str]:
    return {row["name"]: row["password"] for row in json.loads(path.read_text("utf-8"))}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, without a screen."""
    if CHROMIUM is None:
        _missing("Chromium is not installed: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def sign_in(demo: Demo, browser: Any) -> Iterator[Callable[..., Any]]:
    """`sign_in(name, width, height, language)`: a page of a browser of one's own, signed in by typing. A script
    error on any page, and any request to another host, fails the test."""
    contexts = []
    faults: list[str] = []

    def enter(name: str, width: int = 1366, height: int = 768, language: str = "zh-CN") -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=language, has_touch=width < 500
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{name}: {error}"))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((demo.address, "data:", "blob:"))
                else faults.append(f"{name} asked {request.url}")
            ),
        )
        page.goto(demo.address)
        page.get_by_label("账号", exact=True).fill(name)
        page.get_by_label("密码", exact=True).fill(demo.accounts[name])
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_role("banner").wait_for()
        return page

    yield enter
    for context in contexts:
        context.close()
    assert faults == []
