-- The files that the latest version of each passport shows to everybody. What stands in no row of a brand may be closed; that is looked
-- up here, because reading every document for it takes long.
CREATE TABLE passport_files (
    passport_id uuid NOT NULL,
    brand_id uuid NOT NULL REFERENCES brands,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    PRIMARY KEY (passport_id, sha256),
    CONSTRAINT passport_files_passport_fkey FOREIGN KEY (brand_id, passport_id) REFERENCES passports (brand_id, id) ON DELETE CASCADE
);
CREATE INDEX passport_files_brand_idx ON passport_files (brand_id, sha256);

-- The owner sees the rows of all brands while they are read. Quotes within texts have a backslash before them, so this finds names
-- of files and nothing else.
ALTER TABLE passports NO FORCE ROW LEVEL SECURITY;
ALTER TABLE versions NO FORCE ROW LEVEL SECURITY;
INSERT INTO passport_files (passport_id, brand_id, sha256)
SELECT DISTINCT p.id, p.brand_id, decode(found.parts[1], 'hex')
FROM passports p
JOIN versions v ON v.passport_id = p.id AND v.number = p.latest
CROSS JOIN LATERAL regexp_matches(convert_from(v.document, 'UTF8'), '"sha256":"([0-9a-f]{64})"', 'g') AS found (parts);
ALTER TABLE passports FORCE ROW LEVEL SECURITY;
ALTER TABLE versions FORCE ROW LEVEL SECURITY;

ALTER TABLE passport_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE passport_files FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON passport_files TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand());
GRANT SELECT, INSERT, DELETE ON passport_files TO tessera_brand;

-- Readings are forgotten when their time is over; nobody else takes one out of the log.
CREATE INDEX restricted_reads_age_idx ON restricted_reads (read_at);
CREATE POLICY system_door ON restricted_reads TO tessera_system USING (true) WITH CHECK (true);
GRANT SELECT (id, read_at), DELETE ON restricted_reads TO tessera_system;
