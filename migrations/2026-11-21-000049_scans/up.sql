-- How long a brand's scans are kept, in days; its plan says. What was written before a change keeps the days of its time.
ALTER TABLE brands ADD COLUMN scan_days smallint NOT NULL DEFAULT 365 CHECK (scan_days IN (30, 90, 365));

-- Openings of passports. Whose they were is not known: no address, no browser, no number of a visitor. By the days that they are
-- kept and by months, so that what is over is dropped and never deleted row by row. No foreign keys: a row is written often and
-- read seldom, and whether its passport is there is asked once for a batch.
CREATE TABLE scans (
    brand_id uuid NOT NULL,
    passport_id uuid NOT NULL,
    template_id uuid NOT NULL,
    -- To the second.
    at timestamptz(0) NOT NULL,
    -- ISO 3166-1 alpha-2; none where it is not known.
    country text CHECK (country ~ '^[A-Z]{2}$'),
    device text NOT NULL CHECK (device IN ('mobile', 'tablet', 'desktop', 'bot')),
    -- The primary subtag, such as `de`.
    language text CHECK (length(language) BETWEEN 2 AND 8),
    -- The host alone.
    referrer text CHECK (length(referrer) BETWEEN 1 AND 253),
    keep_days smallint NOT NULL
) PARTITION BY LIST (keep_days);
CREATE INDEX scans_brand_idx ON scans (brand_id, at);
CREATE TABLE scans_30 PARTITION OF scans FOR VALUES IN (30) PARTITION BY RANGE (at);
CREATE TABLE scans_90 PARTITION OF scans FOR VALUES IN (90) PARTITION BY RANGE (at);
CREATE TABLE scans_365 PARTITION OF scans FOR VALUES IN (365) PARTITION BY RANGE (at);

-- The same, counted: people in `scans`, programs in `bots`. A key is '' for what is not known, and for the total.
CREATE TABLE scan_counts (
    brand_id uuid NOT NULL REFERENCES brands,
    dimension text NOT NULL CHECK (dimension IN ('total', 'country', 'device', 'language', 'referrer', 'template', 'passport')),
    key text NOT NULL CHECK (length(key) <= 253),
    day date NOT NULL,
    scans bigint NOT NULL CHECK (scans >= 0),
    bots bigint NOT NULL CHECK (bots >= 0),
    -- The day before the key: what is read is a range of days with all keys.
    PRIMARY KEY (brand_id, dimension, day, key)
);

-- And by whole months, so that a long time is read in few rows. `month` is its first day.
CREATE TABLE scan_months (
    brand_id uuid NOT NULL REFERENCES brands,
    dimension text NOT NULL CHECK (dimension IN ('total', 'country', 'device', 'language', 'referrer', 'template', 'passport')),
    key text NOT NULL CHECK (length(key) <= 253),
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    scans bigint NOT NULL CHECK (scans >= 0),
    bots bigint NOT NULL CHECK (bots >= 0),
    PRIMARY KEY (brand_id, dimension, month, key)
);

-- Makes the partitions of these months where they lack. The program owns no table, so it asks for this; `attach` hinders neither
-- readers nor writers, which `PARTITION OF` would.
CREATE FUNCTION make_scan_months(first date, last date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    keep text;
    name text;
    month date;
    made integer := 0;
BEGIN
    -- Two programs take turns. The number is arbitrary.
    PERFORM pg_advisory_xact_lock(8387236824920056421);
    FOREACH keep IN ARRAY ARRAY['30', '90', '365'] LOOP
        month := date_trunc('month', first)::date;
        WHILE month <= last LOOP
            name := format('scans_%s_%s', keep, to_char(month, 'YYYY_MM'));
            IF to_regclass('public.' || name) IS NULL THEN
                EXECUTE format('CREATE TABLE public.%I (LIKE public.scans INCLUDING CONSTRAINTS)', name);
                EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
                EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', name);
                EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', 'scans_' || keep,
                    name, month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
                made := made + 1;
            END IF;
            month := (month + interval '1 month')::date;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;

-- Drops the partitions of which everything is older than its days.
CREATE FUNCTION drop_scan_months(today date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    partition record;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(8387236824920056421);
    FOR partition IN
        SELECT child.relname AS name,
               substring(parent.relname FROM 7)::integer AS keep,
               to_date(right(child.relname, 7), 'YYYY_MM') AS month
        FROM pg_inherits
        JOIN pg_class child ON child.oid = inhrelid
        JOIN pg_class parent ON parent.oid = inhparent
        WHERE inhparent IN ('public.scans_30'::regclass, 'public.scans_90'::regclass, 'public.scans_365'::regclass)
          AND child.relkind = 'r'
        ORDER BY child.relname
    LOOP
        IF (partition.month + interval '1 month')::date + partition.keep <= today THEN
            EXECUTE format('DROP TABLE public.%I', partition.name);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END $$;

REVOKE ALL ON FUNCTION make_scan_months(date, date), drop_scan_months(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_scan_months(date, date), drop_scan_months(date) TO tessera_system;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['scans', 'scan_counts', 'scan_months'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY brand_door ON %I TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand())', t);
        EXECUTE format('CREATE POLICY system_door ON %I TO tessera_system USING (true) WITH CHECK (true)', t);
    END LOOP;
    -- Nobody has a right to a partition by itself; this holds should somebody be given one.
    FOREACH t IN ARRAY ARRAY['scans_30', 'scans_90', 'scans_365'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    END LOOP;
END $$;

-- A brand reads its own. They are written for all brands at once, and forgotten.
GRANT SELECT ON scans, scan_counts, scan_months TO tessera_brand;
GRANT SELECT, INSERT, DELETE ON scans TO tessera_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON scan_counts, scan_months TO tessera_system;

SELECT make_scan_months((now() - interval '1 month')::date, (now() + interval '2 months')::date);
