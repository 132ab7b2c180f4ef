-- Whether environments can be reached from outside while their region is there: one row per environment.
create table reach (like outage including all);
