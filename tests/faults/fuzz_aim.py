"""Aiming the fuzz: half of the cases are given ids of things that are there, so that they reach past "not found"."""

import random
from collections.abc import Iterator
from typing import Any

import requests
from http_world import Served
from schemathesis import Case

from small_town import UNITS, corner, unit_id

__all__ = ["Aim"]

_PLACES = [list(corner(x, y)) for x in range(8) for y in range(8)]
_EVERY = 40


class Aim:
    """Knows some of what is there, looks again now and then, and opens incidents so that there is always work."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._chance = random.Random(7)
        self._asked = 0
        self._known: dict[str, list[str]] = {}

    def at(self, case: Case) -> None:
        """Put real ids into a case's path and body, wherever their names say what they are."""
        self._asked += 1
        if self._asked % _EVERY == 1:
            self._look()
        if self._chance.random() < 0.5:
            return
        for name in case.path_parameters or {}:
            if found := self._known.get(name):
                case.path_parameters[name] = self._chance.choice(found)
        if isinstance(case.body, dict):
            for name, value in list(case.body.items()):
                case.body[name] = self._real(name, value)

    def _real(self, name: str, value: Any) -> Any:
        if found := self._known.get(name):
            return self._chance.choice(found)
        if name == "location" and value is not None:
            return self._chance.choice(_PLACES)
        if name == "items" and isinstance(value, list):
            return [{**item, "location": self._chance.choice(_PLACES)} for item in value if isinstance(item, dict)]
        return value

    def _look(self) -> None:
        for type_id in self._chance.sample(["police.fight", "police.noise", "fire.building", "help.lost_elder"], 2):
            told = {"channel": "voice", "type": type_id, "location": self._chance.choice(_PLACES), "text": "模糊"}
            self._ask("POST", "/reports", "call_taker", told)
        incidents = [item for item in self._items("/incidents?limit=30") if item["status"] != "closed"]
        if incidents:
            told = {"unit_id": unit_id(self._chance.choice(UNITS).call_sign)}
            self._ask("POST", f"/incidents/{incidents[0]['id']}/offers", "dispatcher", told)
            incidents = self._items("/incidents?limit=30")
        ids = [item["id"] for item in incidents]
        units = [unit_id(plan.call_sign) for plan in UNITS]
        sends = [each["id"] for item in incidents for each in (*item["offers"], *item["assignments"])]
        # Of the accounts only some that the fuzz itself does not speak with.
        accounts = [item["id"] for item in self._items("/accounts", "administrator") if item["unit_id"]][3:]
        desks = [item["id"] for item in self._items("/desks")]
        agencies = [item["id"] for item in self._items("/agencies")]
        self._known = {
            "incident_id": ids,
            "other_id": ids,
            "into": [*ids, *desks],
            "report_id": [f"{each}.r1" for each in ids],
            "offer_id": sends,
            "unit_id": units,
            "from_unit": units,
            "to_unit": units,
            "account_id": accounts,
            "to": accounts,
            "desk_id": desks,
            "agency_id": agencies,
            "parent_id": agencies,
            "alarm_id": [item["id"] for item in self._items("/alarms")],
            "picture_id": [f"{each}.p1" for each in ids],
            "type_id": ["police.fight", "fuzz.one"],
            "type": ["police.fight", "police.noise", "unknown"],
            "disposition": ["handled", "false_alarm"],
        }

    def _items(self, path: str, role: str = "dispatcher") -> list[dict[str, Any]]:
        return list(self._ask("GET", path, role).get("items", []))

    def _ask(self, method: str, path: str, role: str, body: Any = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._served.tokens[role]}"}
        answer = requests.request(method, f"{self._served.url}/api/v1{path}", json=body, headers=headers, timeout=30)
        assert answer.status_code < 500, answer.text[:300]
        found: dict[str, Any] = answer.json()
        return found

    def roles(self) -> Iterator[str]:
        """The roles in turn, those who work with incidents more often."""
        busy = ["dispatcher", "call_taker", "dispatcher", "officer", "station", "administrator"]
        while True:
            yield from busy
            yield from self._served.tokens
