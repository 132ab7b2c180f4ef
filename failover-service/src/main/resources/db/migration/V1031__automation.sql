-- Whether and how each environment's databases are failed over; id is <environmentId>.
create table automation (
    id text primary key,
    tenant_id text not null,
    correlation_id uuid not null,
    version bigint not null,
    state_name text not null,
    state jsonb not null,
    due_at timestamptz not null,
    leased_by text,
    leased_until timestamptz,
    changed_at timestamptz not null
);

create index on automation (state_name, due_at);

-- Environments that were known before get what a new one gets.
insert into automation (id, tenant_id, correlation_id, version, state_name, state, due_at, changed_at)
select distinct on (split_part(id, '/', 1)) split_part(id, '/', 1), tenant_id, correlation_id, 1, 'Automatic',
       '{"policy": {"lossPolicy": "LOSS_FIRST", "lagLimitBytes": 1048576, "restartInPlace": "PT0S"}}'::jsonb,
       now(), now()
from leadership order by split_part(id, '/', 1), id;
