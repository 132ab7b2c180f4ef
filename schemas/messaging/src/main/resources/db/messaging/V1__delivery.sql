-- Events on their way out; deleted when the broker has acknowledged them.
create table outbox (
    id         bigint generated always as identity primary key,
    bucket     smallint    not null,
    topic      text        not null,
    key        text        not null,
    event_id   uuid        not null,
    payload    bytea       not null,
    headers    jsonb       not null,
    created_at timestamptz not null,
    parked_why text
);
create index on outbox (bucket, id);

-- What became of each event that was heard.
create table inbox (
    subscription text        not null,
    topic        text        not null,
    event_id     uuid        not null,
    outcome      text        not null,
    why          text        not null,
    at           timestamptz not null,
    primary key (subscription, topic, event_id)
);

-- Events that wait for a fact from another topic, in the order in which they came.
create table inbox_waiting (
    id           bigint generated always as identity primary key,
    lifecycle    text        not null,
    subscription text        not null,
    topic        text        not null,
    key          text        not null,
    partition    int         not null,
    kafka_offset bigint      not null,
    event_id     uuid        not null,
    aggregate_id text        not null,
    payload      bytea       not null,
    headers      jsonb       not null,
    why          text        not null,
    received_at  timestamptz not null,
    deadline     timestamptz not null
);
create index on inbox_waiting (lifecycle, topic, key, id);
