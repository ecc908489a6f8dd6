REVOKE SELECT (passport_id, brand_id, sha256) ON passport_files FROM tessera_public;
DROP POLICY public_door ON passport_files;
ALTER TABLE passport_files NO FORCE ROW LEVEL SECURITY;
DELETE FROM passport_files WHERE NOT latest;
ALTER TABLE passport_files FORCE ROW LEVEL SECURITY;
REVOKE UPDATE (latest) ON passport_files FROM tessera_brand;
ALTER TABLE passport_files DROP COLUMN latest;
