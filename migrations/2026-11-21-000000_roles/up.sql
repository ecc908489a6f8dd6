-- The doors of the application. Roles belong to the cluster, so a second database finds them there already.
DO $$
DECLARE door text;
BEGIN
    FOREACH door IN ARRAY ARRAY['tessera_brand', 'tessera_public', 'tessera_system'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT', door);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END LOOP;
END $$;

-- The brand that the transaction works for; an error, not an empty answer, where nobody has said.
CREATE FUNCTION current_brand() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT current_setting('tessera.brand_id')::uuid $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO tessera_brand, tessera_public, tessera_system;
