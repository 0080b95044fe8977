-- What was said stays: the database itself refuses to change or delete it.
CREATE TRIGGER party_merge_no_update BEFORE UPDATE ON party_merge BEGIN
	SELECT RAISE(ABORT, 'party_merge: a merge is undone, never changed or deleted');
END;
CREATE TRIGGER party_merge_no_delete BEFORE DELETE ON party_merge BEGIN
	SELECT RAISE(ABORT, 'party_merge: a merge is undone, never changed or deleted');
END;
CREATE TRIGGER party_parted_no_update BEFORE UPDATE ON party_parted BEGIN
	SELECT RAISE(ABORT, 'party_parted: a merge is undone, never changed or deleted');
END;
CREATE TRIGGER party_parted_no_delete BEFORE DELETE ON party_parted BEGIN
	SELECT RAISE(ABORT, 'party_parted: a merge is undone, never changed or deleted');
END;
