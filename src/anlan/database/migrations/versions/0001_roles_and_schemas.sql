-- Who may do what (architecture, decision 10). Tables come later, each with its own grants; nothing is granted to all.

DO $roles$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['anlan_owner', 'anlan_app', 'anlan_sequencer', 'anlan_rebuild'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        END IF;
        -- On a database of one's own every process enters by the address's user and becomes its role.
        IF NOT pg_has_role(current_user, wanted, 'MEMBER')
           OR NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        END IF;
    END LOOP;
    EXECUTE format('GRANT CREATE, CONNECT, TEMPORARY ON DATABASE %I TO anlan_owner, anlan_rebuild', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO anlan_app, anlan_sequencer', current_database());
END
$roles$;

-- The order of work: what happened; what the work hangs on (stream state, timers, outbox, command results);
-- what is shown; who may see it; where the service's own units were.
CREATE SCHEMA journal AUTHORIZATION anlan_owner;
CREATE SCHEMA work AUTHORIZATION anlan_owner;
CREATE SCHEMA access AUTHORIZATION anlan_owner;
CREATE SCHEMA telemetry AUTHORIZATION anlan_owner;
-- The read tables belong to the role that makes them anew in a shadow schema and swaps that in.
CREATE SCHEMA read AUTHORIZATION anlan_rebuild;

GRANT USAGE ON SCHEMA journal, work, access, telemetry TO anlan_app, anlan_sequencer, anlan_rebuild;
GRANT USAGE ON SCHEMA read TO anlan_app, anlan_sequencer, anlan_owner;

-- In whatever schema the rebuild makes them, read tables can be read by those who serve them, and only read.
ALTER DEFAULT PRIVILEGES FOR ROLE anlan_rebuild GRANT SELECT ON TABLES TO anlan_app, anlan_sequencer, anlan_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE anlan_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE anlan_rebuild REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

GRANT SELECT ON public.alembic_version TO anlan_owner, anlan_app, anlan_sequencer, anlan_rebuild;
