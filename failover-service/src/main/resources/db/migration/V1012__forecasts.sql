-- Forecasts of outages and what came of them; id is <outage>/<estimate>.
create table forecast (
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

create index on forecast (state_name, due_at);

-- Whether each site can be reached from outside; id is <environmentId>/<siteEpoch>.
create table reachability (
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

create index on reachability (state_name, due_at);
