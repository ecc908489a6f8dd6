DROP TABLE jobs, media, versions, passports, templates, connections;
DROP FUNCTION refuse_change();
