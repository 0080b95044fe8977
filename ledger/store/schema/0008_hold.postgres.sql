-- What stood stays: the database itself refuses to change or delete it.
CREATE FUNCTION hold_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '%: a hold is ended, never changed or deleted', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER hold_no_change BEFORE UPDATE OR DELETE ON hold FOR EACH ROW EXECUTE FUNCTION hold_refuse();
CREATE TRIGGER hold_no_truncate BEFORE TRUNCATE ON hold FOR EACH STATEMENT EXECUTE FUNCTION hold_refuse();
CREATE TRIGGER hold_event_no_change BEFORE UPDATE OR DELETE ON hold_event FOR EACH ROW EXECUTE FUNCTION hold_refuse();
CREATE TRIGGER hold_event_no_truncate BEFORE TRUNCATE ON hold_event FOR EACH STATEMENT EXECUTE FUNCTION hold_refuse();
