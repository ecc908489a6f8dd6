ALTER TABLE versions DROP CONSTRAINT versions_signed_check, DROP COLUMN signature, DROP COLUMN key_id;
DROP TABLE brand_keys;
