create table drift (
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
create index on drift (state_name, changed_at);

create table orphan (
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
create index on orphan (state_name, changed_at);
