-- The remote's schema. Persist runs this file itself when the schema is missing and its login may create it;
-- an administrator can run it beforehand instead, and grant rights with 002-roles.sql.
--
-- Every key starts with the store and the shard, and nothing else than plain tables is used (no sequences,
-- triggers, functions or advisory locks), so that PostgreSQL-compatible distributed engines can run it too.
-- Values are JSON text, not jsonb: jsonb refuses \u0000, reorders keys and rewrites numbers.
-- Stamps are whole microseconds since 1970-01-01 UTC. A position (seq) is given to each push under the shard's row lock.

CREATE SCHEMA persist;

CREATE TABLE persist.store (
    store        text COLLATE "C" NOT NULL PRIMARY KEY,
    remote_id    text COLLATE "C" NOT NULL,           -- random; tells this store from one of the same name elsewhere
    protocol     integer NOT NULL,                    -- what it was made with
    protocol_min integer NOT NULL,                    -- the oldest protocol that may still use it
    shards       integer NOT NULL DEFAULT 1,
    retention    bigint DEFAULT 7776000000000         -- microseconds that tombstones and batches are kept (90 days); null: for ever
);

-- One row per shard, rewritten by every push: free space in its page keeps the updates in place.
CREATE TABLE persist.shard (
    store text COLLATE "C" NOT NULL,
    shard integer NOT NULL,
    head  bigint NOT NULL DEFAULT 0,                  -- the last position given
    floor bigint NOT NULL DEFAULT 0,                  -- tombstones at or below it may be gone
    tail  text COLLATE "C" NOT NULL DEFAULT '',       -- the batch at the head
    purged_at bigint NOT NULL DEFAULT 0,              -- when tombstones and batches were last looked through
    PRIMARY KEY (store, shard)
) WITH (fillfactor = 10);

CREATE TABLE persist.cell (
    store   text COLLATE "C" NOT NULL,
    shard   integer NOT NULL,
    key     text COLLATE "C" NOT NULL,
    kind    text COLLATE "C" NOT NULL,
    path    text COLLATE "C" NOT NULL,
    value   text COLLATE "C",                         -- JSON; null exactly when dead
    dead    boolean NOT NULL,
    dead_at bigint,                                   -- when the tombstone was written, by the server's clock
    stamp   bigint NOT NULL,
    origin  text COLLATE "C" NOT NULL,                -- the replica that wrote it
    op      text COLLATE "C" NOT NULL,                -- the operation that wrote it
    seq     bigint NOT NULL,                          -- the push that wrote it
    state   text COLLATE "C",                         -- counter: its generation; set member: who added it and when, as JSON
    PRIMARY KEY (store, shard, key, kind, path)
);

CREATE INDEX cell_seq ON persist.cell (store, shard, seq);

CREATE TABLE persist.replica (
    store     text COLLATE "C" NOT NULL,
    shard     integer NOT NULL,
    replica   text COLLATE "C" NOT NULL,
    name      text COLLATE "C" NOT NULL,
    batch_no  bigint NOT NULL DEFAULT 0,              -- the last batch taken from it, and what it was answered
    batch_id  text COLLATE "C" NOT NULL DEFAULT '',
    seq       bigint NOT NULL DEFAULT 0,
    result    text COLLATE "C",
    shared    text COLLATE "C",                       -- after its file was copied: operations that wait in several copies
    taken     text COLLATE "C",                       -- what was sent of them, and of what may wait there besides
    last_seen bigint NOT NULL,
    PRIMARY KEY (store, shard, replica)
) WITH (fillfactor = 50);

CREATE TABLE persist.batch (
    store    text COLLATE "C" NOT NULL,
    shard    integer NOT NULL,
    seq      bigint NOT NULL,
    replica  text COLLATE "C" NOT NULL,
    batch_no bigint NOT NULL,
    batch_id text COLLATE "C" NOT NULL,
    tail     text COLLATE "C" NOT NULL,               -- the position's name: a batch that comes again after a restore gets another
    at       bigint NOT NULL,                         -- when it was taken, by the server's clock
    ops      text COLLATE "C" NOT NULL,               -- exact ids: 'salt:1-5,7;salt:9'
    PRIMARY KEY (store, shard, seq)
);

CREATE TABLE persist.conflict (
    store         text COLLATE "C" NOT NULL,
    shard         integer NOT NULL,
    id            text COLLATE "C" NOT NULL,
    seq           bigint NOT NULL,
    key           text COLLATE "C" NOT NULL,
    kind          text COLLATE "C" NOT NULL,
    path          text COLLATE "C" NOT NULL,
    winner_op     text COLLATE "C" NOT NULL,
    winner_origin text COLLATE "C" NOT NULL,
    winner_value  text COLLATE "C",                   -- null: this side deleted the item
    winner_stamp  bigint NOT NULL,
    loser_op      text COLLATE "C" NOT NULL,
    loser_origin  text COLLATE "C" NOT NULL,
    loser_value   text COLLATE "C",
    loser_stamp   bigint NOT NULL,
    PRIMARY KEY (store, shard, id)
);

CREATE INDEX conflict_seq ON persist.conflict (store, shard, seq);

-- For people and reports: the live items. A value or a counter is one row; a set has a row for each member, a map one for
-- each field, named by its path.
CREATE VIEW persist.item AS
SELECT store, key, kind, path, value, to_timestamp(stamp / 1000000.0) AS updated_at, origin AS replica, seq
FROM persist.cell
WHERE NOT dead;
