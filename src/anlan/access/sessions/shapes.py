"""What the session routes take and answer, and what they must know of the platform around them."""

import dataclasses
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from anlan.clock import Clock

__all__ = [
    "AccountBrief",
    "ClockTold",
    "LanguageTold",
    "Me",
    "PasswordChange",
    "Proof",
    "SessionAnswer",
    "SignInTold",
    "Surroundings",
    "TokenAnswer",
    "TokenBrief",
    "TokenTold",
    "Tokens",
]

Language = Literal["zh-CN", "en"]


@dataclasses.dataclass(frozen=True)
class Surroundings:
    """Told to every screen by `GET /me`: the zone times are shown in, the domain's clock and its speed, and
    whether this is a demonstration on fictional ground."""

    time_zone: str
    clock: Clock
    speed: float = 1.0
    demo: bool = False
    fictional: bool = False
    language: str = "zh-CN"


class SignInTold(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=256)]
    password: Annotated[str, Field(min_length=1, max_length=1024)]


class Proof(BaseModel):
    password: Annotated[str, Field(min_length=1, max_length=1024)]


class LanguageTold(BaseModel):
    language: Language


class PasswordChange(BaseModel):
    """`present` proves that the person is there; `password` is the new one."""

    present: Annotated[str, Field(min_length=1, max_length=1024)]
    password: Annotated[str, Field(min_length=10, max_length=256)]


class AccountBrief(BaseModel):
    """Who somebody is, as their own screens and their colleagues see it."""

    id: str
    name: str
    role: str
    agency_id: str | None
    unit_id: str | None


class SessionAnswer(BaseModel):
    """`desk` is the desk card of the desk the account is logged on to."""

    account: AccountBrief
    desk: dict[str, Any] | None


class ClockTold(BaseModel):
    """The domain's moment, and how many of its seconds pass in a real one."""

    now: str
    speed: float


class Me(BaseModel):
    """Who am I, what may I do, and where am I. `locked`: the session waits for its password."""

    account: AccountBrief
    desk: dict[str, Any] | None
    language: str
    time_zone: str
    acts: list[str]
    clock: ClockTold
    demo: bool
    fictional: bool
    locked: bool


class TokenTold(BaseModel):
    label: Annotated[str, Field(min_length=1, max_length=100)]
    days: Annotated[int, Field(ge=1, le=365)] = 90


class TokenBrief(BaseModel):
    id: str
    label: str
    created_at: str
    expires_at: str


class TokenAnswer(TokenBrief):
    """`token` is shown this once."""

    token: str


class Tokens(BaseModel):
    items: list[TokenBrief]
    next: None = None
