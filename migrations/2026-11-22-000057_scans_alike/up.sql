-- Scans that differ in nothing are one row, with their number: a passport that thousands open at once takes no thousands of rows.
ALTER TABLE scans ADD COLUMN number integer NOT NULL DEFAULT 1;
