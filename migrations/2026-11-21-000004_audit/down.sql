REVOKE DELETE ON audit_events FROM tessera_system;
DROP TRIGGER keep_audit_table ON audit_events;
DROP TRIGGER keep_audit_events ON audit_events;
DROP TRIGGER continue_audit_chain ON audit_events;
DROP FUNCTION keep_audit_events();
DROP FUNCTION continue_audit_chain();
DROP TABLE signing_keys;
DROP TABLE audit_checkpoints;
DROP TABLE audit_heads;
DROP INDEX audit_events_order_idx;
ALTER TABLE audit_events
    DROP CONSTRAINT audit_events_seq_key,
    DROP CONSTRAINT audit_events_link_check,
    DROP COLUMN seq,
    DROP COLUMN prev_hash,
    DROP COLUMN hash;
