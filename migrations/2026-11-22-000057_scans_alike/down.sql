-- Their number stands in the counts as well.
ALTER TABLE scans DROP COLUMN number;
