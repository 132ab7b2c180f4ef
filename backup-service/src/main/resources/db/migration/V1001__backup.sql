-- Environments, as something to be backed up.
create table protected_environment (
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
create index on protected_environment (state_name, due_at);

-- The catalogue of backups.
create table backup (like protected_environment including all);
create index on backup ((state -> 'run' ->> 'environmentId'), (state -> 'run' ->> 'openedAt'));
-- Never two runs for one environment, whatever the code does.
create unique index one_run_each on backup ((state -> 'run' ->> 'environmentId')) where state_name = 'Running';

create table restore (like protected_environment including all);
-- Never two restores into one environment.
create unique index one_restore_each on restore ((state -> 'order' ->> 'environmentId')) where state_name = 'Running';

-- Which regions are lost.
create table region_health (like protected_environment including all);
