-- Whoever runs the site takes a page off it, or takes a path back: then somebody else may claim it. Versions stay as they are.
ALTER TABLE passports
    ADD COLUMN suspended_at timestamptz,
    ADD COLUMN released_at timestamptz;
ALTER TABLE passports DROP CONSTRAINT passports_path_key;
CREATE UNIQUE INDEX passports_path_key ON passports (path) WHERE released_at IS NULL;
-- The public page asks for a path whether or not it was taken back.
CREATE INDEX passports_path_idx ON passports (path);

GRANT SELECT (suspended_at, released_at) ON passports TO tessera_public;
GRANT UPDATE (suspended_at, released_at) ON passports TO tessera_system;
