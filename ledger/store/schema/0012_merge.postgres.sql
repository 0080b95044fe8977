-- What was said stays: the database itself refuses to change or delete it.
CREATE FUNCTION party_merge_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '%: a merge is undone, never changed or deleted', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER party_merge_no_change BEFORE UPDATE OR DELETE ON party_merge FOR EACH ROW EXECUTE FUNCTION party_merge_refuse();
CREATE TRIGGER party_merge_no_truncate BEFORE TRUNCATE ON party_merge FOR EACH STATEMENT EXECUTE FUNCTION party_merge_refuse();
CREATE TRIGGER party_parted_no_change BEFORE UPDATE OR DELETE ON party_parted FOR EACH ROW EXECUTE FUNCTION party_merge_refuse();
CREATE TRIGGER party_parted_no_truncate BEFORE TRUNCATE ON party_parted FOR EACH STATEMENT EXECUTE FUNCTION party_merge_refuse();
