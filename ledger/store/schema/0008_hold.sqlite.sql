-- What stood stays: the database itself refuses to change or delete it.
CREATE TRIGGER hold_no_update BEFORE UPDATE ON hold BEGIN
	SELECT RAISE(ABORT, 'hold: a hold is ended, never changed or deleted');
END;
CREATE TRIGGER hold_no_delete BEFORE DELETE ON hold BEGIN
	SELECT RAISE(ABORT, 'hold: a hold is ended, never changed or deleted');
END;
CREATE TRIGGER hold_event_no_update BEFORE UPDATE ON hold_event BEGIN
	SELECT RAISE(ABORT, 'hold_event: what happened is never changed or deleted');
END;
CREATE TRIGGER hold_event_no_delete BEFORE DELETE ON hold_event BEGIN
	SELECT RAISE(ABORT, 'hold_event: what happened is never changed or deleted');
END;
