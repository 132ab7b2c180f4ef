-- How far each restore has come.
create table restore_progress (like protected_environment including all);

-- Never two restores into one environment, in whatever state of the work.
drop index one_restore_each;
create unique index one_restore_each on restore ((state -> 'order' ->> 'environmentId'))
    where state_name in ('Saving', 'Running', 'Opening');

-- Lists an environment's restores.
create index on restore ((state -> 'order' ->> 'environmentId'), changed_at);
