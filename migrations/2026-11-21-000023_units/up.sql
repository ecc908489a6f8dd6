-- Passports of batches and items below those of models. Which one a passport is below never changes, nor does its level.
ALTER TABLE passports
    ADD COLUMN granularity text NOT NULL DEFAULT 'model' CHECK (granularity IN ('model', 'batch', 'item')),
    -- The passport directly above: of the batch, or of the model.
    ADD COLUMN parent_id uuid,
    -- The passport of the model.
    ADD COLUMN model_id uuid,
    -- GS1 application identifiers 10 and 21, as they are printed. An item that is from a batch has both.
    ADD COLUMN batch text CHECK (length(batch) BETWEEN 1 AND 20),
    ADD COLUMN serial text CHECK (length(serial) BETWEEN 1 AND 20),
    ADD CONSTRAINT passports_parent_fkey FOREIGN KEY (brand_id, parent_id) REFERENCES passports (brand_id, id),
    ADD CONSTRAINT passports_model_fkey FOREIGN KEY (brand_id, model_id) REFERENCES passports (brand_id, id),
    ADD CONSTRAINT passports_level_check CHECK (
        CASE granularity
            WHEN 'model' THEN parent_id IS NULL AND model_id IS NULL AND batch IS NULL AND serial IS NULL
            WHEN 'batch' THEN parent_id IS NOT NULL AND model_id = parent_id AND batch IS NOT NULL AND serial IS NULL AND NOT live
            ELSE parent_id IS NOT NULL AND model_id IS NOT NULL AND (batch IS NULL) = (model_id = parent_id) AND serial IS NOT NULL AND NOT live
        END
    ),
    DROP CONSTRAINT passports_path_check,
    -- `/01/{gtin14}`, then `/10/{batch}` and `/21/{serial}`, percent-encoded; or `/p/{short id}`.
    ADD CONSTRAINT passports_path_check CHECK (
        path ~ '^/(01/[0-9]{14}(/10/[0-9A-Za-z%._~-]{1,60})?(/21/[0-9A-Za-z%._~-]{1,60})?|p/[0-9a-z]{16})$'
    ),
    DROP CONSTRAINT passports_product_key;
CREATE UNIQUE INDEX passports_product_key ON passports (brand_id, template_id, product_key) WHERE granularity = 'model';
-- A number names one batch of a model, and a serial number one item of it, whatever its batch.
CREATE UNIQUE INDEX passports_batch_key ON passports (model_id, batch) WHERE granularity = 'batch';
CREATE UNIQUE INDEX passports_serial_key ON passports (model_id, serial) WHERE granularity = 'item';
CREATE INDEX passports_parent_idx ON passports (parent_id) WHERE parent_id IS NOT NULL;

CREATE FUNCTION refuse_move() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF (OLD.granularity, OLD.parent_id, OLD.model_id, OLD.batch, OLD.serial)
        IS DISTINCT FROM (NEW.granularity, NEW.parent_id, NEW.model_id, NEW.batch, NEW.serial) THEN
        RAISE EXCEPTION 'the level of a passport and its place are never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER passports_level_fixed BEFORE UPDATE OF granularity, parent_id, model_id, batch, serial ON passports
    FOR EACH ROW EXECUTE FUNCTION refuse_move();

GRANT SELECT (granularity, parent_id, model_id, batch, serial) ON passports TO tessera_public;

-- Many units are created by a job; each of its lines says what one is to be.
ALTER TABLE jobs
    DROP CONSTRAINT jobs_kind_check,
    ADD CONSTRAINT jobs_kind_check CHECK (kind IN ('publish', 'units'));
-- services::units::Stored
ALTER TABLE job_lines ADD COLUMN unit jsonb;
