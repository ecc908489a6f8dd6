ALTER TABLE jobs NO FORCE ROW LEVEL SECURITY;
ALTER TABLE job_lines NO FORCE ROW LEVEL SECURITY;
ALTER TABLE jobs ADD COLUMN report jsonb NOT NULL DEFAULT '[]';
UPDATE jobs SET
    report = coalesce((
        SELECT jsonb_agg(jsonb_build_object('key', product_key, 'label', label, 'result', result) ORDER BY position)
        FROM job_lines WHERE job_id = jobs.id AND result IS NOT NULL
    ), '[]'),
    payload = payload || jsonb_build_object('products', coalesce((
        SELECT jsonb_agg(product_key ORDER BY position) FROM job_lines WHERE job_id = jobs.id
    ), '[]'));
ALTER TABLE jobs
    DROP COLUMN published, DROP COLUMN unchanged, DROP COLUMN failed,
    DROP COLUMN walking, DROP COLUMN cursor, DROP COLUMN trouble;
DROP TABLE job_lines;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
