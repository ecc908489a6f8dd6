-- Files that take longer than a request: sheets of labels, archives, lists for a registry.
CREATE TABLE exports (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    -- Which maker makes it.
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]{0,39}$'),
    -- What is to be made, as its maker reads it.
    payload jsonb NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed')),
    done integer NOT NULL DEFAULT 0 CHECK (done >= 0),
    total integer NOT NULL DEFAULT 0 CHECK (total >= 0),
    -- What was left out and why, for people: a list of texts.
    notes jsonb NOT NULL DEFAULT '[]',
    -- Why it ended early, for people.
    trouble text,
    -- How the file is called and what it is.
    name text NOT NULL,
    mime text NOT NULL,
    size bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    created_by uuid NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL,
    -- When the attempt that counts began.
    started_at timestamptz,
    -- A worker that does not renew its lease has died, and another begins anew.
    lease_until timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    finished_at timestamptz,
    -- The file and this row are deleted then.
    expires_at timestamptz NOT NULL,
    UNIQUE (brand_id, id)
);
CREATE INDEX exports_due_idx ON exports (created_at) WHERE state IN ('queued', 'running');
CREATE INDEX exports_of_brand_idx ON exports (brand_id, created_at);
CREATE INDEX exports_expiry_idx ON exports (expires_at);

-- The file in pieces, in their order.
CREATE TABLE export_chunks (
    export_id uuid NOT NULL,
    brand_id uuid NOT NULL REFERENCES brands,
    position integer NOT NULL CHECK (position >= 0),
    bytes bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
    PRIMARY KEY (export_id, position),
    CONSTRAINT export_chunks_export_fkey FOREIGN KEY (brand_id, export_id)
        REFERENCES exports (brand_id, id) ON DELETE CASCADE
);
-- Compressed files do not become smaller.
ALTER TABLE export_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['exports', 'export_chunks'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY brand_door ON %I TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand())', t);
    END LOOP;
END $$;
-- Across brands: whose turn it is, and forgetting. Nobody reads a file there.
CREATE POLICY system_door ON exports TO tessera_system USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON exports TO tessera_brand;
GRANT SELECT, INSERT, DELETE ON export_chunks TO tessera_brand;
GRANT SELECT, UPDATE, DELETE ON exports TO tessera_system;
