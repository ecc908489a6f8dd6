-- The profile that a template follows, and the last check of its products.
CREATE TABLE compliance (
    template_id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    -- domain::readiness::Compliance
    followed jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    -- A check of all products: asked for, on its way, ended.
    check_state text NOT NULL DEFAULT 'never' CHECK (check_state IN ('never', 'running', 'done', 'failed')),
    check_begun_at timestamptz,
    check_ended_at timestamptz,
    check_error text,
    -- Where the next page of products begins; none at the beginning.
    check_cursor text,
    check_seen integer NOT NULL DEFAULT 0,
    -- A worker that does not come back by then has died, and another takes over.
    lease_until timestamptz,
    CONSTRAINT compliance_template_fkey FOREIGN KEY (brand_id, template_id)
        REFERENCES templates (brand_id, id) ON DELETE CASCADE
);
CREATE INDEX compliance_due_idx ON compliance (check_begun_at) WHERE check_state = 'running';

-- How ready each product is: counts and the names of data points, no value of the PIM.
CREATE TABLE readiness (
    template_id uuid NOT NULL,
    product_key text NOT NULL,
    brand_id uuid NOT NULL REFERENCES brands,
    product_identifier text NOT NULL,
    percent smallint NOT NULL CHECK (percent BETWEEN 0 AND 100),
    missing text[] NOT NULL,
    invalid text[] NOT NULL,
    checked_at timestamptz NOT NULL,
    PRIMARY KEY (template_id, product_key),
    CONSTRAINT readiness_template_fkey FOREIGN KEY (brand_id, template_id)
        REFERENCES templates (brand_id, id) ON DELETE CASCADE
);
CREATE INDEX readiness_percent_idx ON readiness (template_id, percent, product_identifier);
CREATE INDEX readiness_identifier_idx ON readiness (template_id, product_identifier);

-- What people entered by hand. Rows are only added: the newest of a place counts, the others are its history.
CREATE TABLE entries (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    connection_id uuid NOT NULL,
    -- The profile's name without its version: a data point keeps its id in later versions.
    profile text NOT NULL,
    point text NOT NULL,
    scope text NOT NULL CHECK (scope IN ('product', 'family', 'default')),
    -- The product's key, the family's code, or nothing.
    place text NOT NULL,
    -- Nothing counts in all languages.
    locale text NOT NULL,
    -- Null takes the one before back.
    value text,
    entered_by uuid REFERENCES users,
    entered_at timestamptz NOT NULL,
    CONSTRAINT entries_connection_fkey FOREIGN KEY (brand_id, connection_id)
        REFERENCES connections (brand_id, id) ON DELETE CASCADE
);
CREATE INDEX entries_place_idx ON entries (connection_id, profile, scope, place, point, locale, entered_at DESC, id DESC);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['compliance', 'readiness', 'entries'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY brand_door ON %I TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand())', t);
        EXECUTE format('CREATE POLICY system_door ON %I TO tessera_system USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON compliance, readiness TO tessera_brand;
GRANT SELECT, INSERT ON entries TO tessera_brand;
-- Checks are taken by whichever worker is free.
GRANT SELECT, UPDATE ON compliance TO tessera_system;
