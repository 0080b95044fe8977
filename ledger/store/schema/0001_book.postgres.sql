-- What is written stays: the database itself refuses to change or delete it.
CREATE FUNCTION book_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '%: rows are never changed or deleted, correct by a new one', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER account_no_change BEFORE UPDATE OR DELETE ON account FOR EACH ROW EXECUTE FUNCTION book_refuse();
CREATE TRIGGER account_no_truncate BEFORE TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION book_refuse();
CREATE TRIGGER invoice_no_change BEFORE UPDATE OR DELETE ON invoice FOR EACH ROW EXECUTE FUNCTION book_refuse();
CREATE TRIGGER invoice_no_truncate BEFORE TRUNCATE ON invoice FOR EACH STATEMENT EXECUTE FUNCTION book_refuse();
CREATE TRIGGER posting_no_change BEFORE UPDATE OR DELETE ON posting FOR EACH ROW EXECUTE FUNCTION book_refuse();
CREATE TRIGGER posting_no_truncate BEFORE TRUNCATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION book_refuse();
CREATE TRIGGER entry_no_change BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION book_refuse();
CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION book_refuse();
CREATE TRIGGER exchange_no_change BEFORE UPDATE OR DELETE ON exchange FOR EACH ROW EXECUTE FUNCTION book_refuse();
CREATE TRIGGER exchange_no_truncate BEFORE TRUNCATE ON exchange FOR EACH STATEMENT EXECUTE FUNCTION book_refuse();
CREATE TRIGGER fee_memo_no_change BEFORE UPDATE OR DELETE ON fee_memo FOR EACH ROW EXECUTE FUNCTION book_refuse();
CREATE TRIGGER fee_memo_no_truncate BEFORE TRUNCATE ON fee_memo FOR EACH STATEMENT EXECUTE FUNCTION book_refuse();
CREATE TRIGGER receipt_row_no_change BEFORE UPDATE OR DELETE ON receipt_row FOR EACH ROW EXECUTE FUNCTION book_refuse();
CREATE TRIGGER receipt_row_no_truncate BEFORE TRUNCATE ON receipt_row FOR EACH STATEMENT EXECUTE FUNCTION book_refuse();
CREATE TRIGGER period_no_change BEFORE UPDATE OR DELETE ON period FOR EACH ROW EXECUTE FUNCTION book_refuse();
CREATE TRIGGER period_no_truncate BEFORE TRUNCATE ON period FOR EACH STATEMENT EXECUTE FUNCTION book_refuse();
CREATE TRIGGER history_no_change BEFORE UPDATE OR DELETE ON history FOR EACH ROW EXECUTE FUNCTION book_refuse();
CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history FOR EACH STATEMENT EXECUTE FUNCTION book_refuse();

-- An entry's postings must be there, in its tenant's books and its currency, and sum to zero.
CREATE FUNCTION book_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	sound BOOLEAN;
BEGIN
	SELECT COUNT(*) = NEW.lines AND SUM(amount) = 0
		AND bool_and(entry = NEW.id AND account = ANY (ARRAY(SELECT id FROM account WHERE currency = NEW.currency AND tenant = NEW.tenant)))
	INTO sound
	FROM posting WHERE id >= NEW.first AND id < NEW.first + NEW.lines;
	IF sound IS NOT TRUE THEN
		RAISE EXCEPTION 'entry: postings missing, in other books or another currency, or not balanced';
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER entry_balances BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION book_balances();

-- Balances change often: room on each page lets a change stay where it was.
ALTER TABLE item SET (fillfactor = 50);
