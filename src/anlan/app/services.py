"""The handlers of all modules over one journal, and what they need of the world: the same for the web process, the
worker, and a whole platform in one process."""

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from anlan.access.accounts.state import AccountState
from anlan.access.agencies.state import AgencyState
from anlan.access.visibility import Matter, Visibility
from anlan.app.core import Core
from anlan.app.open_incidents import BoardIncidents
from anlan.app.remote import RemoteRecommender
from anlan.app.rpc import Client, socket_path
from anlan.app.territory import Territory
from anlan.app.wiring import shelves
from anlan.command.handlers import Alarms, SettingsBook
from anlan.command.ringing import Ringing
from anlan.database import Role
from anlan.errors import Unavailable
from anlan.flow.closure.handlers import Closure
from anlan.flow.dispatch.handlers import Dispatch
from anlan.flow.incident.handlers import Incidents
from anlan.flow.intake.handlers import Types
from anlan.flow.ports import Deps, FireTimer, matter_of
from anlan.flow.response.attachments import Attachments
from anlan.flow.response.handlers import Response
from anlan.force.cards import desk_card
from anlan.force.ground import agencies_of
from anlan.force.handlers import Desks, DeskWorkplaces, Units
from anlan.force.sheet import hand_over_sheet
from anlan.force.state import DeskState, UnitState
from anlan.force.tracks import PositionFeed, Row, Tracks
from anlan.geography.state import GROUND_STREAM, GroundState
from anlan.journal import Recorded
from anlan.journal.timers import EffectHandler
from anlan.live.hub import Hub
from anlan.live.past import Past
from anlan.live.shelves import Shelf

if TYPE_CHECKING:
    from anlan.app.recommending import FieldKeeper

__all__ = ["Services", "open_services"]

log = logging.getLogger(__name__)


@dataclasses.dataclass
class Services:
    """Everything that can be asked of the platform. `field` is there where recommendations are computed here."""

    core: Core
    territory: Territory
    hub: Hub
    past: Past
    deps: Deps
    incidents: Incidents
    dispatch: Dispatch
    response: Response
    closure: Closure
    types: Types
    alarms: Alarms
    settings: SettingsBook
    units: Units
    desks: Desks
    tracks: Tracks
    shelves: Sequence[Shelf]
    name_of: Callable[[str], str | None]
    field: "FieldKeeper | None"
    client: Client | None

    def timers(self) -> Mapping[str, FireTimer]:
        """What each kind of timer does when it fires."""
        return {**self.dispatch.timers(), **self.closure.timers()}

    def effects(self) -> Mapping[str, EffectHandler]:
        """What each kind of effect does outside."""
        ringing = Ringing(self.core.journal, self.core.settings.message_gateway)
        return {"command.ring": ringing.ring}

    def tasks(self) -> list[Coroutine[Any, Any, None]]:
        """What must run for as long as these services are used."""
        feed = PositionFeed(lambda: self.core.connect(Role.app), self.take_positions, self._latest_positions)
        return [self.hub.run(), self.hub.tell_positions(), feed.run()]

    async def warm(self) -> None:
        """Make what the first report and the first map would wait for. Not before the worker answers: until then
        the machine has better to do."""
        while self.client is not None:
            try:
                await self.client.ask("ping", {}, 2.0)
                break
            except Unavailable:
                await asyncio.sleep(0.1)
        await asyncio.to_thread(self.territory.warm)

    async def _latest_positions(self) -> list[Row]:
        units = [stream.partition(":")[2] for stream in self.hub.fold.things() if stream.startswith("unit:")]
        return await self.tracks.latest(units)

    def take_positions(self, rows: list[Row]) -> None:
        """Units have moved: for the board, and for the field where that is kept here."""
        on_duty = [row for row in rows if self._on_duty(row[0])]
        self.hub.take_positions(on_duty)
        field = self.field.field() if self.field is not None else None
        if field is not None:
            field.move((unit, lon, lat) for unit, lon, lat, _at in on_duty)
            field.settle()

    def _on_duty(self, unit_id: str) -> bool:
        state = self.hub.fold.state(f"unit:{unit_id}")
        return isinstance(state, UnitState) and state.on_duty

    def table(self) -> dict[type, Any]:
        """One object a type, as routes ask for them. Only who serves HTTP loads what routes are made with."""
        from anlan.command.routes import MatterOf
        from anlan.force.routes_desks import SheetWriter
        from anlan.geography.routes import GroundNow
        from anlan.live.routes import LiveServices

        live = LiveServices(self.hub, self.past, self.core.clock, self.tracks.at, self.tracks.between)
        parts = (
            self.core.access,
            self.core.journal,
            self.core.settings,
            self.territory,
            self.deps,
            self.incidents,
            self.dispatch,
            self.response,
            self.closure,
            self.types,
            self.alarms,
            self.settings,
            self.units,
            self.desks,
            self.tracks,
            Attachments(self.core.journal, self.core.settings.data_dir / "pictures"),
            MatterOf(self._matter),
            GroundNow(lambda: self.territory.ground, self.territory.agency_at),
            SheetWriter(self._sheet, self.name_of),
            live,
        )
        return {type(part): part for part in parts}

    async def _matter(self, incident_id: str) -> Matter | None:
        state = await self.incidents.find(incident_id)
        return None if state is None else matter_of(state)

    async def _sheet(self, desk: DeskState) -> dict[str, Any]:
        """The hand-over sheet of a desk as of now, from what the board shows of its ground."""
        ground = agencies_of(desk.ground, self.territory.children)
        board = self.hub.board(Visibility(public=ground))
        tree = await self.types.tree()
        return hand_over_sheet(
            desk_card(desk) or {},
            board["incidents"],
            board["units"],
            board["alarms"],
            now=self.core.clock.now(),
            zone=self.core.settings.zone,
            type_names={name: (node.name, node.name_en) for name, node in tree.types.items()},
        )

    def ready(self) -> dict[str, Callable[[], Awaitable[bool]]]:
        """What must be true before the platform says that it is ready."""

        async def board() -> bool:
            return self.hub.ready and await self.core.journal.head() - self.hub.position < 1000

        async def units() -> bool:
            states = await self.core.journal.states("unit", UnitState)
            return any(state.on_duty for state in states.values()) and bool(self.hub.positions)

        async def ground() -> bool:
            return self.territory.ground is not None

        async def worker() -> bool:
            return self.client is None or (await self.client.ask("ping", {}, 2.0)) == {}

        return {"board": board, "units": units, "ground": ground, "worker": worker}

    def gauges(self) -> dict[str, Callable[[], float]]:
        """Figures for `/metrics`."""
        return {
            "anlan_board_position": lambda: float(self.hub.position),
            "anlan_board_behind": lambda: float(max(0, self.core.follower.head - self.hub.position)),
            "anlan_live_screens": lambda: float(self.hub.screens),
            "anlan_board_incidents": lambda: float(self.hub.count("incident")),
            "anlan_units_located": lambda: float(len(self.hub.positions)),
        }

    async def settle(self, seq: int) -> int:
        """The position of a command, once this process's board shows it."""
        position = await self.core.journal.ordered(seq)
        await self.hub.applied(position)
        return position


@asynccontextmanager
async def open_services(core: Core, *, local: bool = False) -> AsyncIterator[Services]:
    """Services over an open core. With `local`, recommendations are computed in this process; otherwise the worker
    is asked for them."""
    journal, door = core.journal, core.access.door
    names: dict[str, str] = {}
    opened = door.operational_fields
    shelved = shelves(names.get)
    past = Past(journal, shelved, opened)
    hub = Hub(journal, shelved, past, opened)
    territory = Territory(core.settings.data_dir)
    keeper: Any = None
    client: Client | None = None
    if local:
        from anlan.app.recommending import FieldKeeper

        keeper = FieldKeeper(lambda: territory.ground)
        recommend, route = keeper.recommend, territory.route
    else:
        client = Client(socket_path(core.settings.data_dir))
        remote = RemoteRecommender(client)
        recommend, route = remote.recommend, remote.route
    deps = Deps(
        journal=journal,
        zone=core.settings.zone,
        chain=territory.chain,
        describe=territory.describe,
        open_incidents=BoardIncidents(journal, door, lambda: hub.fold),
        recommend=recommend,
        route=route,
    )
    desks = Desks(journal, lambda: territory.children)
    core.access.workplaces = DeskWorkplaces(desks)
    services = Services(
        core=core,
        territory=territory,
        hub=hub,
        past=past,
        deps=deps,
        incidents=Incidents(deps),
        dispatch=Dispatch(deps),
        response=Response(deps),
        closure=Closure(deps),
        types=Types(journal),
        alarms=Alarms(journal),
        settings=SettingsBook(journal),
        units=Units(journal),
        desks=desks,
        tracks=Tracks(journal),
        shelves=shelved,
        name_of=names.get,
        field=keeper,
        client=client,
    )
    await hub.begin()
    watcher = _Watcher(services, names)
    await watcher.begin()
    hub.listen(watcher.heed)
    try:
        yield services
    finally:
        await watcher.stop()
        if client is not None:
            await client.close()


class _Watcher:
    """Keeps territory, force and names up with the records that the hub has folded."""

    def __init__(self, services: Services, names: dict[str, str]) -> None:
        self._services = services
        self._names = names
        self._refreshing: set[asyncio.Task[None]] = set()
        self._refresh: dict[str, Callable[[], Awaitable[None]]] = {
            "agency": self._agencies,
            "account": self._accounts,
            "ground": self._ground,
        }

    async def begin(self) -> None:
        """Have everything as it is now."""
        journal = self._services.core.journal
        for refresh in self._refresh.values():
            await refresh()
        units = [stream.partition(":")[2] for stream in await journal.states("unit", UnitState)]
        self._services.take_positions(await self._services.tracks.latest(units))
        for desk in (await journal.states("desk", DeskState)).values():
            self._services.territory.put_desk(desk)

    async def stop(self) -> None:
        for task in self._refreshing:
            task.cancel()
        await asyncio.gather(*self._refreshing, return_exceptions=True)

    def heed(self, record: Recorded) -> None:
        """One record more."""
        kind = record.stream.partition(":")[0]
        if kind == "unit":
            state = self._services.hub.fold.state(record.stream)
            if isinstance(state, UnitState):
                self._fill_field({record.stream: state})
                if not state.on_duty:
                    self._services.hub.forget_position(state.id)
        elif kind == "desk":
            state = self._services.hub.fold.state(record.stream)
            if isinstance(state, DeskState):
                self._services.territory.put_desk(state)
        elif kind in self._refresh:
            task = asyncio.create_task(self._again(self._refresh[kind]))
            self._refreshing.add(task)
            task.add_done_callback(self._refreshing.discard)

    def _fill_field(self, units: Mapping[str, UnitState]) -> None:
        keeper = self._services.field
        field = keeper.field() if keeper is not None else None
        if field is not None:
            for unit in units.values():
                field.put(unit)

    async def _again(self, refresh: Callable[[], Awaitable[None]]) -> None:
        try:
            await refresh()
        except Exception:
            # The next record of its kind refreshes again; a lost database must not end the hub.
            log.exception("what is known of the ground could not be refreshed")

    async def _agencies(self) -> None:
        states = await self._services.core.journal.states("agency", AgencyState)
        self._services.territory.put_agencies(states.values())

    async def _accounts(self) -> None:
        core = self._services.core
        states = await core.journal.states("account", AccountState)
        names = await core.access.names.of(states.values())
        self._names.clear()
        self._names.update(names)

    async def _ground(self) -> None:
        state = await self._services.core.journal.state(GROUND_STREAM, GroundState)
        if state is not None:
            await self._services.territory.open_ground(state.hash)
            self._fill_field(await self._services.core.journal.states("unit", UnitState))
