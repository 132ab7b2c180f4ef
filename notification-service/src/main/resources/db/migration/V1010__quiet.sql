-- What of an environment is being worked on, so that nobody is told of it.
create table quiet (like contacts including all);
