-- Files of earlier versions are noted too: a file is public while a passport that can be read shows it in any of its versions.
ALTER TABLE passport_files ADD COLUMN latest boolean NOT NULL DEFAULT true;
GRANT UPDATE (latest) ON passport_files TO tessera_brand;

-- The owner sees the rows of all brands while they are read. Quotes within texts have a backslash before them, so this finds names
-- of files and nothing else.
ALTER TABLE versions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE passport_files NO FORCE ROW LEVEL SECURITY;
INSERT INTO passport_files (passport_id, brand_id, sha256, latest)
SELECT DISTINCT v.passport_id, v.brand_id, decode(found.parts[1], 'hex'), false
FROM versions v
CROSS JOIN LATERAL regexp_matches(convert_from(v.document, 'UTF8'), '"sha256":"([0-9a-f]{64})"', 'g') AS found (parts)
ON CONFLICT DO NOTHING;
ALTER TABLE passport_files FORCE ROW LEVEL SECURITY;
ALTER TABLE versions FORCE ROW LEVEL SECURITY;

-- Whoever asks for a file asks whether anything that can be read shows it. Which passports show which files stands in the passports.
CREATE POLICY public_door ON passport_files FOR SELECT TO tessera_public USING (true);
GRANT SELECT (passport_id, brand_id, sha256) ON passport_files TO tessera_public;
