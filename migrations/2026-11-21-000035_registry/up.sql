-- What stood in the last file for the EU registry, passport by passport.
CREATE TABLE registrations (
    passport_id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    exported_version integer NOT NULL CHECK (exported_version >= 1),
    exported_at timestamptz NOT NULL,
    CONSTRAINT registrations_passport_fkey FOREIGN KEY (brand_id, passport_id) REFERENCES passports (brand_id, id)
);

-- Proofs of registration (Regulation (EU) 2026/1778, Article 9), as the brand stored them.
CREATE TABLE registration_proofs (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    passport_id uuid NOT NULL,
    -- The registration identifier that the registry gave.
    registration text NOT NULL CHECK (length(registration) BETWEEN 1 AND 200),
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > issued_at),
    -- The version that it is about.
    version integer NOT NULL CHECK (version >= 1),
    -- The hash that it names, where the brand has told it, and whether that version has it.
    named_hash bytea CHECK (length(named_hash) = 32),
    hash_matches boolean NOT NULL,
    -- The sealed document.
    file_name text NOT NULL,
    file_sha256 bytea NOT NULL CHECK (length(file_sha256) = 32),
    file_bytes bytea NOT NULL,
    stored_by uuid NOT NULL REFERENCES users,
    stored_at timestamptz NOT NULL,
    -- The one of the passport that counts: the one that was issued last.
    is_current boolean NOT NULL,
    -- How many of the warnings before its end were mailed.
    warnings smallint NOT NULL DEFAULT 0,
    CONSTRAINT registration_proofs_passport_fkey FOREIGN KEY (brand_id, passport_id) REFERENCES passports (brand_id, id)
);
CREATE UNIQUE INDEX registration_proofs_current_key ON registration_proofs (passport_id) WHERE is_current;
CREATE INDEX registration_proofs_passport_idx ON registration_proofs (passport_id, issued_at DESC);
CREATE INDEX registration_proofs_due_idx ON registration_proofs (expires_at) WHERE is_current;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['registrations', 'registration_proofs'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY brand_door ON %I TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand())', t);
    END LOOP;
END $$;
CREATE POLICY system_door ON registration_proofs TO tessera_system USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE ON registrations TO tessera_brand;
GRANT SELECT, INSERT, DELETE, UPDATE (is_current) ON registration_proofs TO tessera_brand;
-- Across brands: which proofs end soon. The documents are nobody's business but the brand's.
GRANT SELECT (id, brand_id, passport_id, registration, expires_at, is_current, warnings), UPDATE (warnings)
    ON registration_proofs TO tessera_system;
