-- Names are watched after they are given; what was stored before says nothing about that yet.
update binding set state = state || '{"ttlAcceptable": true}' where state_name = 'InSync';
update binding set state = state || '{"reminders": 0}' where state_name = 'AwaitingOwner';
