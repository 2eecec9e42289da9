-- Sign-in, sessions and the readings log. Accounts and agencies themselves are events of the journal.

-- Kept like keys, apart from the journal: replaceable, and gone when deleted. No name is readable here.
create table access.credentials (
    account_id uuid primary key,
    name_index bytea not null constraint credentials_name unique,
    password_hash text not null,
    changed_at timestamptz not null
);

create table access.sessions (
    id uuid primary key,
    account_id uuid not null,
    kind text not null check (kind in ('browser', 'program')),
    label text,
    token_hash bytea not null constraint sessions_token unique,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    locked_at timestamptz,
    expires_at timestamptz not null
);
create index sessions_account on access.sessions (account_id);
create index sessions_expiry on access.sessions (expires_at);

create table access.tries (
    key bytea primary key,
    failures integer not null,
    at timestamptz not null,
    until timestamptz not null
);
create index tries_at on access.tries (at);

-- Who opened whose data: insert-only and dense, so that a missing line shows. One line per person, incident and
-- view in a session-day.
create table access.readings (
    position bigint primary key check (position > 0),
    id uuid not null constraint readings_id unique,
    account_id uuid not null,
    session_id uuid not null,
    day date not null,
    incident_id text not null,
    view text not null,
    at timestamptz not null,
    because text not null,
    because_params jsonb not null default '{}',
    constraint readings_once unique (account_id, incident_id, view, session_id, day)
);
create index readings_incident on access.readings (incident_id, position);
create index readings_account on access.readings (account_id, position);

grant select, insert, update, delete on access.credentials, access.sessions, access.tries to anlan_app;
grant select, insert on access.readings to anlan_app;
