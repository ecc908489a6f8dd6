REVOKE SELECT (suspended_at, released_at) ON passports FROM tessera_public;
REVOKE UPDATE (suspended_at, released_at) ON passports FROM tessera_system;
DROP INDEX passports_path_idx;
DROP INDEX passports_path_key;
ALTER TABLE passports ADD CONSTRAINT passports_path_key UNIQUE (path);
ALTER TABLE passports
    DROP COLUMN suspended_at,
    DROP COLUMN released_at;
