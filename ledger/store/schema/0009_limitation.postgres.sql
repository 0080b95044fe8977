-- What was recorded stays: the database itself refuses to change or delete it.
CREATE FUNCTION limitation_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '%: what was recorded is withdrawn, never changed or deleted', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER limitation_event_no_change BEFORE UPDATE OR DELETE ON limitation_event FOR EACH ROW EXECUTE FUNCTION limitation_refuse();
CREATE TRIGGER limitation_event_no_truncate BEFORE TRUNCATE ON limitation_event FOR EACH STATEMENT EXECUTE FUNCTION limitation_refuse();
CREATE TRIGGER limitation_withdrawn_no_change BEFORE UPDATE OR DELETE ON limitation_withdrawn FOR EACH ROW EXECUTE FUNCTION limitation_refuse();
CREATE TRIGGER limitation_withdrawn_no_truncate BEFORE TRUNCATE ON limitation_withdrawn FOR EACH STATEMENT EXECUTE FUNCTION limitation_refuse();
