-- Whoever signs up with another provider has no password until they set one.
ALTER TABLE users ALTER COLUMN password_hash DROP NOT NULL;
-- The handle that passkeys know a user by: random, so that an authenticator learns nothing.
ALTER TABLE users ADD COLUMN webauthn_id uuid CONSTRAINT users_webauthn_key UNIQUE;
-- The brand that the user worked for last: the next sign-in leads there.
ALTER TABLE users ADD COLUMN last_brand uuid REFERENCES brands;

-- From then on every member needs a second factor; the time between the decision and this moment is the grace period.
ALTER TABLE brands ADD COLUMN second_factor_from timestamptz;

-- `stage` is `second_factor` while only the first factor was shown. `methods` is what was shown, such as `password+totp`.
-- `confirmed_at` is when the person last proved who they are. `rotate_due` asks for a new token at the next page.
ALTER TABLE sessions ALTER COLUMN active_brand DROP NOT NULL;
ALTER TABLE sessions
    ADD COLUMN stage text NOT NULL DEFAULT 'full' CHECK (stage IN ('second_factor', 'full')),
    ADD COLUMN methods text NOT NULL DEFAULT 'password',
    ADD COLUMN confirmed_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN ip text,
    ADD COLUMN country text,
    ADD COLUMN rotate_due boolean NOT NULL DEFAULT false;
ALTER TABLE sessions ALTER COLUMN confirmed_at DROP DEFAULT;

-- `payload` is the new address of a change of address.
ALTER TABLE mailed_tokens DROP CONSTRAINT mailed_tokens_purpose_check;
ALTER TABLE mailed_tokens ADD CONSTRAINT mailed_tokens_purpose_check
    CHECK (purpose IN ('verify_email', 'reset_password', 'change_email'));
ALTER TABLE mailed_tokens ADD COLUMN payload text;

-- `secret` is an envelope. `last_step` is the last time step that was used: none is accepted twice.
CREATE TABLE totp_factors (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT totp_factors_user_key UNIQUE REFERENCES users ON DELETE CASCADE,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_used_at timestamptz,
    last_step bigint
);

-- Codes of 120 random bits, so that SHA-256 is enough; a code is deleted when it is used.
CREATE TABLE backup_codes (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

-- `credential` is the public key with its counter, as webauthn-rs writes it.
CREATE TABLE passkeys (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    credential_id bytea NOT NULL CONSTRAINT passkeys_credential_key UNIQUE,
    name text NOT NULL,
    credential jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    -- Set when its counter went backwards: it may have been copied, and no longer signs anybody in.
    suspended_at timestamptz
);
CREATE INDEX passkeys_user_idx ON passkeys (user_id);

-- What the server must remember between the two halves of a ceremony (passkeys, sign-in by a provider): taken once.
-- `state` is an envelope.
CREATE TABLE ceremonies (
    id uuid PRIMARY KEY,
    handle_hash bytea NOT NULL CONSTRAINT ceremonies_handle_key UNIQUE CHECK (length(handle_hash) = 32),
    kind text NOT NULL,
    user_id uuid REFERENCES users ON DELETE CASCADE,
    state bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ceremonies_expires_idx ON ceremonies (expires_at);

-- Accounts at Google and Microsoft, known by issuer and subject, never by their address.
CREATE TABLE identities (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    provider text NOT NULL CHECK (provider IN ('google', 'microsoft')),
    issuer text NOT NULL,
    subject text NOT NULL,
    email text NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    CONSTRAINT identities_subject_key UNIQUE (issuer, subject),
    CONSTRAINT identities_user_key UNIQUE (user_id, provider)
);

-- Browsers and places that a user has signed in from, so that a new one can be told of.
CREATE TABLE known_devices (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, fingerprint)
);

CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    email text NOT NULL CHECK (email = lower(email)),
    role text NOT NULL CHECK (role IN ('viewer', 'editor', 'admin')),
    token_hash bytea NOT NULL CONSTRAINT invitations_token_key UNIQUE,
    invited_by uuid NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT invitations_email_key UNIQUE (brand_id, email)
);

ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON invitations TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand());
CREATE POLICY system_door ON invitations TO tessera_system USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON invitations TO tessera_brand, tessera_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON totp_factors, backup_codes, passkeys, ceremonies, identities, known_devices TO tessera_system;
GRANT UPDATE (role), DELETE ON members TO tessera_brand;
