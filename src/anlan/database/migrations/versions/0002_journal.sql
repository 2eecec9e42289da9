-- The journal: append-only events, their order, and what a command changes with them.
-- anlan_app may insert and select on the journal and nothing more; positions are the sequencer's alone.

create table journal.events (
    seq bigint generated always as identity primary key,
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

-- Dense and insert-only: position N exists only when 1..N-1 do.
create table journal.positions (
    position bigint primary key,
    seq bigint not null constraint positions_seq unique,
    at timestamptz not null
);
create index positions_at on journal.positions (at);

create table work.streams (
    stream text collate "C" primary key,
    version integer not null,
    state bytea
) with (fillfactor = 70);

create table work.commands (
    command_id uuid primary key,
    digest bytea,
    seq bigint not null,
    key_id uuid not null,
    result bytea
);

create table work.timers (
    id text primary key,
    due_at timestamptz not null,
    kind text not null,
    payload bytea not null,
    attempts integer not null default 0
);
create index timers_due on work.timers (due_at);

create table work.outbox (
    id text primary key,
    kind text not null,
    payload bytea not null,
    attempts integer not null default 0,
    next_at timestamptz not null
);
create index outbox_next on work.outbox (next_at);

-- Below `settled` every sequence number has a position or belongs to a transaction that never committed.
create table work.sequencer (
    one boolean primary key default true check (one),
    settled bigint not null
);
insert into work.sequencer (settled) values (0);

grant select, insert on journal.events to anlan_app;
grant select on journal.positions to anlan_app;
grant select, insert, update, delete on work.streams, work.commands, work.timers, work.outbox to anlan_app;
grant select on journal.events to anlan_sequencer;
grant select, insert on journal.positions to anlan_sequencer;
grant select, update on work.sequencer to anlan_sequencer;
grant select on journal.events, journal.positions to anlan_rebuild;

-- One call appends everything a command decided. The order of statements matters:
-- the transaction id is taken before any sequence number, so that the sequencer can tell a number that is still
-- on its way from one that will never come (see anlan.journal.sequencer).
create function work.append(
    p_command uuid, p_digest bytea, p_result_key uuid, p_result bytea,
    p_recorded timestamptz, p_actor text, p_cause text,
    p_ids uuid[], p_streams text[], p_versions integer[], p_kinds text[], p_schemas smallint[],
    p_occurred timestamptz[], p_matters text[], p_public bytea[], p_sealed bytea[],
    p_state_streams text[], p_state_expected integer[], p_state_versions integer[], p_states bytea[],
    p_cancel text[], p_timer_ids text[], p_timer_due timestamptz[], p_timer_kinds text[], p_timer_payloads bytea[],
    p_done text[], p_effect_ids text[], p_effect_kinds text[], p_effect_payloads bytea[]
) returns bigint language plpgsql as $$
declare
    v_seq bigint := 0;
    v_count integer;
begin
    perform pg_current_xact_id();
    if p_state_streams <> '{}' then
        -- First and in one order (the caller sorts), so that two commands never wait for each other in a ring.
        insert into work.streams as s (stream, version, state)
        select n.stream, n.version, n.state
        from unnest(p_state_streams, p_state_expected, p_state_versions, p_states)
            as n(stream, expected, version, state)
        on conflict (stream) do update set version = excluded.version, state = excluded.state
        where s.version = p_state_expected[array_position(p_state_streams, s.stream)];
        get diagnostics v_count = row_count;
        if v_count <> array_length(p_state_streams, 1) then
            raise exception 'a stream has moved on' using errcode = 'AN001';
        end if;
    end if;
    if array_length(p_ids, 1) = 1 then
        insert into journal.events (id, stream, version, kind, schema_version, occurred_at, recorded_at, actor,
                                    command_id, cause, matter, public, sealed)
        values (p_ids[1], p_streams[1], p_versions[1], p_kinds[1], p_schemas[1], p_occurred[1], p_recorded, p_actor,
                p_command, p_cause, p_matters[1], p_public[1], p_sealed[1])
        returning seq into v_seq;
    elsif p_ids <> '{}' then
        with inserted as (
            insert into journal.events (id, stream, version, kind, schema_version, occurred_at, recorded_at, actor,
                                        command_id, cause, matter, public, sealed)
            select e.id, e.stream, e.version, e.kind, e.schema_version, e.occurred_at, p_recorded, p_actor,
                   p_command, p_cause, e.matter, e.public, e.sealed
            from unnest(p_ids, p_streams, p_versions, p_kinds, p_schemas, p_occurred, p_matters, p_public, p_sealed)
                with ordinality
                as e(id, stream, version, kind, schema_version, occurred_at, matter, public, sealed, n)
            order by e.n
            returning seq)
        select max(seq) into v_seq from inserted;
    end if;
    insert into work.commands (command_id, digest, seq, key_id, result)
    values (p_command, p_digest, v_seq, p_result_key, p_result);
    if p_cancel <> '{}' then
        delete from work.timers where id = any (p_cancel);
    end if;
    if p_timer_ids <> '{}' then
        insert into work.timers (id, due_at, kind, payload)
        select * from unnest(p_timer_ids, p_timer_due, p_timer_kinds, p_timer_payloads)
        on conflict (id) do update
            set due_at = excluded.due_at, kind = excluded.kind, payload = excluded.payload, attempts = 0;
    end if;
    if p_done <> '{}' then
        delete from work.outbox where id = any (p_done);
    end if;
    if p_effect_ids <> '{}' then
        insert into work.outbox (id, kind, payload, next_at)
        select *, p_recorded from unnest(p_effect_ids, p_effect_kinds, p_effect_payloads)
        on conflict (id) do nothing;
    end if;
    return v_seq;
end $$;

-- The same for the commonest case, one event and nothing else: without arrays it costs half.
create function work.append_one(
    p_command uuid, p_digest bytea, p_result_key uuid, p_result bytea,
    p_recorded timestamptz, p_actor text, p_cause text,
    p_id uuid, p_stream text, p_version integer, p_kind text, p_schema smallint,
    p_occurred timestamptz, p_matter text, p_public bytea, p_sealed bytea, p_state bytea
) returns bigint language plpgsql as $$
declare
    v_seq bigint;
begin
    perform pg_current_xact_id();
    if p_version = 1 then
        insert into work.streams (stream, version, state) values (p_stream, 1, p_state)
        on conflict (stream) do nothing;
    else
        update work.streams set version = p_version, state = p_state
        where stream = p_stream and version = p_version - 1;
    end if;
    if not found then
        raise exception 'a stream has moved on' using errcode = 'AN001';
    end if;
    insert into journal.events (id, stream, version, kind, schema_version, occurred_at, recorded_at, actor,
                                command_id, cause, matter, public, sealed)
    values (p_id, p_stream, p_version, p_kind, p_schema, p_occurred, p_recorded, p_actor,
            p_command, p_cause, p_matter, p_public, p_sealed)
    returning seq into v_seq;
    insert into work.commands (command_id, digest, seq, key_id, result)
    values (p_command, p_digest, v_seq, p_result_key, p_result);
    return v_seq;
end $$;

-- Gives every committed event that has no position the next one. Answers what the sequencer must remember:
-- the numbers placed, and the bounds of running transactions before and after looking.
create function journal.place(p_high bigint, p_gaps bigint[], p_last bigint, p_at timestamptz, p_limit integer)
returns table (placed bigint[], xmin_before bigint, xmax_after bigint) language plpgsql as $$
declare
    v_before bigint;
    v_seqs bigint[];
begin
    v_before := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    select array_agg(found.seq order by found.seq) into v_seqs from (
        (select seq from journal.events where seq = any (p_gaps))
        union all
        (select seq from journal.events where seq > p_high order by seq limit p_limit)
    ) as found;
    if v_seqs is not null then
        insert into journal.positions (position, seq, at)
        select p_last + n, s, p_at from unnest(v_seqs) with ordinality as t(s, n);
        perform pg_notify('journal', (p_last + array_length(v_seqs, 1))::text);
    end if;
    return query select v_seqs, v_before, pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
end $$;

revoke all on function journal.place from public;
grant execute on function journal.place to anlan_sequencer;
revoke all on function work.append from public;
revoke all on function work.append_one from public;
grant execute on function work.append_one to anlan_app;
grant execute on function work.append to anlan_app;
