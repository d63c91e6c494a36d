-- A hub file of Persist, schema 1, as it was first.
CREATE TABLE store (
    store TEXT NOT NULL PRIMARY KEY, remote_id TEXT NOT NULL,
    protocol INTEGER NOT NULL, protocol_min INTEGER NOT NULL, shards INTEGER NOT NULL DEFAULT 1, retention INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE shard (
    store TEXT NOT NULL, shard INTEGER NOT NULL,
    head INTEGER NOT NULL DEFAULT 0, floor INTEGER NOT NULL DEFAULT 0, tail TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (store, shard)
) STRICT, WITHOUT ROWID;
CREATE TABLE cell (
    store TEXT NOT NULL, shard INTEGER NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL,
    value TEXT, dead INTEGER NOT NULL, dead_at INTEGER,
    stamp INTEGER NOT NULL, origin TEXT NOT NULL, op TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (store, shard, key, kind, path)
) STRICT;
CREATE INDEX cell_seq ON cell (store, shard, seq);
CREATE TABLE replica (
    store TEXT NOT NULL, shard INTEGER NOT NULL, replica TEXT NOT NULL, name TEXT NOT NULL,
    batch_no INTEGER NOT NULL DEFAULT 0, batch_id TEXT NOT NULL DEFAULT '', seq INTEGER NOT NULL DEFAULT 0,
    result TEXT, taken TEXT, last_seen INTEGER NOT NULL,
    PRIMARY KEY (store, shard, replica)
) STRICT, WITHOUT ROWID;
CREATE TABLE batch (
    store TEXT NOT NULL, shard INTEGER NOT NULL, seq INTEGER NOT NULL,
    replica TEXT NOT NULL, batch_no INTEGER NOT NULL, batch_id TEXT NOT NULL, ops TEXT NOT NULL,
    PRIMARY KEY (store, shard, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE conflict (
    store TEXT NOT NULL, shard INTEGER NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL,
    key TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL,
    winner_op TEXT NOT NULL, winner_origin TEXT NOT NULL, winner_value TEXT, winner_stamp INTEGER NOT NULL,
    loser_op TEXT NOT NULL, loser_origin TEXT NOT NULL, loser_value TEXT, loser_stamp INTEGER NOT NULL,
    PRIMARY KEY (store, shard, id)
) STRICT;
CREATE INDEX conflict_seq ON conflict (store, shard, seq);
