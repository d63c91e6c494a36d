-- Roles for a remote that several people share. Run it once, after 001-schema.sql, as the schema's creator
-- with the right to create roles (PostgreSQL 15 or later, for the view).
--
--   persist_owner    owns the schema and may change it
--   persist_replica  what a replica's login needs, and no DDL; row-level security narrows it to the granted stores
--
-- A login for the store "my-app":
--
--   CREATE ROLE ada LOGIN PASSWORD '…';
--   GRANT persist_replica TO ada;
--   INSERT INTO persist.store_grant (login, store) VALUES ('ada', 'my-app');

CREATE ROLE persist_owner NOLOGIN;
CREATE ROLE persist_replica NOLOGIN;

CREATE TABLE persist.store_grant (
    login text COLLATE "C" NOT NULL,
    store text COLLATE "C" NOT NULL,
    PRIMARY KEY (login, store)
);

GRANT USAGE ON SCHEMA persist TO persist_replica;
GRANT SELECT ON ALL TABLES IN SCHEMA persist TO persist_replica;
GRANT INSERT ON persist.store, persist.shard, persist.cell, persist.replica, persist.batch, persist.conflict TO persist_replica;
GRANT DELETE ON persist.cell, persist.batch, persist.conflict TO persist_replica;
GRANT UPDATE ON persist.shard, persist.cell, persist.replica TO persist_replica;

-- The sub-select does not depend on the row, so it runs once per statement.
ALTER TABLE persist.store ENABLE ROW LEVEL SECURITY;
CREATE POLICY granted ON persist.store
    USING (store = ANY (ARRAY(SELECT g.store FROM persist.store_grant g WHERE g.login = current_user)));
ALTER TABLE persist.shard ENABLE ROW LEVEL SECURITY;
CREATE POLICY granted ON persist.shard
    USING (store = ANY (ARRAY(SELECT g.store FROM persist.store_grant g WHERE g.login = current_user)));
ALTER TABLE persist.cell ENABLE ROW LEVEL SECURITY;
CREATE POLICY granted ON persist.cell
    USING (store = ANY (ARRAY(SELECT g.store FROM persist.store_grant g WHERE g.login = current_user)));
ALTER TABLE persist.replica ENABLE ROW LEVEL SECURITY;
CREATE POLICY granted ON persist.replica
    USING (store = ANY (ARRAY(SELECT g.store FROM persist.store_grant g WHERE g.login = current_user)));
ALTER TABLE persist.batch ENABLE ROW LEVEL SECURITY;
CREATE POLICY granted ON persist.batch
    USING (store = ANY (ARRAY(SELECT g.store FROM persist.store_grant g WHERE g.login = current_user)));
ALTER TABLE persist.conflict ENABLE ROW LEVEL SECURITY;
CREATE POLICY granted ON persist.conflict
    USING (store = ANY (ARRAY(SELECT g.store FROM persist.store_grant g WHERE g.login = current_user)));
ALTER TABLE persist.store_grant ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON persist.store_grant FOR SELECT USING (login = current_user);

-- Without this the view would read with its owner's rights, past the policies.
ALTER VIEW persist.item SET (security_invoker = true);

-- Last, because whoever runs this file owns the schema until here.
ALTER SCHEMA persist OWNER TO persist_owner;
ALTER TABLE persist.store OWNER TO persist_owner;
ALTER TABLE persist.shard OWNER TO persist_owner;
ALTER TABLE persist.cell OWNER TO persist_owner;
ALTER TABLE persist.replica OWNER TO persist_owner;
ALTER TABLE persist.batch OWNER TO persist_owner;
ALTER TABLE persist.conflict OWNER TO persist_owner;
ALTER TABLE persist.store_grant OWNER TO persist_owner;
ALTER VIEW persist.item OWNER TO persist_owner;
