-- Every entry names its place in the brand's chain, the hash of the entry before it, and its own. The program computes the
-- hashes (SHA-256 over canonical JSON), which SQL cannot do exactly: entries from before this migration have none.
ALTER TABLE audit_events
    ADD COLUMN seq bigint CHECK (seq > 0),
    ADD COLUMN prev_hash bytea CHECK (length(prev_hash) = 32),
    ADD COLUMN hash bytea CHECK (length(hash) = 32),
    ADD CONSTRAINT audit_events_link_check CHECK ((seq IS NULL) = (hash IS NULL) AND (seq IS NULL) = (prev_hash IS NULL)),
    ADD CONSTRAINT audit_events_seq_key UNIQUE (brand_id, seq);
-- The order in which the log is read; entries from before the chain come last.
CREATE INDEX audit_events_order_idx ON audit_events (brand_id, (coalesce(seq, 0)) DESC, id DESC);

-- The last entry of each brand. Whoever writes an entry locks it first, so that a brand's entries stand in one line.
CREATE TABLE audit_heads (
    brand_id uuid PRIMARY KEY REFERENCES brands,
    seq bigint NOT NULL CHECK (seq >= 0),
    hash bytea NOT NULL CHECK (length(hash) = 32)
);

-- Signed statements that entry `seq` had this `hash`. A `head` was the last entry at that moment; after a `cut`
-- everything up to it may be deleted, and verification goes on from there.
CREATE TABLE audit_checkpoints (
    brand_id uuid NOT NULL REFERENCES brands,
    seq bigint NOT NULL CHECK (seq > 0),
    kind text NOT NULL CHECK (kind IN ('head', 'cut')),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    at timestamptz NOT NULL,
    key_id uuid NOT NULL,
    signature bytea NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (brand_id, seq, kind)
);

-- Ed25519. `private_key` is an envelope of the key ring. A retired key signs no more; its public half verifies for ever.
CREATE TABLE signing_keys (
    id uuid PRIMARY KEY,
    purpose text NOT NULL,
    public_key bytea NOT NULL CHECK (length(public_key) = 32),
    private_key bytea NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz
);
CREATE UNIQUE INDEX signing_keys_current_key ON signing_keys (purpose) WHERE retired_at IS NULL;

CREATE FUNCTION continue_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE audit_heads SET seq = NEW.seq, hash = NEW.hash
        WHERE brand_id = NEW.brand_id AND seq = NEW.seq - 1 AND hash = NEW.prev_hash;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this entry does not continue the audit log of its brand' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER continue_audit_chain BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION continue_audit_chain();

CREATE FUNCTION keep_audit_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '365 days' AND (OLD.seq IS NULL OR EXISTS (
            SELECT FROM audit_checkpoints c WHERE c.brand_id = OLD.brand_id AND c.kind = 'cut' AND c.seq >= OLD.seq
        )) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER keep_audit_events BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION keep_audit_events();
CREATE TRIGGER keep_audit_table BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_events();

ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON audit_heads TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand());
CREATE POLICY system_door ON audit_heads TO tessera_system USING (true) WITH CHECK (true);

ALTER TABLE audit_checkpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_checkpoints FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON audit_checkpoints TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand());
CREATE POLICY system_door ON audit_checkpoints TO tessera_system USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE ON audit_heads TO tessera_brand, tessera_system;
GRANT SELECT ON audit_checkpoints TO tessera_brand;
GRANT SELECT, INSERT, DELETE ON audit_checkpoints TO tessera_system;
GRANT SELECT, INSERT, UPDATE ON signing_keys TO tessera_system;
-- The trigger above lets go of what is old enough and nothing else.
GRANT DELETE ON audit_events TO tessera_system;
