-- Who the people are: the only table with names and addresses, besides letters that are not delivered yet.
create table contacts (
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

-- Which request an environment was built from.
create table environment (like contacts including all);

-- What people should be told of, and are not yet.
create table announcement (like contacts including all);
create index on announcement (state_name, due_at);

-- Mails: one row for each event, person and kind of mail.
create table notice (like contacts including all);
create index on notice (state_name, due_at);
