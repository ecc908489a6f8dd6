-- What a brand signs its passports with. Ed25519; `private_key` is an envelope. A retired key signs no more, and what it signed stays
-- proven; of a revoked one nothing counts any more.
CREATE TABLE brand_keys (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    public_key bytea NOT NULL CHECK (length(public_key) = 32),
    private_key bytea NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz,
    revoked_at timestamptz CHECK (revoked_at IS NULL OR retired_at IS NOT NULL),
    UNIQUE (brand_id, id)
);
CREATE UNIQUE INDEX brand_keys_current_key ON brand_keys (brand_id) WHERE retired_at IS NULL;

ALTER TABLE brand_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE brand_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON brand_keys TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand());
CREATE POLICY system_door ON brand_keys TO tessera_system USING (true) WITH CHECK (true);
CREATE POLICY public_door ON brand_keys FOR SELECT TO tessera_public USING (true);
GRANT SELECT, INSERT ON brand_keys TO tessera_brand;
GRANT UPDATE (retired_at, revoked_at) ON brand_keys TO tessera_brand;
-- Moving secrets to another key of the ring.
GRANT SELECT, UPDATE (private_key) ON brand_keys TO tessera_system;
GRANT SELECT (id, brand_id, public_key, created_at, retired_at, revoked_at) ON brand_keys TO tessera_public;

-- The brand's signature over the hash, in the transaction that stores the version; none in versions from before there were any.
ALTER TABLE versions
    ADD COLUMN signature bytea CHECK (length(signature) = 64),
    ADD COLUMN key_id uuid,
    ADD CONSTRAINT versions_key_fkey FOREIGN KEY (brand_id, key_id) REFERENCES brand_keys (brand_id, id),
    ADD CONSTRAINT versions_signed_check CHECK ((signature IS NULL) = (key_id IS NULL));
GRANT SELECT (signature, key_id) ON versions TO tessera_public;
