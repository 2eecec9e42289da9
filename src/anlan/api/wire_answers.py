"""The answers of the addresses that belong to no module."""

from pydantic import BaseModel

__all__ = ["DemoAccount", "DemoAccounts", "Health", "Ready"]


class Health(BaseModel):
    status: str


class Ready(BaseModel):
    """`checks` by name: accounts, and what the app added."""

    ready: bool
    checks: dict[str, bool]


class DemoAccount(BaseModel):
    """An account of the fictional city, ready to sign in with."""

    role: str
    name: str
    password: str
    display_name: str | None = None
    agency: str | None = None
    unit: str | None = None


class DemoAccounts(BaseModel):
    items: list[DemoAccount]
    next: None = None
