-- The tables that the plugin reads where `queries` in [settings.directory] says nothing else.

create table users (
    name text primary key,
    manager text references users (name),
    active boolean not null default true
);

-- A member is a user by name, or a group as group:NAME.
create table group_members (
    name text not null,
    member text not null,
    primary key (name, member)
);

create table queue_members (
    name text not null,
    member text not null,
    primary key (name, member)
);

-- Days count as a whole: `until` is the last one. Without a substitute nobody stands in.
create table absences (
    user_name text not null references users (name),
    from_day date not null,
    until_day date not null,
    substitute text references users (name)
);
