-- What a publication is to do and what it did, one line per product.
CREATE TABLE job_lines (
    job_id uuid NOT NULL,
    brand_id uuid NOT NULL REFERENCES brands,
    position integer NOT NULL CHECK (position >= 0),
    product_key text NOT NULL,
    label text NOT NULL,
    -- domain::job::PublishResult; NULL while the product is not dealt with.
    result jsonb,
    -- The order of the report: failures, then what is new, then what stayed as it was.
    rank smallint GENERATED ALWAYS AS (
        CASE result ->> 'result' WHEN 'failed' THEN 0 WHEN 'published' THEN 1 WHEN 'unchanged' THEN 2 END
    ) STORED,
    PRIMARY KEY (job_id, position),
    CONSTRAINT job_lines_product_key UNIQUE (job_id, product_key),
    CONSTRAINT job_lines_job_fkey FOREIGN KEY (brand_id, job_id) REFERENCES jobs (brand_id, id)
);
CREATE INDEX job_lines_rank_idx ON job_lines (job_id, rank, position);

ALTER TABLE jobs
    ADD COLUMN published integer NOT NULL DEFAULT 0,
    ADD COLUMN unchanged integer NOT NULL DEFAULT 0,
    ADD COLUMN failed integer NOT NULL DEFAULT 0,
    -- Whether pages of the PIM are still to be read, from `cursor` on (NULL: from the first). Until then `total` grows.
    ADD COLUMN walking boolean NOT NULL DEFAULT false,
    ADD COLUMN cursor text,
    -- Why the job ended early, for people.
    ADD COLUMN trouble text;

-- The owner sees the rows of all brands while they move.
ALTER TABLE jobs NO FORCE ROW LEVEL SECURITY;
INSERT INTO job_lines (job_id, brand_id, position, product_key, label, result)
SELECT j.id, j.brand_id, asked.n - 1, asked.key, coalesce(done.line ->> 'label', asked.key), done.line -> 'result'
FROM jobs j
CROSS JOIN LATERAL jsonb_array_elements_text(j.payload -> 'products') WITH ORDINALITY AS asked (key, n)
LEFT JOIN LATERAL (
    SELECT l.line FROM jsonb_array_elements(j.report) AS l (line) WHERE l.line ->> 'key' = asked.key LIMIT 1
) AS done ON true;
UPDATE jobs SET
    published = (SELECT count(*) FROM job_lines l WHERE l.job_id = jobs.id AND l.rank = 1),
    unchanged = (SELECT count(*) FROM job_lines l WHERE l.job_id = jobs.id AND l.rank = 2),
    failed = (SELECT count(*) FROM job_lines l WHERE l.job_id = jobs.id AND l.rank = 0),
    payload = payload - 'products';
ALTER TABLE jobs DROP COLUMN report;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;

ALTER TABLE job_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE job_lines FORCE ROW LEVEL SECURITY;
CREATE POLICY brand_door ON job_lines TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand());

GRANT SELECT, INSERT, UPDATE ON job_lines TO tessera_brand;
