-- Positions of the service's own units on duty: telemetry beside the journal, which binds each minute's rows by hash.
-- One partition an hour of receipt: "what was known then" is a question of receipt, and ending is dropping a table.

create table telemetry.positions (
    unit_id text not null,
    at timestamptz not null,
    received_at timestamptz not null,
    lon double precision not null,
    lat double precision not null,
    speed real,
    heading real,
    accuracy real,
    jump boolean not null default false
) partition by range (received_at);
create index positions_unit on telemetry.positions (unit_id, received_at);

-- What outlives its 30 days because it belongs to the review of an incident.
create table telemetry.kept (
    incident_id text not null,
    unit_id text not null,
    at timestamptz not null,
    received_at timestamptz not null,
    lon double precision not null,
    lat double precision not null,
    speed real,
    heading real,
    accuracy real,
    jump boolean not null,
    constraint kept_once primary key (incident_id, unit_id, received_at, at)
);

grant select, insert on telemetry.positions to anlan_app;
grant select, insert, delete on telemetry.kept to anlan_app;

-- The app may neither create nor drop tables; these two do exactly that, for hours, and nothing else.
create function telemetry.make_hour(p_hour timestamptz) returns void language plpgsql security definer
set search_path = telemetry, pg_catalog, pg_temp as $$
declare
    v_from timestamptz := date_trunc('hour', p_hour at time zone 'UTC') at time zone 'UTC';
    v_name text := 'positions_' || to_char(v_from at time zone 'UTC', 'YYYYMMDDHH24');
begin
    if to_regclass('telemetry.' || v_name) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext('telemetry.make_hour'));
    if to_regclass('telemetry.' || v_name) is null then
        execute format('create table telemetry.%I partition of telemetry.positions for values from (%L) to (%L)',
                       v_name, v_from, v_from + interval '1 hour');
    end if;
end $$;

-- Drops every hour that ended before the moment given; answers how many.
create function telemetry.drop_hours(p_before timestamptz) returns integer language plpgsql security definer
set search_path = telemetry, pg_catalog, pg_temp as $$
declare
    v_name text;
    v_count integer := 0;
begin
    for v_name in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'telemetry.positions'::regclass
          and to_timestamp(substr(c.relname, 11) || '+00', 'YYYYMMDDHH24TZH') + interval '1 hour' <= p_before
        order by c.relname
    loop
        execute format('drop table telemetry.%I', v_name);
        v_count := v_count + 1;
    end loop;
    return v_count;
end $$;

revoke all on function telemetry.make_hour(timestamptz) from public;
revoke all on function telemetry.drop_hours(timestamptz) from public;
grant execute on function telemetry.make_hour(timestamptz) to anlan_app;
grant execute on function telemetry.drop_hours(timestamptz) to anlan_app;

-- Keeps a batch, and tells the newest good fix of each unit to whoever listens, in pieces that fit a notice.
create function telemetry.add(
    p_units text[], p_at timestamptz[], p_received timestamptz, p_lon double precision[], p_lat double precision[],
    p_speed real[], p_heading real[], p_accuracy real[], p_jump boolean[], p_notices text[]
) returns void language plpgsql as $$
declare
    v_notice text;
begin
    insert into telemetry.positions (unit_id, at, received_at, lon, lat, speed, heading, accuracy, jump)
    select n.unit_id, n.at, p_received, n.lon, n.lat, n.speed, n.heading, n.accuracy, n.jump
    from unnest(p_units, p_at, p_lon, p_lat, p_speed, p_heading, p_accuracy, p_jump)
        as n(unit_id, at, lon, lat, speed, heading, accuracy, jump);
    foreach v_notice in array p_notices loop
        perform pg_notify('positions', v_notice);
    end loop;
end $$;
revoke all on function telemetry.add from public;
grant execute on function telemetry.add to anlan_app;
