-- Scans that differ in nothing are one row: a passport that thousands open at once takes no thousands of rows. One at least; a check
-- would read all that is there while everybody waits.
ALTER TABLE scans ADD COLUMN number integer NOT NULL DEFAULT 1;
