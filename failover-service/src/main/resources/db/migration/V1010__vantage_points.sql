-- What each vantage point has seen of each region; id is <vantage point>/<provider>:<region>.
create table sight (
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

create index on sight (state_name, due_at);

-- What vantage points are told to look at; id is <provider>:<region>.
create table probe_plan (
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

create index on probe_plan (state_name, due_at);
