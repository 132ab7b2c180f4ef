-- What is known of regions, environments and contacts, and the cases: one row per region, environment, request,
-- environment.
create table outage (
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
create index on outage (state_name, due_at);

create table protected_environment (like outage including all);

create table contact_book (like outage including all);

create table recovery (like outage including all);

-- Where environments are served from, to find those that an outage hits.
create index on protected_environment (
    (state -> 'active' -> 'region' ->> 'name'), (state -> 'active' -> 'region' ->> 'provider')
);

-- What was decided about each environment that an outage hit, once.
create table affected_environment (
    environment_id text        not null,
    outage_id      uuid        not null,
    case_id        uuid unique,
    why            text        not null,
    decided_at     timestamptz not null,
    primary key (environment_id, outage_id)
);

-- Links that were mailed: never the link, only its hash.
create table approval_link (
    token_sha256   text primary key,
    approval_id    uuid        not null unique,
    environment_id text        not null,
    case_id        uuid        not null,
    plan_hash      text        not null,
    expires_at     timestamptz not null
);

-- Every yes that was given; a second one with the same id is refused here.
create table spent_approval (
    jti      text primary key,
    case_id  uuid        not null unique,
    spent_at timestamptz not null
);
