REVOKE SELECT (id, read_at), DELETE ON restricted_reads FROM tessera_system;
DROP POLICY system_door ON restricted_reads;
DROP INDEX restricted_reads_age_idx;
DROP TABLE passport_files;
