-- Since when a connection needs somebody, until it works again: its owners and admins are told once in that time.
ALTER TABLE connections ADD COLUMN attention_since timestamptz;
-- What the PIM does not let it read: a list of resources in words, as the last test and the reads since then saw it.
ALTER TABLE connections ADD COLUMN refused jsonb NOT NULL DEFAULT '[]';

-- What a connection asked the PIM's event platform for: one subscription per connection.
CREATE TABLE subscriptions (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    connection_id uuid NOT NULL UNIQUE,
    -- What signs events, and what signs notices about the subscription. Envelopes.
    secret bytea NOT NULL,
    notice_secret bytea NOT NULL,
    -- The platform's names for us and for the subscription; none until it has answered.
    subscriber text,
    subscription text,
    -- `starting`: the platform has not answered yet.
    state text NOT NULL CHECK (state IN ('starting', 'active', 'suspended', 'revoked')),
    -- Why it is suspended or revoked, in plain words.
    reason text,
    -- The platform's time of the last notice that counted: an older one that comes late does not.
    noticed_at timestamptz,
    last_event_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT subscriptions_connection_fkey FOREIGN KEY (brand_id, connection_id)
        REFERENCES connections (brand_id, id) ON DELETE CASCADE
);

-- Events that arrived: each counts once, and is kept for a week to know it again.
CREATE TABLE pim_events (
    connection_id uuid NOT NULL,
    -- The CloudEvent's own id.
    id text NOT NULL CHECK (length(id) BETWEEN 1 AND 200),
    brand_id uuid NOT NULL REFERENCES brands,
    -- The product that it tells of; none where it tells of something else.
    product text,
    received_at timestamptz NOT NULL,
    -- When the product's passports were compared.
    handled_at timestamptz,
    PRIMARY KEY (connection_id, id),
    CONSTRAINT pim_events_connection_fkey FOREIGN KEY (brand_id, connection_id)
        REFERENCES connections (brand_id, id) ON DELETE CASCADE
);
CREATE INDEX pim_events_waiting_idx ON pim_events (connection_id, received_at) WHERE product IS NOT NULL AND handled_at IS NULL;
CREATE INDEX pim_events_received_idx ON pim_events (received_at);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['subscriptions', 'pim_events'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY brand_door ON %I TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand())', t);
        EXECUTE format('CREATE POLICY system_door ON %I TO tessera_system USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON subscriptions TO tessera_brand;
GRANT SELECT, INSERT, UPDATE ON pim_events TO tessera_brand;
-- Across brands: whose signature an event bears, moving secrets to another key, what is due, and forgetting.
GRANT SELECT, UPDATE ON subscriptions TO tessera_system;
GRANT SELECT, DELETE ON pim_events TO tessera_system;
