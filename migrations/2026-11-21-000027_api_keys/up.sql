-- Keys with which programs of a brand write: what each may do, until when, and when it was used last.
CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    -- SHA-256 of the secret, which nobody keeps.
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    scopes text[] NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['status', 'units']),
    -- What the key does is done in their name, for as long as they may do it themselves.
    created_by uuid NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_at timestamptz,
    UNIQUE (brand_id, id)
);
CREATE INDEX api_keys_brand_idx ON api_keys (brand_id, created_at);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON api_keys TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand());
GRANT SELECT, INSERT, UPDATE (revoked_at, last_used_at) ON api_keys TO tessera_brand;
