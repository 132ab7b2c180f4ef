create table environment (
    id             text primary key,
    tenant_id      text        not null,
    correlation_id uuid        not null,
    version        bigint      not null,
    state_name     text        not null,
    state          jsonb       not null,
    due_at         timestamptz not null,
    leased_by      text,
    leased_until   timestamptz,
    changed_at     timestamptz not null
);
create index on environment (state_name, due_at);

create table region (
    id             text primary key,
    tenant_id      text        not null,
    correlation_id uuid        not null,
    version        bigint      not null,
    state_name     text        not null,
    state          jsonb       not null,
    due_at         timestamptz not null,
    leased_by      text,
    leased_until   timestamptz,
    changed_at     timestamptz not null
);
create index on region (state_name, due_at);

create table site (
    id             text primary key,
    tenant_id      text        not null,
    correlation_id uuid        not null,
    version        bigint      not null,
    state_name     text        not null,
    state          jsonb       not null,
    due_at         timestamptz not null,
    leased_by      text,
    leased_until   timestamptz,
    changed_at     timestamptz not null
);
create index on site (state_name, due_at);

create table node_fence (
    id             text primary key,
    tenant_id      text        not null,
    correlation_id uuid        not null,
    version        bigint      not null,
    state_name     text        not null,
    state          jsonb       not null,
    due_at         timestamptz not null,
    leased_by      text,
    leased_until   timestamptz,
    changed_at     timestamptz not null
);
create index on node_fence (state_name, due_at);
