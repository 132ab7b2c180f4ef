-- What a main database holds before its first customer: one role per kind of access. Safe to run again.
-- The passwords are psql variables that arrive on standard input before this script.
set log_statement = 'none';
set log_min_error_statement = 'panic';
set synchronous_commit = 'local';

select format('create role %I', name)
  from unnest(array['shop', 'replicator', 'rewind', 'controller', 'backup']) as name
 where not exists (select from pg_roles where rolname = name) \gexec

-- The limit leaves connections for the controller when every order of the shop waits for a standby that is gone.
alter role shop with login connection limit 40 password :'shop';
alter role replicator with login replication password :'replicator';
alter role rewind with login password :'rewind';
alter role controller with login replication password :'controller';
alter role backup with login createdb password :'backup';

-- An order is acknowledged only when the synchronous standby has it. PostgreSQL lets any session change
-- synchronous_commit (it is USERSET) and cannot forbid that; the role's default is what an application that does not
-- ask gets. A statement timeout would turn the wait for the standby into a success with a warning, so there is none.
alter role shop set synchronous_commit = on;
alter role shop set statement_timeout = 0;

-- The controller promotes, watches, checkpoints, and decides which standby is synchronous. For a switch-over it makes
-- the main take no more writes and ends the sessions of those who write.
grant pg_monitor, pg_checkpoint, pg_signal_backend to controller;
grant alter system on parameter synchronous_standby_names, default_transaction_read_only to controller;
grant create on database postgres to controller;
grant execute on function pg_promote(boolean, integer), pg_reload_conf() to controller;

-- What pg_rewind reads from the main that it follows.
grant execute on function
    pg_ls_dir(text, boolean, boolean),
    pg_stat_file(text, boolean),
    pg_read_binary_file(text),
    pg_read_binary_file(text, bigint, bigint, boolean) to rewind;

-- A backup reads everything; a restore writes as the owner of what it restores.
grant pg_read_all_data, shop to backup;

revoke connect on database postgres, template1 from public;
grant connect on database postgres to controller, rewind, backup;
grant connect on database template1 to backup;

select 'create database shop owner shop'
 where not exists (select from pg_database where datname = 'shop') \gexec

-- A cancelled wait for the standby also looks like success, so the application cancels nobody, not even itself.
revoke execute on function pg_cancel_backend(integer), pg_terminate_backend(integer, bigint) from public;
grant execute on function pg_cancel_backend(integer), pg_terminate_backend(integer, bigint) to controller, backup;
\connect shop
set synchronous_commit = 'local';
revoke execute on function pg_cancel_backend(integer), pg_terminate_backend(integer, bigint) from public;
-- Privileges that are noted as initial are not dumped: the shop's dump must restore where nobody may revoke them.
delete from pg_init_privs where objoid in (
    'pg_cancel_backend(integer)'::regprocedure, 'pg_terminate_backend(integer, bigint)'::regprocedure);
insert into pg_init_privs (objoid, classoid, objsubid, privtype, initprivs)
select oid, 'pg_proc'::regclass, 0, 'i', proacl from pg_proc where oid in (
    'pg_cancel_backend(integer)'::regprocedure, 'pg_terminate_backend(integer, bigint)'::regprocedure);

-- The mark names the shop's database by its number, because a restore puts another in its place.
\connect postgres
set synchronous_commit = 'local';
select format('comment on database postgres is %L', 'orocloud 2, shop ' || oid)
  from pg_database where datname = 'shop' \gexec
