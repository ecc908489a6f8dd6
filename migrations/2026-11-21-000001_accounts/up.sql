CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL CONSTRAINT users_email_lower CHECK (email = lower(email)),
    password_hash text NOT NULL,
    email_verified_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT users_email_key UNIQUE (email)
);

CREATE TABLE brands (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    cache_ttl_s integer NOT NULL CHECK (cache_ttl_s BETWEEN 60 AND 604800),
    created_at timestamptz NOT NULL
);

CREATE TABLE members (
    brand_id uuid NOT NULL REFERENCES brands,
    user_id uuid NOT NULL REFERENCES users,
    role text NOT NULL CHECK (role IN ('viewer', 'editor', 'admin', 'owner')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, user_id)
);
CREATE INDEX members_user_idx ON members (user_id);

-- The token itself is never stored, only its SHA-256.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL CONSTRAINT sessions_token_hash_key UNIQUE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    active_brand uuid NOT NULL,
    user_agent text NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user_idx ON sessions (user_id);
CREATE INDEX sessions_expires_idx ON sessions (expires_at);

-- Links that are mailed: confirm an address, set a new password. Single use.
CREATE TABLE mailed_tokens (
    token_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('verify_email', 'reset_password')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX mailed_tokens_user_idx ON mailed_tokens (user_id);

-- Written in the transaction of the change that causes the mail; sent afterwards. The body holds links with tokens,
-- so it is an envelope.
CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    recipient text NOT NULL,
    subject text NOT NULL,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    sent_at timestamptz,
    failed_at timestamptz,
    last_error text
);
CREATE INDEX outbox_due_idx ON outbox (next_attempt_at) WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE TABLE audit_events (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    at timestamptz NOT NULL,
    actor uuid REFERENCES users,
    ip text,
    action text NOT NULL,
    target text NOT NULL,
    detail jsonb NOT NULL
);
CREATE INDEX audit_events_brand_idx ON audit_events (brand_id, at DESC);

ALTER TABLE brands ENABLE ROW LEVEL SECURITY;
ALTER TABLE brands FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON brands TO tessera_brand USING (id = current_brand()) WITH CHECK (id = current_brand());
CREATE POLICY public_door ON brands FOR SELECT TO tessera_public USING (true);
CREATE POLICY system_door ON brands TO tessera_system USING (true) WITH CHECK (true);

-- No brand_id, yet no brand learns of another's people.
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON users FOR SELECT TO tessera_brand
    USING (EXISTS (SELECT FROM members m WHERE m.user_id = users.id AND m.brand_id = current_brand()));
CREATE POLICY system_door ON users TO tessera_system USING (true) WITH CHECK (true);

ALTER TABLE members ENABLE ROW LEVEL SECURITY;
ALTER TABLE members FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON members TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand());
CREATE POLICY system_door ON members TO tessera_system USING (true) WITH CHECK (true);

ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON audit_events TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand());
CREATE POLICY system_door ON audit_events TO tessera_system USING (true) WITH CHECK (true);

GRANT SELECT, UPDATE ON brands TO tessera_brand;
GRANT SELECT (id, name) ON brands TO tessera_public;
GRANT SELECT, INSERT, UPDATE, DELETE ON brands, users, members, sessions, mailed_tokens, outbox TO tessera_system;
GRANT SELECT ON members TO tessera_brand;
GRANT SELECT (id, email) ON users TO tessera_brand;
-- The log is written and read, never changed.
GRANT SELECT, INSERT ON audit_events TO tessera_brand, tessera_system;
