DROP TRIGGER templates_tell_updated ON templates;
DROP TRIGGER passports_tell_deleted ON passports;
DROP TRIGGER passports_tell_updated ON passports;
DROP TRIGGER passports_tell_inserted ON passports;
DROP FUNCTION tell_of_changes();
