-- Hosts of brands' own. A row is a claim until its DNS record was found; several brands may claim a host, one can verify it.
CREATE TABLE domains (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    -- In lower case, as DNS has it: `xn--` where it is not ASCII, without a dot at its end.
    host text NOT NULL CHECK (length(host) <= 253 AND host ~ '^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]$'),
    -- What the DNS record has to say.
    token text NOT NULL CHECK (length(token) >= 32),
    -- Since when it is verified. It stays so: passports stand on it.
    verified_at timestamptz,
    -- When the record was looked for last, and what was wrong then.
    checked_at timestamptz,
    problem text,
    -- Since when the record of a verified host is missing.
    failing_since timestamptz,
    -- Whether the host led to the same addresses as the platform's when it was looked at.
    points_here boolean,
    created_at timestamptz NOT NULL,
    CONSTRAINT domains_brand_key UNIQUE (brand_id, host)
);
CREATE UNIQUE INDEX domains_host_key ON domains (host) WHERE verified_at IS NOT NULL;
CREATE INDEX domains_checked_idx ON domains (checked_at);

ALTER TABLE domains ENABLE ROW LEVEL SECURITY;
ALTER TABLE domains FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON domains TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand());
CREATE POLICY system_door ON domains TO tessera_system USING (true) WITH CHECK (true);
-- Whose host a stranger came by.
CREATE POLICY public_door ON domains FOR SELECT TO tessera_public USING (verified_at IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON domains TO tessera_brand;
GRANT SELECT, UPDATE (verified_at, checked_at, problem, failing_since, points_here) ON domains TO tessera_system;
GRANT SELECT (brand_id, host, verified_at) ON domains TO tessera_public;

-- The host of a passport's one address; none for the platform's. It is fixed at the first publication, like the path.
-- The reference keeps a host from being removed while passports stand on it.
ALTER TABLE passports
    ADD COLUMN host text,
    ADD CONSTRAINT passports_host_fkey FOREIGN KEY (brand_id, host) REFERENCES domains (brand_id, host);
CREATE INDEX passports_host_idx ON passports (brand_id, host) WHERE host IS NOT NULL;
GRANT SELECT (host) ON passports TO tessera_public;

-- At a brand's host only that brand's files are served.
GRANT SELECT (brand_id) ON media TO tessera_public;
