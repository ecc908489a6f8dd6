DROP FUNCTION drop_scan_months(date), make_scan_months(date, date);
DROP TABLE scan_months, scan_counts, scans;
ALTER TABLE brands DROP COLUMN scan_days;
