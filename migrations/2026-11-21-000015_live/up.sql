-- Passports of live templates: their pages are read from the PIM and live in the cache. The database itself sees to it that
-- nothing of the product is stored here.
ALTER TABLE passports
    ADD COLUMN live boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT passports_latest_check,
    ADD CONSTRAINT passports_latest_check CHECK (live OR latest >= 1),
    ADD CONSTRAINT passports_live_check CHECK (
        NOT live OR (latest = 0 AND latest_hash = '' AND content_hash = '' AND name = '{}')
    );

GRANT SELECT (live) ON passports TO tessera_public;
