-- While there are batches or items this fails: the paths and product keys of theirs break the constraints that come back.
ALTER TABLE job_lines DROP COLUMN unit;
ALTER TABLE jobs
    DROP CONSTRAINT jobs_kind_check,
    ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('publish'));
DROP TRIGGER passports_level_fixed ON passports;
DROP FUNCTION refuse_move();
DROP INDEX passports_parent_idx, passports_serial_key, passports_batch_key, passports_product_key;
ALTER TABLE passports
    ADD CONSTRAINT passports_product_key UNIQUE (brand_id, template_id, product_key),
    DROP CONSTRAINT passports_path_check,
    ADD CONSTRAINT passports_path_check CHECK (path ~ '^/(01/[0-9]{14}|p/[0-9a-z]{16})$'),
    DROP COLUMN serial,
    DROP COLUMN batch,
    DROP COLUMN model_id,
    DROP COLUMN parent_id,
    DROP COLUMN granularity;
