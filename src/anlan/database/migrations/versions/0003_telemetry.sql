-- Where the service's own units were while on duty. Kept by the hour, 30 days unless an incident needs it; each
-- batch is bound into the journal by its hash. Never journal events.

create table telemetry.positions (
    unit_id text collate "C" not null,
    at timestamptz not null,
    received_at timestamptz not null,
    lon double precision not null,
    lat double precision not null,
    speed real,
    heading real,
    accuracy real,
    jump boolean not null default false,
    incident_id text,
    primary key (unit_id, at)
) partition by range (at);

-- What an incident needs beyond its time.
create table telemetry.kept (like telemetry.positions including all);

create index positions_received on telemetry.positions (received_at);

grant select, insert on telemetry.positions to anlan_app;
grant select on telemetry.kept to anlan_app;

-- The hour's own table, made when its first position comes.
create function telemetry.ensure_hour(p_at timestamptz) returns void
language plpgsql security definer set search_path = telemetry, pg_temp as $$
declare
    v_from timestamptz := date_trunc('hour', p_at, 'UTC');
    v_name text := 'positions_' || to_char(v_from at time zone 'UTC', 'YYYYMMDD_HH24');
begin
    if to_regclass('telemetry.' || v_name) is null then
        perform pg_advisory_xact_lock(107169001);
        execute format('create table if not exists telemetry.%I partition of telemetry.positions'
                       ' for values from (%L) to (%L)', v_name, v_from, v_from + interval '1 hour');
    end if;
end $$;

-- Forgets the hours that ended before a moment; what belongs to an incident moves aside. Answers how many hours.
create function telemetry.forget(p_before timestamptz) returns integer
language plpgsql security definer set search_path = telemetry, pg_temp as $$
declare
    v_name text;
    v_count integer := 0;
begin
    for v_name in
        select c.relname from pg_inherits i
        join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'telemetry.positions'::regclass
          and to_timestamp(substr(c.relname, 11) || ' +00', 'YYYYMMDD_HH24 TZH') + interval '1 hour' <= p_before
    loop
        execute format('insert into telemetry.kept select * from telemetry.%I where incident_id is not null'
                       ' on conflict do nothing', v_name);
        execute format('drop table telemetry.%I', v_name);
        v_count := v_count + 1;
    end loop;
    return v_count;
end $$;

grant execute on function telemetry.ensure_hour to anlan_app;
grant execute on function telemetry.forget to anlan_app;
