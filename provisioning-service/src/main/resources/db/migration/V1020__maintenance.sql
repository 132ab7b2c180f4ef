create table maintenance_window (
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
create index on maintenance_window (state_name, due_at);
create index on maintenance_window ((state #>> '{work,environmentId}'));
-- the last word on work on one environment, whoever starts it: one at a time
create unique index maintenance_one_at_a_time on maintenance_window ((state #>> '{work,environmentId}'))
    where state_name in ('InProgress', 'Verifying', 'Overrunning');

create table conditions (
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
create index on conditions (state_name, due_at);
