-- Finds what changed since an instance of the service last looked.
create index on backup (changed_at);
