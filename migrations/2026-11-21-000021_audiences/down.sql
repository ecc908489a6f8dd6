-- Without the column every file would be everybody's: those that are not are lost with it.
-- The policies count for the owner, too, unless it says otherwise.
ALTER TABLE media NO FORCE ROW LEVEL SECURITY;
DELETE FROM media WHERE restricted;
ALTER TABLE media FORCE ROW LEVEL SECURITY;
DROP POLICY public_door ON media;
CREATE POLICY public_door ON media FOR SELECT TO tessera_public USING (true);
REVOKE SELECT (restricted) ON media FROM tessera_public;
REVOKE UPDATE (restricted) ON media FROM tessera_brand;
ALTER TABLE media DROP COLUMN restricted;
DROP TABLE disclosure_keys;
ALTER TABLE versions DROP COLUMN disclosures;
