-- What not everybody may read of a version: the exact texts whose digests its document holds. The public door has no right to it.
ALTER TABLE versions ADD COLUMN disclosures jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(disclosures) = 'array');

-- What the salts of a brand's disclosures are made with. An envelope.
CREATE TABLE disclosure_keys (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL UNIQUE REFERENCES brands,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL
);
ALTER TABLE disclosure_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE disclosure_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON disclosure_keys TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand());
CREATE POLICY system_door ON disclosure_keys TO tessera_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON disclosure_keys TO tessera_brand;
-- Moving secrets to another key.
GRANT SELECT, UPDATE ON disclosure_keys TO tessera_system;

-- A file is everybody's from the moment when a published document shows it to everybody; what was stored before is already.
ALTER TABLE media ADD COLUMN restricted boolean NOT NULL DEFAULT false;
GRANT UPDATE (restricted) ON media TO tessera_brand;
GRANT SELECT (restricted) ON media TO tessera_public;
DROP POLICY public_door ON media;
CREATE POLICY public_door ON media FOR SELECT TO tessera_public USING (NOT restricted);
