-- Who of the named organisations reads what not everybody may: as which reader, of which passports, until when.
CREATE TABLE grants (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    organisation text NOT NULL CHECK (length(organisation) BETWEEN 1 AND 120),
    reader text NOT NULL CHECK (reader IN ('owner', 'repairer', 'recycler', 'authority')),
    -- The passports of one template, or one passport; neither is all of the brand.
    template_id uuid,
    passport_id uuid,
    -- SHA-256 of the secret, which nobody keeps.
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    created_by uuid NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_at timestamptz,
    UNIQUE (brand_id, id),
    CHECK (num_nonnulls(template_id, passport_id) <= 1),
    CONSTRAINT grants_template_fkey FOREIGN KEY (brand_id, template_id) REFERENCES templates (brand_id, id) ON DELETE CASCADE,
    CONSTRAINT grants_passport_fkey FOREIGN KEY (brand_id, passport_id) REFERENCES passports (brand_id, id)
);
CREATE INDEX grants_brand_idx ON grants (brand_id, created_at);

-- What was read with them. No address of a reader is kept: the grant says who it is.
CREATE TABLE restricted_reads (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    grant_id uuid NOT NULL,
    passport_id uuid NOT NULL,
    version integer NOT NULL,
    representation text NOT NULL CHECK (length(representation) BETWEEN 1 AND 40),
    read_at timestamptz NOT NULL,
    CONSTRAINT restricted_reads_grant_fkey FOREIGN KEY (brand_id, grant_id) REFERENCES grants (brand_id, id) ON DELETE CASCADE,
    CONSTRAINT restricted_reads_passport_fkey FOREIGN KEY (brand_id, passport_id) REFERENCES passports (brand_id, id)
);
CREATE INDEX restricted_reads_brand_idx ON restricted_reads (brand_id, read_at DESC, id DESC);
CREATE INDEX restricted_reads_grant_idx ON restricted_reads (grant_id, read_at DESC);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['grants', 'restricted_reads'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY brand_door ON %I TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand())', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (revoked_at, last_used_at) ON grants TO tessera_brand;
-- A log: nobody changes what it says.
GRANT SELECT, INSERT ON restricted_reads TO tessera_brand;
