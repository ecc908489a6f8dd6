REVOKE UPDATE, DELETE ON members FROM tessera_brand;
DROP TABLE invitations, known_devices, identities, ceremonies, passkeys, backup_codes, totp_factors;
DELETE FROM mailed_tokens WHERE purpose = 'change_email';
ALTER TABLE mailed_tokens DROP COLUMN payload;
ALTER TABLE mailed_tokens DROP CONSTRAINT mailed_tokens_purpose_check;
ALTER TABLE mailed_tokens ADD CONSTRAINT mailed_tokens_purpose_check CHECK (purpose IN ('verify_email', 'reset_password'));
DELETE FROM sessions WHERE active_brand IS NULL OR stage <> 'full';
ALTER TABLE sessions DROP COLUMN stage, DROP COLUMN methods, DROP COLUMN confirmed_at, DROP COLUMN ip, DROP COLUMN country, DROP COLUMN rotate_due;
ALTER TABLE sessions ALTER COLUMN active_brand SET NOT NULL;
ALTER TABLE brands DROP COLUMN second_factor_from;
ALTER TABLE users DROP COLUMN webauthn_id, DROP COLUMN last_brand;
-- An account without a password gets one that nothing matches; its owner sets another by mail.
UPDATE users SET password_hash = '' WHERE password_hash IS NULL;
ALTER TABLE users ALTER COLUMN password_hash SET NOT NULL;
