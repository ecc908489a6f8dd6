DROP TABLE pim_events, subscriptions;
ALTER TABLE connections DROP COLUMN attention_since, DROP COLUMN refused;
