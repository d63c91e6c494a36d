-- The local file of a Persist store, schema 3. Readable with the sqlite3 shell.

-- What the file notes of itself and of its remote, by name: store, remote, lastSync, remoteHead, clockOffset and others.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value
) WITHOUT ROWID;

-- The one row that every write reads: how far the remote is known, and how far the queue is.
CREATE TABLE position (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    cursor         INTEGER NOT NULL,  -- the remote is applied up to here
    tail           TEXT,              -- the name of the remote's position at the cursor, when known
    epoch          INTEGER NOT NULL,  -- new operations belong to this epoch
    next_op        INTEGER NOT NULL,  -- numbers below it are used up; so are those of the queue
    frozen_through INTEGER NOT NULL,  -- pending operations up to here are the frozen batch; 0: there is none
    frozen_id      TEXT,              -- the frozen batch's id
    attempts       INTEGER NOT NULL,  -- how often it has been sent
    batch_no       INTEGER NOT NULL,  -- the last batch that the remote took
    batch_id       TEXT NOT NULL,     -- its id; empty before the first
    batch_seq      INTEGER NOT NULL,  -- its position
    other_kinds    INTEGER NOT NULL,  -- 1: there may be cells of other kinds than value
    gone           INTEGER NOT NULL,  -- how many of the numbers that are used up no operation of the queue has any more
    acknowledged   INTEGER NOT NULL,  -- how many operations of the queue are acknowledged
    aside          INTEGER NOT NULL,  -- how many are parked or open
    replica        TEXT NOT NULL,     -- this replica's random id
    former         TEXT               -- after a fork: the ids that the file had before, each with its last push, as JSON
);

-- The random numbers of the openings of the file whose operations may still wait, here or in a copy of the file.
CREATE TABLE opening (
    salt INTEGER PRIMARY KEY,
    last INTEGER                      -- the last number it can have given; NULL while it may still be writing here
);

-- What the operations written while the cursor stood still had seen. One row, however many operations point at it.
CREATE TABLE epoch (
    id       INTEGER PRIMARY KEY,
    base     INTEGER NOT NULL,        -- the cursor
    first_op INTEGER NOT NULL         -- the first operation that may belong to it
);

-- What is visible.
CREATE TABLE cell (
    key     TEXT NOT NULL,
    kind    TEXT NOT NULL,
    path    TEXT NOT NULL,
    value   TEXT,                     -- JSON; NULL exactly when dead
    dead    INTEGER NOT NULL,
    stamp   INTEGER NOT NULL,         -- microseconds since 1970-01-01 UTC
    origin  TEXT NOT NULL,            -- the replica that wrote it
    op      TEXT NOT NULL,            -- the operation that wrote it
    seq     INTEGER NOT NULL,         -- the remote's position of the version below the pending operations; 0: none
    state   TEXT,                     -- counter: its generation; set member: who added it and when
    pending INTEGER NOT NULL,         -- the last operation on it that is not settled; 0: none
    PRIMARY KEY (key, kind, path)
) WITHOUT ROWID;

-- The remote's version of the cells that have pending operations (and that the remote has at all).
CREATE TABLE shadow (
    key       TEXT NOT NULL,
    kind      TEXT NOT NULL,
    path      TEXT NOT NULL,
    value     TEXT,
    dead      INTEGER NOT NULL,
    stamp     INTEGER NOT NULL,
    origin    TEXT NOT NULL,
    op        TEXT NOT NULL,
    seq       INTEGER NOT NULL,
    state     TEXT,
    contested INTEGER NOT NULL,       -- 1: a pending compare-and-set must be merged with it first
    PRIMARY KEY (key, kind, path)
) WITHOUT ROWID;
CREATE INDEX shadow_contested ON shadow (contested) WHERE contested = 1;

-- The queue. The order of n is the order of the writes.
CREATE TABLE op (
    n        INTEGER PRIMARY KEY,
    salt     INTEGER NOT NULL,        -- of the opening of the file that made it
    type     INTEGER NOT NULL,        -- 0 put, 1 compare-and-set, 2 add, 3 reset, 4 include, 5 remove
    key      TEXT NOT NULL,
    kind     TEXT NOT NULL,
    path     TEXT NOT NULL,
    value    TEXT,                    -- NULL and not dead: the visible value of the cell
    dead     INTEGER NOT NULL,
    generation INTEGER NOT NULL,      -- reset and remove of a counter: the generation that it had seen
    tx       INTEGER NOT NULL,        -- the first operation of the same write: a push never takes a part of one
    stamp    INTEGER NOT NULL,
    epoch    INTEGER NOT NULL,        -- what it had seen; of a compare-and-set, base says it
    base     INTEGER NOT NULL,        -- compare-and-set: the cell's seq that it replaces
    previous INTEGER NOT NULL,        -- the operation before it on the same cell; 0: none
    state    INTEGER NOT NULL,        -- 0 pending, 1 acknowledged, 2 parked, 3 open
    at_seq   INTEGER NOT NULL,        -- acknowledged: the seq of its push; parked, open: of the version it meets
    replaced TEXT,                    -- the earlier operations that it stands for, which a copy of the file may hold still
    ancestor TEXT                     -- compare-and-set: the version it came from, once the shadow is a newer one
);
CREATE INDEX op_acknowledged ON op (at_seq) WHERE state = 1;
CREATE INDEX op_parked ON op (n) WHERE state = 2;

-- Conflicts that were settled, or that wait for a decision.
CREATE TABLE conflict (
    id             TEXT PRIMARY KEY,
    key            TEXT NOT NULL,
    path           TEXT NOT NULL,     -- the field of a map; else empty
    detected       INTEGER NOT NULL,
    strategy       INTEGER NOT NULL,  -- 0 last write wins, 1 custom, 2 crdt, 3 manual
    state          INTEGER NOT NULL,  -- 0 resolved, 1 open
    reason         TEXT,
    local_value    TEXT, local_dead    INTEGER NOT NULL, local_stamp    INTEGER NOT NULL, local_origin    TEXT NOT NULL,
    remote_value   TEXT, remote_dead   INTEGER NOT NULL, remote_stamp   INTEGER NOT NULL, remote_origin   TEXT NOT NULL,
    resolved_value TEXT, resolved_dead INTEGER,          resolved_stamp INTEGER,          resolved_origin TEXT,
    notify         INTEGER NOT NULL   -- 1: handlers have not been told yet
);
CREATE INDEX conflict_key ON conflict (key);
CREATE INDEX conflict_notify ON conflict (notify) WHERE notify = 1;
CREATE INDEX conflict_open ON conflict (state) WHERE state = 1;

-- Operations that the remote refused for good.
CREATE TABLE dead_letter (
    id         TEXT PRIMARY KEY,
    type       INTEGER NOT NULL,
    key        TEXT NOT NULL,
    kind       TEXT NOT NULL,
    path       TEXT NOT NULL,
    value      TEXT,
    dead       INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    stamp      INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    refused    INTEGER NOT NULL
);
