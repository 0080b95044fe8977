-- What was produced stays: the database itself refuses to change or delete it.
CREATE FUNCTION report_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '%: what was planned or produced is never changed or deleted', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER report_schedule_no_change BEFORE UPDATE OR DELETE ON report_schedule FOR EACH ROW EXECUTE FUNCTION report_refuse();
CREATE TRIGGER report_schedule_no_truncate BEFORE TRUNCATE ON report_schedule FOR EACH STATEMENT EXECUTE FUNCTION report_refuse();
CREATE TRIGGER report_schedule_event_no_change BEFORE UPDATE OR DELETE ON report_schedule_event FOR EACH ROW EXECUTE FUNCTION report_refuse();
CREATE TRIGGER report_schedule_event_no_truncate BEFORE TRUNCATE ON report_schedule_event FOR EACH STATEMENT EXECUTE FUNCTION report_refuse();
CREATE TRIGGER report_kept_no_change BEFORE UPDATE OR DELETE ON report_kept FOR EACH ROW EXECUTE FUNCTION report_refuse();
CREATE TRIGGER report_kept_no_truncate BEFORE TRUNCATE ON report_kept FOR EACH STATEMENT EXECUTE FUNCTION report_refuse();
