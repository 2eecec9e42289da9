-- Checkpoints of the board: states only, never a sealed field. Thrown away and made again at will.

create table work.boards (
    position bigint not null,
    shape text not null,
    at timestamptz not null,
    saved bytea not null,
    primary key (shape, position)
);

grant select, insert, delete on work.boards to anlan_app;
