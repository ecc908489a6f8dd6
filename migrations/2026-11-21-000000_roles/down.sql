-- The roles stay: other databases of the cluster may use them.
DROP FUNCTION current_brand();
REVOKE USAGE ON SCHEMA public FROM tessera_brand, tessera_public, tessera_system;
GRANT USAGE ON SCHEMA public TO PUBLIC;
