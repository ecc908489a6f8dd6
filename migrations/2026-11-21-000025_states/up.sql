-- What is true of a passport besides what its versions say: it is in use or not, its product is recalled, was given a second
-- life, or is no more. None of it makes a version.
ALTER TABLE passports
    ADD COLUMN status text NOT NULL DEFAULT 'active'
        CONSTRAINT passports_status_check CHECK (status IN ('active', 'inactive', 'archived', 'invalid')),
    -- domain::state::Recall
    ADD COLUMN recall jsonb,
    -- The first life of the product: another passport of the brand, or the address of one elsewhere.
    ADD COLUMN succeeds uuid,
    ADD COLUMN first_life_url text,
    -- Its second life, where that passport is elsewhere.
    ADD COLUMN second_life_url text,
    ADD COLUMN ended_at timestamptz,
    ADD COLUMN ended_how text CONSTRAINT passports_ended_how_check CHECK (ended_how IN ('recycled', 'destroyed')),
    -- When any of these was changed last: the public page is made anew then.
    ADD COLUMN state_changed_at timestamptz,
    ADD CONSTRAINT passports_ended_check CHECK ((ended_at IS NULL) = (ended_how IS NULL)),
    ADD CONSTRAINT passports_first_life_check CHECK (succeeds IS NULL OR (first_life_url IS NULL AND succeeds <> id)),
    ADD CONSTRAINT passports_succeeds_fkey FOREIGN KEY (brand_id, succeeds) REFERENCES passports (brand_id, id);
CREATE INDEX passports_succeeds_idx ON passports (succeeds) WHERE succeeds IS NOT NULL;

GRANT SELECT (status, recall, succeeds, first_life_url, second_life_url, ended_at, ended_how, state_changed_at)
    ON passports TO tessera_public;
