-- What was produced stays: the database itself refuses to change or delete it.
CREATE TRIGGER report_schedule_no_update BEFORE UPDATE ON report_schedule BEGIN
	SELECT RAISE(ABORT, 'report_schedule: what was planned or produced is never changed or deleted');
END;
CREATE TRIGGER report_schedule_no_delete BEFORE DELETE ON report_schedule BEGIN
	SELECT RAISE(ABORT, 'report_schedule: what was planned or produced is never changed or deleted');
END;
CREATE TRIGGER report_schedule_event_no_update BEFORE UPDATE ON report_schedule_event BEGIN
	SELECT RAISE(ABORT, 'report_schedule_event: what was planned or produced is never changed or deleted');
END;
CREATE TRIGGER report_schedule_event_no_delete BEFORE DELETE ON report_schedule_event BEGIN
	SELECT RAISE(ABORT, 'report_schedule_event: what was planned or produced is never changed or deleted');
END;
CREATE TRIGGER report_kept_no_update BEFORE UPDATE ON report_kept BEGIN
	SELECT RAISE(ABORT, 'report_kept: what was planned or produced is never changed or deleted');
END;
CREATE TRIGGER report_kept_no_delete BEFORE DELETE ON report_kept BEGIN
	SELECT RAISE(ABORT, 'report_kept: what was planned or produced is never changed or deleted');
END;
