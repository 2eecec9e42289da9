"""Signing in and out, switching, locking; who am I."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from anlan.access.accounts.state import AccountState
from anlan.access.assembled import Access
from anlan.access.caller import Caller
from anlan.access.http import (
    CSRF_COOKIE,
    SESSION_COOKIE,
    Commanded,
    Signed,
    address_of,
    command_id,
    session_of,
)
from anlan.access.policy import POLICY, Act, Role, acts_of
from anlan.access.refusals import SignInNeeded
from anlan.access.sessions.shapes import (
    AccountBrief,
    ClockTold,
    LanguageTold,
    Me,
    PasswordChange,
    Proof,
    SessionAnswer,
    SignInTold,
    Surroundings,
    TokenAnswer,
    TokenBrief,
    Tokens,
    TokenTold,
)
from anlan.access.sessions.store import Opened, Session
from anlan.access.wire import service, tell_position
from anlan.clock import iso
from anlan.errors import Forbidden, NotFound
from anlan.ids import derived_id
from anlan.journal import Context

router = APIRouter(tags=["sessions"])

Door = Annotated[Access, service(Access)]
Around = Annotated[Surroundings, service(Surroundings)]
Held = Annotated[Session, Depends(session_of)]

_TRIES = {"x-problems": [401, 429]}


@router.post("/session", response_model=SessionAnswer, status_code=201, openapi_extra=_TRIES)
async def sign_in(told: SignInTold, request: Request, response: Response, access: Door) -> SessionAnswer:
    """Sign in. Sets the session cookie and `anlan_csrf`, whose value unsafe requests send back as
    `X-CSRF-Token`. Needs no CSRF token itself."""
    command_id(request, "")
    state = await access.sign_in.prove(told.name, told.password, address_of(request))
    opened = await access.sign_in.open(state, address_of(request), key=request.headers.get("idempotency-key"))
    _set_cookies(request, response, opened)
    return await _answer(access, request, opened.session)


@router.delete("/session", status_code=204, openapi_extra={"x-problems": [429]})
async def sign_out(request: Request, session: Held, access: Door) -> Response:
    """Sign out: this session ends, and its desk no longer has this person at it. Works while locked."""
    caller = await access.caller(session)
    context = Context(command_id=derived_id("leave", session.id), actor=caller.actor)
    await access.workplaces.leave(caller, context)
    await access.sign_in.close(session)
    response = Response(status_code=204)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="strict")
    response.delete_cookie(CSRF_COOKIE, path="/", samesite="strict")
    return response


@router.post("/session/switch", response_model=SessionAnswer, status_code=201, openapi_extra={"x-problems": [429]})
async def switch(
    told: SignInTold, request: Request, response: Response, session: Held, access: Door
) -> SessionAnswer:
    """Another person takes over these screens and the desk at once. Works while locked; when name or password
    are not right, everything stays as it was."""
    before = await access.caller(session)
    state = await _proved(access, told, request)
    context = Context(command_id=command_id(request, session.id), actor=f"account:{state.id}")
    if before.desk_id is not None and state.id != before.account_id:
        if Act.DESK_WORK in POLICY[Role(state.role)]:
            await access.workplaces.change_hands(before, state.id, context)
        else:
            await access.workplaces.leave(before, context)
    key = request.headers.get("idempotency-key")
    opened = await access.sign_in.open(state, address_of(request), key=key and f"{session.id} {key}", way="switch")
    await access.sign_in.close(session, "switched")
    _set_cookies(request, response, opened)
    return await _answer(access, request, opened.session)


@router.post("/session/lock", status_code=204)
async def lock(signed: Signed, context: Commanded, access: Door) -> Response:
    """Lock these screens by hand: they show nothing until the password is typed. Desk and ground stay."""
    await access.sessions.lock(signed.session_id)
    return Response(status_code=204)


@router.post("/session/unlock", status_code=204)
async def unlock(told: Proof, request: Request, session: Held, access: Door) -> Response:
    """Take the lock off with the password of the person who is signed in."""
    command_id(request, session.id)
    await access.sign_in.unlock(session, told.password, address_of(request))
    return Response(status_code=204)


@router.get("/me", response_model=Me)
async def me(request: Request, session: Held, access: Door, around: Around) -> Me:
    """Who am I, what may I do. Answers while locked too, saying so, and nothing more than the name."""
    caller = await access.caller(session)
    locked = await access.is_locked(session, caller)
    return Me(
        account=_brief(caller),
        desk=None if locked else await _desk(access, caller.account_id),
        language=caller.language,
        time_zone=around.time_zone,
        acts=acts_of(caller.role),
        clock=ClockTold(now=iso(around.clock.now()), speed=around.speed),
        demo=around.demo,
        fictional=around.fictional,
        locked=locked,
    )


@router.put("/me/language", response_model=LanguageTold)
async def set_language(
    told: LanguageTold, request: Request, response: Response, signed: Signed, context: Commanded, access: Door
) -> dict[str, Any]:
    """The language of this person's screens and of the answers they get, from now on."""
    done = await access.accounts.set_language(context, signed.account_id, told.language)
    await tell_position(request, response, done)
    return done.answer


@router.put("/me/password", status_code=204)
async def set_password(
    told: PasswordChange, request: Request, signed: Signed, context: Commanded, access: Door
) -> Response:
    """A new password of one's own. All sessions and tokens of the account end, this one too."""
    await access.sign_in.prove_again(signed.account_id, told.present, address_of(request))
    await access.accounts.set_password(context, signed.account_id, told.password)
    return Response(status_code=204)


@router.get("/me/tokens", response_model=Tokens)
async def list_tokens(signed: Signed, access: Door) -> Tokens:
    """The bearer tokens of programs that act as this account."""
    return Tokens(items=[TokenBrief(**_token(each)) for each in await access.sessions.programs(signed.account_id)])


@router.post("/me/tokens", response_model=TokenAnswer, status_code=201)
async def make_token(told: TokenTold, signed: Signed, context: Commanded, access: Door) -> TokenAnswer:
    """A bearer token for a program, shown this once; under the same `Idempotency-Key` it is renewed, not
    doubled."""
    session_id = derived_id("program", signed.account_id, context.command_id)
    opened = await access.sign_in.open_program(signed.account_id, told.label, session_id, told.days * 86_400)
    return TokenAnswer(**_token(opened.session), token=opened.token)


@router.delete("/me/tokens/{token_id}", status_code=204)
async def end_token(token_id: str, signed: Signed, context: Commanded, access: Door) -> Response:
    """End a token at once. Twice is once."""
    for each in await access.sessions.programs(signed.account_id):
        if each.id == token_id:
            await access.sign_in.close(each)
            return Response(status_code=204)
    if await access.sign_in.was_closed(signed.account_id, token_id):
        return Response(status_code=204)
    raise NotFound("access.not_found")


async def _proved(access: Access, told: SignInTold, request: Request) -> AccountState:
    """As signing in, but a wrong password is a 403: the session that is there goes on."""
    try:
        return await access.sign_in.prove(told.name, told.password, address_of(request))
    except SignInNeeded:
        raise Forbidden("session.refused") from None


async def _answer(access: Access, request: Request, session: Session) -> SessionAnswer:
    caller = await access.caller(session)
    request.state.language = caller.language
    return SessionAnswer(account=_brief(caller), desk=await _desk(access, caller.account_id))


async def _desk(access: Access, account_id: str) -> dict[str, Any] | None:
    place = await access.workplaces.of(account_id)
    return place.card if place else None


def _brief(caller: Caller) -> AccountBrief:
    return AccountBrief(
        id=caller.account_id,
        name=caller.name,
        role=caller.role.value,
        agency_id=caller.agency_id,
        unit_id=caller.unit_id,
    )


def _token(session: Session) -> dict[str, str]:
    return {
        "id": session.id,
        "label": session.label or "",
        "created_at": iso(session.created_at),
        "expires_at": iso(session.expires_at),
    }


def _set_cookies(request: Request, response: Response, opened: Opened) -> None:
    secure = request.url.scheme == "https"
    age = int((opened.session.expires_at - opened.session.created_at).total_seconds())
    response.set_cookie(
        SESSION_COOKIE, opened.token, max_age=age, path="/", httponly=True, samesite="strict", secure=secure
    )
    response.set_cookie(CSRF_COOKIE, opened.csrf, max_age=age, path="/", samesite="strict", secure=secure)
