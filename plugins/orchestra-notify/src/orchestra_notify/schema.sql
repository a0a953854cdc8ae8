create table if not exists held (
    key text primary key,
    channel text not null,
    user text not null,
    due integer not null,       -- microseconds since 1970 (UTC), as all instants
    at integer not null,
    subject text,
    text text not null,
    run text not null,
    step text not null,
    sent integer                -- when it was sent, in a digest or alone
);

create index if not exists held_due on held (channel, user, due) where sent is null;
