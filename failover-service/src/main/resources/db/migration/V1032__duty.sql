-- Which instance watches a site's database and acts upon it, until when by this server's clock.
alter table leadership add column watched_by text, add column watched_until timestamptz;
