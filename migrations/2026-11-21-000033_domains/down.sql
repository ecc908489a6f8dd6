-- Addresses on brands' own hosts stand on products, so they are not dropped in silence: this fails as long as there are any.
DO $$
BEGIN
    IF EXISTS (SELECT FROM passports WHERE host IS NOT NULL) THEN
        RAISE EXCEPTION 'passports stand on hosts of brands';
    END IF;
END $$;
REVOKE SELECT (brand_id) ON media FROM tessera_public;
REVOKE SELECT (host) ON passports FROM tessera_public;
ALTER TABLE passports DROP COLUMN host;
DROP TABLE domains;
