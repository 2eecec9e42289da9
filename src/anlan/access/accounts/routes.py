"""Accounts, kept by the administrator."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from anlan.access.accounts.handlers import AccountTold
from anlan.access.accounts.state import AccountState
from anlan.access.assembled import Access
from anlan.access.http import Act, Commanded, Signed, require
from anlan.access.policy import Role
from anlan.access.wire import Cursor, Limit, if_match, next_cursor, read_cursor, service, tell_position, tell_revision
from anlan.errors import Invalid, Refused

router = APIRouter(tags=["accounts"])

Door = Annotated[Access, service(Access)]
Language = Literal["zh-CN", "en"]
ShownName = Annotated[str, Field(min_length=1, max_length=64)]


class Account(BaseModel):
    """An account as the administrator sees it. `name` is what colleagues see; sign-in names are not readable."""

    id: str
    name: str
    role: Role
    agency_id: str | None
    unit_id: str | None
    language: Language
    disabled: bool
    erased: bool
    demo: bool
    revision: int


class AccountPage(BaseModel):
    items: list[Account]
    next: str | None


class NewAccount(BaseModel):
    """`login` is typed to sign in; `name` is what colleagues see, the sign-in name when it is not given."""

    login: Annotated[str, Field(min_length=2, max_length=64)]
    password: Annotated[str, Field(min_length=10, max_length=256)]
    name: ShownName | None = None
    role: Role
    agency_id: str | None = None
    unit_id: str | None = None
    language: Language = "zh-CN"


class AccountPatch(BaseModel):
    """Only what is given changes."""

    name: ShownName | None = None
    role: Role | None = None
    agency_id: str | None = None
    unit_id: str | None = None
    disabled: bool | None = None


class NewPassword(BaseModel):
    password: Annotated[str, Field(min_length=10, max_length=256)]


@router.get("/accounts", response_model=AccountPage)
async def list_accounts(
    signed: Signed, access: Door, role: Role | None = None, limit: Limit = 200, cursor: Cursor = None
) -> AccountPage:
    """Every account, in the order of their ids."""
    require(signed, Act.ACCOUNT_READ)
    after = read_cursor(cursor, str)
    found = [
        state
        for state in await access.accounts.all()
        if (role is None or state.role == role) and (after is None or state.id > after[0])
    ]
    page = found[:limit]
    names = await access.names.of(page)
    more = next_cursor(page[-1].id) if len(found) > limit else None
    return AccountPage(items=[_account(state, names.get(state.id, "")) for state in page], next=more)


@router.get("/accounts/{account_id}", response_model=Account)
async def get_account(account_id: str, response: Response, signed: Signed, access: Door) -> Account:
    """One account, with the `ETag` to change it by."""
    require(signed, Act.ACCOUNT_READ)
    return await _told(access, account_id, response)


@router.post("/accounts", response_model=Account, status_code=201)
async def create_account(
    told: NewAccount, request: Request, response: Response, signed: Signed, context: Commanded, access: Door
) -> Account:
    """Make an account. The person changes the password at the first sign-in if they wish (`PUT /me/password`)."""
    require(signed, Act.ACCOUNT_MANAGE)
    done = await access.accounts.create(
        context,
        AccountTold(
            login=told.login,
            password=told.password,
            name=told.name or told.login,
            role=told.role.value,
            agency_id=told.agency_id,
            unit_id=told.unit_id,
            language=told.language,
        ),
    )
    await tell_position(request, response, done)
    return await _told(access, done.answer["id"], response)


@router.patch("/accounts/{account_id}", response_model=Account)
async def change_account(
    account_id: str,
    told: AccountPatch,
    request: Request,
    response: Response,
    signed: Signed,
    context: Commanded,
    access: Door,
) -> Account:
    """Change role, agency, unit or name, or disable: a disabled account's sessions end at once."""
    require(signed, Act.ACCOUNT_MANAGE)
    changes = told.model_dump(exclude_unset=True)
    for needed in ("role", "disabled", "name"):
        if needed in changes and changes[needed] is None:
            raise Invalid("account.invalid", fields=[(needed, "account.field_needed")])
    if "role" in changes:
        changes["role"] = changes["role"].value
    if account_id == signed.account_id and ("role" in changes or changes.get("disabled")):
        raise Refused("account.not_yourself")
    done = await access.accounts.change(context, account_id, changes=changes, revision=if_match(request))
    await tell_position(request, response, done)
    return await _told(access, account_id, response)


@router.delete("/accounts/{account_id}", status_code=204)
async def erase_account(account_id: str, signed: Signed, context: Commanded, access: Door) -> Response:
    """Forget the person for ever: name, sign-in and sessions. What the account did stays, without a name."""
    require(signed, Act.ACCOUNT_MANAGE)
    if account_id == signed.account_id:
        raise Refused("account.not_yourself")
    await access.accounts.erase(context, account_id)
    return Response(status_code=204)


@router.post("/accounts/{account_id}/password", status_code=204)
async def set_password(
    account_id: str, told: NewPassword, signed: Signed, context: Commanded, access: Door
) -> Response:
    """Give an account a new password; its sessions and tokens end."""
    require(signed, Act.ACCOUNT_MANAGE)
    await access.accounts.set_password(context, account_id, told.password)
    return Response(status_code=204)


async def _told(access: Access, account_id: str, response: Response) -> Account:
    state = await access.accounts.get(account_id)
    tell_revision(response, state.revision)
    names = await access.names.of([state])
    return _account(state, names.get(state.id, ""))


def _account(state: AccountState, name: str) -> Account:
    return Account(
        id=state.id,
        name=name,
        role=Role(state.role),
        agency_id=state.agency_id,
        unit_id=state.unit_id,
        language="en" if state.language == "en" else "zh-CN",
        disabled=state.disabled,
        erased=state.erased,
        demo=state.demo,
        revision=state.revision,
    )
