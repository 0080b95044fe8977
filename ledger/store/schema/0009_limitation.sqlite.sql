-- What was recorded stays: the database itself refuses to change or delete it.
CREATE TRIGGER limitation_event_no_update BEFORE UPDATE ON limitation_event BEGIN
	SELECT RAISE(ABORT, 'limitation_event: what was recorded is withdrawn, never changed or deleted');
END;
CREATE TRIGGER limitation_event_no_delete BEFORE DELETE ON limitation_event BEGIN
	SELECT RAISE(ABORT, 'limitation_event: what was recorded is withdrawn, never changed or deleted');
END;
CREATE TRIGGER limitation_withdrawn_no_update BEFORE UPDATE ON limitation_withdrawn BEGIN
	SELECT RAISE(ABORT, 'limitation_withdrawn: never changed or deleted');
END;
CREATE TRIGGER limitation_withdrawn_no_delete BEFORE DELETE ON limitation_withdrawn BEGIN
	SELECT RAISE(ABORT, 'limitation_withdrawn: never changed or deleted');
END;
