-- A program without live passports cannot show them. Their addresses stand on products, so they are not dropped in silence:
-- this fails as long as there are any.
REVOKE SELECT (live) ON passports FROM tessera_public;
ALTER TABLE passports
    DROP CONSTRAINT passports_live_check,
    DROP CONSTRAINT passports_latest_check,
    ADD CONSTRAINT passports_latest_check CHECK (latest >= 1),
    DROP COLUMN live;
