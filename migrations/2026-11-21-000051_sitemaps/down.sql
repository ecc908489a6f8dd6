DROP INDEX passports_models_idx;
ALTER TABLE brands DROP COLUMN sitemap;
