DROP TABLE audit_events, outbox, mailed_tokens, sessions, members, brands, users;
