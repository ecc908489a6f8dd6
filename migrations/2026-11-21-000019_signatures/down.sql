ALTER TABLE versions DROP COLUMN signature, DROP COLUMN key_id;
DROP TABLE brand_keys;
