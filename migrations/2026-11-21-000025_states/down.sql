REVOKE SELECT (status, recall, succeeds, first_life_url, second_life_url, ended_at, ended_how, state_changed_at)
    ON passports FROM tessera_public;
DROP INDEX passports_succeeds_idx;
ALTER TABLE passports
    DROP CONSTRAINT passports_succeeds_fkey,
    DROP CONSTRAINT passports_first_life_check,
    DROP CONSTRAINT passports_ended_check,
    DROP COLUMN state_changed_at,
    DROP COLUMN ended_how,
    DROP COLUMN ended_at,
    DROP COLUMN second_life_url,
    DROP COLUMN first_life_url,
    DROP COLUMN succeeds,
    DROP COLUMN recall,
    DROP COLUMN status;
