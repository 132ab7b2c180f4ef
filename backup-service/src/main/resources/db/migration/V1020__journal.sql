-- The write-ahead log that follows each backup with the files of a whole cluster; the row has the backup's id.
create table journal (like protected_environment including all);
create index on journal ((state ->> 'environmentId'));
