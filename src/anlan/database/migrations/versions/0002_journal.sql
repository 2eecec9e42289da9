-- The journal: append-only events, their order, and what a command changes with them.
-- anlan_app may insert and select on the journal and nothing more; positions are the sequencer's alone.

create sequence journal.event_number as bigint;

create table journal.events (
    -- A transaction has its id before its first number, whoever writes and however: journal.place relies on it to
    -- tell a number that is still on its way from one that will never come.
    seq bigint primary key default nextval(
        case when pg_current_xact_id() is not null then 'journal.event_number'::regclass end),
    id uuid not null,
    stream text collate "C" not null,
    version integer not null,
    kind text not null,
    schema_version smallint not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    actor text not null,
    command_id uuid not null,
    cause text,
    matter text,
    public bytea not null,
    sealed bytea,
    constraint events_stream_version unique (stream, version)
);
alter sequence journal.event_number owned by journal.events.seq;

-- Dense and insert-only: position N exists only when 1..N-1 do.
create table journal.positions (
    position bigint primary key,
    seq bigint not null constraint positions_seq unique,
    at timestamptz not null
);
create index positions_at on journal.positions (at, position);

-- `before` is the version that the last command found: the next one must have seen `version`.
create table work.streams (
    stream text collate "C" primary key,
    version integer not null,
    before integer not null,
    state bytea
) with (fillfactor = 70);

create table work.commands (
    command_id uuid primary key,
    digest bytea,
    seq bigint not null,
    key_id uuid not null,
    result bytea
);

-- `due_at` is what was promised and stays; `next_at` is when it is tried (again).
create table work.timers (
    id text primary key,
    due_at timestamptz not null,
    next_at timestamptz not null,
    kind text not null,
    payload bytea not null,
    attempts integer not null default 0
);
create index timers_next on work.timers (next_at);

create table work.outbox (
    id text primary key,
    kind text not null,
    payload bytea not null,
    attempts integer not null default 0,
    next_at timestamptz not null
);
create index outbox_next on work.outbox (next_at);

-- Below `settled` every number has a position or belongs to a transaction that never committed.
create table work.sequencer (
    one boolean primary key default true check (one),
    settled bigint not null
);
insert into work.sequencer (settled) values (0);

grant select on journal.events to anlan_app;
-- Not `seq`: a number comes from the sequence or not at all.
grant insert (id, stream, version, kind, schema_version, occurred_at, recorded_at, actor, command_id, cause, matter,
              public, sealed) on journal.events to anlan_app;
grant usage on sequence journal.event_number to anlan_app;
grant select on journal.positions to anlan_app;
grant select, insert, update on work.streams to anlan_app;
grant select, insert on work.commands to anlan_app;
grant select, insert, update, delete on work.timers, work.outbox to anlan_app;
grant select on journal.events to anlan_sequencer;
grant select, insert on journal.positions to anlan_sequencer;
grant select, update on work.sequencer to anlan_sequencer;
grant select on journal.events, journal.positions, work.streams to anlan_rebuild;

-- What a call of work.append is made of; anlan.journal.append fills them, field by field in this order.
create type work.new_command as (command_id uuid, digest bytea, key_id uuid, result bytea, last integer);
create type work.new_event as (
    id uuid, stream text, version integer, kind text, schema_version smallint, occurred_at timestamptz,
    recorded_at timestamptz, actor text, command_id uuid, cause text, matter text, public bytea, sealed bytea);
create type work.new_state as (stream text, version integer, before integer, state bytea);
create type work.new_timer as (id text, due_at timestamptz, kind text, payload bytea);
create type work.new_effect as (id text, kind text, payload bytea, next_at timestamptz);

-- Appends everything that one or several commands decided, or nothing of it. Answers the numbers of the events in
-- their order; a command's `last` says which of them is its last (0: it has none).
-- AN001: a stream has moved on. AN002: a timer that fired was cancelled or moved meanwhile.
create function work.append(
    p_commands work.new_command[], p_events work.new_event[], p_states work.new_state[],
    p_fired work.new_timer[], p_cancel text[], p_timers work.new_timer[],
    p_done text[], p_effects work.new_effect[]
) returns bigint[] language plpgsql as $$
declare
    v_seqs bigint[];
    v_count integer;
begin
    if cardinality(p_states) > 0 then
        -- First and in one order (the caller sorts), so that two calls never wait for each other in a ring, and a
        -- later version takes its number only after the earlier one has committed.
        insert into work.streams as s select * from unnest(p_states)
        on conflict (stream) do update
            set version = excluded.version, before = excluded.before, state = excluded.state
            where s.version = excluded.before;
        get diagnostics v_count = row_count;
        if v_count <> cardinality(p_states) then
            raise exception 'a stream has moved on' using errcode = 'AN001';
        end if;
    end if;
    if cardinality(p_fired) > 0 then
        delete from work.timers t using unnest(p_fired) f where t.id = f.id and t.due_at = f.due_at;
        get diagnostics v_count = row_count;
        if v_count <> cardinality(p_fired) then
            raise exception 'a timer is not due any more' using errcode = 'AN002';
        end if;
    end if;
    if cardinality(p_events) > 0 then
        with inserted as (
            insert into journal.events (id, stream, version, kind, schema_version, occurred_at, recorded_at, actor,
                                        command_id, cause, matter, public, sealed)
            select * from unnest(p_events)
            returning seq)
        select array_agg(seq) into v_seqs from inserted;
    end if;
    insert into work.commands (command_id, digest, seq, key_id, result)
    select command_id, digest, coalesce(v_seqs[last], 0), key_id, result from unnest(p_commands);
    if cardinality(p_cancel) > 0 then
        delete from work.timers where id = any (p_cancel);
    end if;
    if cardinality(p_timers) > 0 then
        insert into work.timers (id, due_at, next_at, kind, payload)
        select id, due_at, due_at, kind, payload from unnest(p_timers) order by id
        on conflict (id) do update
            set due_at = excluded.due_at, next_at = excluded.next_at, kind = excluded.kind,
                payload = excluded.payload, attempts = 0;
    end if;
    if cardinality(p_done) > 0 then
        delete from work.outbox where id = any (p_done);
    end if;
    if cardinality(p_effects) > 0 then
        insert into work.outbox (id, kind, payload, next_at)
        select id, kind, payload, next_at from unnest(p_effects) order by id
        on conflict (id) do nothing;
    end if;
    return v_seqs;
end $$;

-- Gives every committed event that has no position the next one, in the order of their numbers. Answers what the
-- sequencer must remember: the numbers placed, the oldest transaction that was running before looking, and its own
-- transaction id. Whoever owns a number missing among those placed took its id before that number, and so before
-- this transaction took its own; the snapshot's own upper bound would not do, because it is the last *ended* id + 1.
create function journal.place(p_high bigint, p_gaps bigint[], p_last bigint, p_at timestamptz, p_limit integer)
returns table (placed bigint[], oldest bigint, own bigint) language plpgsql as $$
declare
    v_oldest bigint;
    v_seqs bigint[];
begin
    v_oldest := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    select array_agg(found.seq order by found.seq) into v_seqs from (
        (select seq from journal.events where seq = any (p_gaps))
        union all
        (select seq from journal.events where seq > p_high order by seq limit p_limit)
    ) as found;
    if v_seqs is null then
        return query select v_seqs, v_oldest, 0::bigint;
    else
        insert into journal.positions (position, seq, at)
        select p_last + n, s, p_at from unnest(v_seqs) with ordinality as t(s, n);
        perform pg_notify('journal', (p_last + cardinality(v_seqs))::text);
        return query select v_seqs, v_oldest, pg_current_xact_id()::text::bigint;
    end if;
end $$;

revoke all on function journal.place from public;
grant execute on function journal.place to anlan_sequencer;
revoke all on function work.append from public;
grant execute on function work.append to anlan_app;
