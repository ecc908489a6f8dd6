-- Whether search engines are led to all passports of the brand.
ALTER TABLE brands ADD COLUMN sitemap boolean NOT NULL DEFAULT false;
GRANT SELECT (sitemap) ON brands TO tessera_public;
-- Models in the order in which a sitemap lists them. Batches and items are in none: their numbers are nobody's list.
CREATE INDEX passports_models_idx ON passports (brand_id, id) WHERE granularity = 'model';
