"""Several people at work over HTTP while the platform is being killed: each act has its key, and is asked for again
with the same key until it is answered."""

import asyncio
import contextlib
import random
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
from served_platform import Serving

from anlan.clock import iso
from anlan.ids import derived_id
from platform_world import Person
from small_town import UNITS, corner, unit_id

__all__ = ["Act", "Crowd"]

_ANSWER_SECONDS = 90.0
_TYPES = ("police.fight", "police.noise", "police.theft", "traffic.crash", "help.check", "police.weapon")
_NEXT = {"assigned": "acknowledged", "acknowledged": "enroute", "enroute": "onscene", "onscene": "available"}


@dataclass
class Act:
    """One thing asked. `status` and `answer` are what it was answered at last; `tries` how often it was asked."""

    kind: str
    person: Person
    method: str
    path: str
    body: Any
    key: str
    tries: int = 0
    status: int = 0
    answer: Any = None

    @property
    def command_id(self) -> str:
        return derived_id("http", self.person.id, f"{self.method} /api/v1{self.path}", self.key)

    @property
    def uuid(self) -> uuid.UUID:
        return uuid.UUID(self.command_id)

    @property
    def acknowledged(self) -> bool:
        return 200 <= self.status < 300


@dataclass
class _Work:
    """An incident that some of the crowd have in hand."""

    id: str
    sends: list[tuple[str, str]] = field(default_factory=list)
    """Offer or assignment id, unit id."""


class Crowd:
    """`people` at once, each choosing by a generator of its own from `seed`."""

    def __init__(self, platform: Serving, seed: int, people: int = 6) -> None:
        self._platform = platform
        self._seed = seed
        self._count = people
        self.acts: list[Act] = []
        self.faults: list[str] = []
        self.answered = 0
        self._open: dict[str, _Work] = {}
        self._said: dict[str, str] = {}
        self._stopping = False
        self._grown = asyncio.Condition()
        self._tasks: list[asyncio.Task[None]] = []
        self._said_by = 0

    async def begin(self) -> None:
        self._tasks = [asyncio.create_task(self._live(n)) for n in range(self._count)]

    async def until(self, answered: int) -> None:
        """Wait for so many answers in all. Raises what went wrong with one of the crowd."""
        async with self._grown:
            while self.answered < answered:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._grown.wait(), 1)
                for task in self._tasks:
                    if task.done():
                        task.result()
                process = self._platform.process
                assert process is not None and process.poll() is None, "the supervisor gave up"

    async def end(self) -> None:
        """Let everyone have the answer they wait for, close what is open, and stop."""
        self._stopping = True
        await asyncio.gather(*self._tasks)
        async with httpx.AsyncClient(timeout=20) as http:
            for work in list(self._open.values()):
                await self.ask(http, self.act("close", "dispatcher", "POST", f"/incidents/{work.id}/close", _CLOSE))

    async def again(self, act: Act) -> tuple[int, Any]:
        """What an act is answered when it is asked once more, long after."""
        async with httpx.AsyncClient(timeout=20) as http:
            answer = await self._send(http, act)
            return answer.status_code, answer.json() if answer.content else None

    async def _live(self, number: int) -> None:
        chance = random.Random(f"{self._seed}-{number}")
        async with httpx.AsyncClient(timeout=20) as http:
            while not self._stopping:
                act = self._choose(chance)
                await self.ask(http, act)
                await self._heed(act)

    def act(self, kind: str, who: str, method: str, path: str, body: Any) -> Act:
        act = Act(kind, self._platform.people[who], method, path, body, str(uuid.uuid4()))
        self.acts.append(act)
        return act

    def _choose(self, chance: random.Random) -> Act:
        pick = chance.random()
        if not self._open or (pick < 0.2 and len(self._open) < 30):
            return self._report(chance)
        work = chance.choice(list(self._open.values()))
        if pick < 0.5:
            self._said_by += 1
            told = {"text": f"remark {self._said_by} of {self._seed}"}
            who = chance.choice(("taker", "dispatcher"))
            return self.act("remark", who, "POST", f"/incidents/{work.id}/remarks", told)
        if pick < 0.68 or not work.sends:
            sent: dict[str, Any] = {"unit_id": unit_id(chance.choice(UNITS).call_sign)}
            if chance.random() < 0.3:
                sent["direct"] = chance.random() < 0.5
            return self.act("send", "dispatcher", "POST", f"/incidents/{work.id}/offers", sent)
        if pick < 0.96:
            return self._answer(chance, pick, *chance.choice(work.sends))
        return self.act("close", "dispatcher", "POST", f"/incidents/{work.id}/close", _CLOSE)

    def _report(self, chance: random.Random) -> Act:
        self._said_by += 1
        told = {
            "channel": "voice",
            "type": chance.choice(_TYPES),
            "location": list(corner(chance.uniform(0, 7), chance.uniform(0, 7))),
            "text": f"told {self._said_by} of {self._seed}",
            "caller": {"name": f"caller {self._said_by}"},
        }
        return self.act("report", "taker", "POST", "/reports", told)

    def _answer(self, chance: random.Random, pick: float, send: str, unit: str) -> Act:
        """What comes of something that was sent."""
        if pick < 0.76:
            answer = chance.choice(("accept", "accept", "decline"))
            return self.act(answer, "dispatcher", "POST", f"/offers/{send}/{answer}", None)
        plan = next(plan for plan in UNITS if unit_id(plan.call_sign) == unit)
        officer = f"officer-{plan.call_sign.lower()}"
        if pick < 0.86:
            status = _NEXT.get(self._said.get(unit, "assigned"), "acknowledged")
            return self.act("status", officer, "PUT", f"/units/{unit}/status", {"status": status})
        place = list(corner(plan.x + chance.uniform(-0.1, 0.1), plan.y + chance.uniform(-0.1, 0.1)))
        told = {"items": [{"at": iso(datetime.now(UTC)), "location": place}]}
        return self.act("positions", officer, "POST", f"/units/{unit}/positions", told)

    async def ask(self, http: httpx.AsyncClient, act: Act) -> None:
        """Until it is answered: an answer lost, refused for a moment or never begun is asked for again."""
        deadline = time.monotonic() + _ANSWER_SECONDS
        said = ""
        while not act.status:
            late = time.monotonic() > deadline
            assert not late, f"never answered: {act.method} {act.path} after {act.tries} tries, at last {said}"
            act.tries += 1
            try:
                answer = await self._send(http, act)
            except httpx.TransportError as error:
                said = repr(error)
                await asyncio.sleep(0.05)
                continue
            if answer.status_code >= 500:
                said = answer.text[:300]
                if answer.status_code != 503:
                    self.faults.append(f"{act.method} {act.path}: {answer.status_code} {answer.text[:300]}")
                await asyncio.sleep(0.1)
                continue
            act.status, act.answer = answer.status_code, answer.json() if answer.content else None
        self.answered += 1
        async with self._grown:
            self._grown.notify_all()

    async def _send(self, http: httpx.AsyncClient, act: Act) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {act.person.token}",
            "Idempotency-Key": act.key,
            "Content-Type": "application/json",
        }
        content = b"" if act.body is None else msgspec.json.encode(act.body)
        return await http.request(
            act.method, f"{self._platform.url}/api/v1{act.path}", content=content, headers=headers
        )

    async def _heed(self, act: Act) -> None:
        """What an answer tells the others."""
        if act.status in (401, 403, 423, 429):
            self.faults.append(f"{act.method} {act.path}: {act.status} {act.answer}")
        if not act.acknowledged:
            return
        if act.kind == "report":
            self._open[act.answer["incident"]["id"]] = _Work(act.answer["incident"]["id"])
        elif act.kind == "send":
            work = self._open.get(act.path.split("/")[2])
            if work is not None:
                work.sends.append((act.answer["id"], act.body["unit_id"]))
        elif act.kind == "status":
            self._said[act.answer["unit_id"]] = act.answer["status"]
        elif act.kind == "close":
            self._open.pop(act.path.split("/")[2], None)


_CLOSE = {"disposition": "false_alarm"}
