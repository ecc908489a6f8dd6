-- Tells every process, when the transaction commits, whose public pages are not as they were. One message per brand and
-- statement; equal ones of a transaction are one.
CREATE FUNCTION tell_of_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    brand uuid;
BEGIN
    FOR brand IN SELECT DISTINCT changed.brand_id FROM changed LOOP
        PERFORM pg_notify('tessera_pages', brand::text);
    END LOOP;
    RETURN NULL;
END
$$;

CREATE TRIGGER passports_tell_inserted AFTER INSERT ON passports
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_changes();
CREATE TRIGGER passports_tell_updated AFTER UPDATE ON passports
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_changes();
CREATE TRIGGER passports_tell_deleted AFTER DELETE ON passports
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_changes();
-- How pages look.
CREATE TRIGGER templates_tell_updated AFTER UPDATE ON templates
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_changes();
