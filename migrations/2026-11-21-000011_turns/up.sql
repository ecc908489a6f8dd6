-- When a publication's turn comes; a publication that used a turn up stands behind those that wait. NULL: as when it was asked for.
ALTER TABLE jobs ADD COLUMN turn_at timestamptz;
