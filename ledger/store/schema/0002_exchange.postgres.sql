CREATE FUNCTION exchange_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% refuses %: the journal of files is kept', TG_TABLE_NAME, TG_OP;
END;
$$;
CREATE TRIGGER file_step_unchanged BEFORE UPDATE OR DELETE ON file_step
FOR EACH ROW EXECUTE FUNCTION exchange_refuse();
CREATE TRIGGER file_kept BEFORE DELETE ON file
FOR EACH ROW EXECUTE FUNCTION exchange_refuse();
CREATE TRIGGER file_identity_kept BEFORE UPDATE OF partner, digest, size, name, copy_of ON file
FOR EACH ROW EXECUTE FUNCTION exchange_refuse();
CREATE TRIGGER outgoing_kept BEFORE DELETE ON outgoing
FOR EACH ROW EXECUTE FUNCTION exchange_refuse();
CREATE TRIGGER outgoing_identity_kept BEFORE UPDATE OF key, partner, folder, name, digest, size, money ON outgoing
FOR EACH ROW EXECUTE FUNCTION exchange_refuse();
CREATE TRIGGER attempt_kept BEFORE DELETE ON attempt
FOR EACH ROW EXECUTE FUNCTION exchange_refuse();
