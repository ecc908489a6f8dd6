-- How far the changes of a connection's PIM are read. One row per connection that has passports; a worker holds it by a lease.
CREATE TABLE polls (
    connection_id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    -- The connection's `cache_generation` that this was read under: with another PIM or other credentials it begins afresh.
    generation integer NOT NULL,
    -- pim::ChangeCursor: how far the list of changes is read, also in its middle. None before the first one.
    cursor jsonb,
    -- When the next list begins.
    next_list_at timestamptz NOT NULL,
    -- Passports that were checked before this are checked again: somebody asked for it.
    recheck_before timestamptz NOT NULL,
    last_run_at timestamptz,
    next_run_at timestamptz NOT NULL,
    last_error text,
    failures integer NOT NULL DEFAULT 0,
    lease_until timestamptz,
    attempt bigint NOT NULL DEFAULT 0,
    CONSTRAINT polls_connection_fkey FOREIGN KEY (brand_id, connection_id) REFERENCES connections (brand_id, id) ON DELETE CASCADE
);
CREATE INDEX polls_due_idx ON polls (next_run_at);

-- Whether a passport still says what the PIM says. No values: those are computed from the cache when somebody looks.
CREATE TABLE drift (
    passport_id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    -- The version that was compared; for a later one this row says nothing.
    version integer NOT NULL CHECK (version >= 1),
    -- When the product was read.
    checked_at timestamptz NOT NULL,
    -- `gone`: the PIM has the product no longer, or does not show it. `moved`: it belongs to another family now.
    state text NOT NULL CHECK (state IN ('same', 'changed', 'gone', 'moved')),
    fields integer NOT NULL DEFAULT 0,
    -- The codes of the attributes that differ.
    attributes jsonb NOT NULL DEFAULT '[]',
    -- Whether the template was changed after the publication.
    design_changed boolean NOT NULL DEFAULT false,
    CONSTRAINT drift_passport_fkey FOREIGN KEY (brand_id, passport_id) REFERENCES passports (brand_id, id)
);
CREATE INDEX drift_brand_idx ON drift (brand_id, checked_at DESC) WHERE state <> 'same';

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['polls', 'drift'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY brand_door ON %I TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand())', t);
    END LOOP;
END $$;
-- Across brands a worker only finds what is due; what it finds out is written through the brand's own door.
CREATE POLICY system_door ON polls TO tessera_system USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE ON polls, drift TO tessera_brand;
GRANT SELECT, INSERT, UPDATE ON polls TO tessera_system;
