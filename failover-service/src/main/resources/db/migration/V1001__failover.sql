-- Who may write to each site's database; id is <environmentId>/<siteEpoch>.
create table leadership (
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

create index on leadership (state_name, due_at);

-- Whether each region is there; id is <provider>:<region>.
create table region_health (
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

create index on region_health (state_name, due_at);

-- Where each site's visitors come in; id is <environmentId>/<siteEpoch>.
create table ingress (
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

create index on ingress (state_name, due_at);

-- Which regions each environment uses; id is <environmentId>.
create table placement (
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

create index on placement (state_name, due_at);

-- What each environment's names say; id is <environmentId>.
create table binding (
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

create index on binding (state_name, due_at);
