"""`anlan export incident ID --out DIR`: an incident as a folder that a person can open without us.

It is read from the running platform by somebody who may open it: the reading stands in the readings log like any
other, under their name.
"""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from anlan.clock import WallClock
from anlan.errors import Forbidden, Invalid, Unavailable
from anlan.settings import Settings


def configure(parser: ArgumentParser) -> None:
    things = parser.add_subparsers(dest="thing", required=True, metavar="incident")
    incident = things.add_parser("incident", help="one incident with its reports, remarks, timeline and pictures")
    incident.add_argument("id", help="the incident's id, or its number such as 0412-037")
    incident.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is not there yet")
    incident.add_argument("--account", required=True, metavar="NAME", help="who reads it; the password is asked for")
    incident.add_argument("--address", metavar="URL", help="the platform (by default this machine's)")


def run(arguments: Namespace, settings: Settings) -> int:
    import httpx

    if arguments.out.exists():
        raise Invalid("export.exists", folder=arguments.out)
    terminal = sys.stdin.isatty()
    password = getpass.getpass("password: ") if terminal else sys.stdin.readline().rstrip("\n")
    address = arguments.address or f"http://{settings.host}:{settings.port}"
    try:
        with httpx.Client(base_url=f"{address}/api/v1", timeout=60) as client:
            client.headers["Accept-Language"] = settings.language
            files = _read(client, arguments.account, password, arguments.id, settings)
    except httpx.HTTPError as error:
        raise Unavailable("export.no_platform", address=address, reason=type(error).__name__) from None
    for name, content in files.items():
        path = arguments.out / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)
    print(f"{arguments.out / 'index.html'}: {len(files)} files")
    return 0


def _read(client: Any, account: str, password: str, wanted: str, settings: Settings) -> dict[str, bytes]:
    from anlan.flow.review.folder import folder_of

    signed = _answer(client.post("/session", json={"name": account, "password": password}))
    client.headers["X-CSRF-Token"] = client.cookies.get("anlan_csrf", "")
    # Not signed out: that would take this account off the desk it works at. The session's token goes with us, and
    # what is left of it ends by itself.
    incident_id = wanted
    found = _answer(client.get("/incidents", params={"q": wanted}))["items"]
    incident_id = next((item["id"] for item in found if item["number"] == wanted), wanted)
    detail = _answer(client.get(f"/incidents/{incident_id}", params={"open": "true"}))
    timeline = _answer(client.get(f"/incidents/{incident_id}/timeline"))
    pictures = {}
    for picture in detail.get("pictures", []):
        answer = client.get(f"/pictures/{picture['id']}")
        if answer.status_code == 200:
            pictures[picture["id"]] = (answer.headers["content-type"], answer.content)
    return folder_of(
        detail,
        timeline,
        pictures,
        zone=settings.zone,
        made_at=WallClock().now(),
        made_by=signed["account"]["name"],
    )


def _answer(response: Any) -> Any:
    if response.status_code >= 400:
        problem = response.json() if "json" in response.headers.get("content-type", "") else {}
        raise Forbidden("export.refused", reason=problem.get("detail") or f"HTTP {response.status_code}")
    return response.json()
