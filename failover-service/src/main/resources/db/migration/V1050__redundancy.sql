-- Whether each site's components have all their nodes; id is <environmentId>/<siteEpoch>. The last two columns: which
-- instance looks at them, until when by this server's clock.
create table redundancy (
    id text primary key,
    tenant_id text not null,
    correlation_id uuid not null,
    version bigint not null,
    state_name text not null,
    state jsonb not null,
    due_at timestamptz not null,
    leased_by text,
    leased_until timestamptz,
    changed_at timestamptz not null,
    watched_by text,
    watched_until timestamptz
);

create index on redundancy (state_name, due_at);

-- Of sites that were complete before, not all nodes were kept: they are not looked at, and nothing waits for them.
insert into redundancy (id, tenant_id, correlation_id, version, state_name, state, due_at, changed_at)
select id, tenant_id, correlation_id, 1, 'Withdrawn',
       jsonb_build_object('environmentId', split_part(id, '/', 1), 'siteEpoch', split_part(id, '/', 2)::bigint),
       now(), now()
from leadership;
