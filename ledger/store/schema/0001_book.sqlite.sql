-- What is written stays: the database itself refuses to change or delete it.
CREATE TRIGGER account_no_update BEFORE UPDATE ON account BEGIN
	SELECT RAISE(ABORT, 'account: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER account_no_delete BEFORE DELETE ON account BEGIN
	SELECT RAISE(ABORT, 'account: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER invoice_no_update BEFORE UPDATE ON invoice BEGIN
	SELECT RAISE(ABORT, 'invoice: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice BEGIN
	SELECT RAISE(ABORT, 'invoice: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER posting_no_update BEFORE UPDATE ON posting BEGIN
	SELECT RAISE(ABORT, 'posting: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting BEGIN
	SELECT RAISE(ABORT, 'posting: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN
	SELECT RAISE(ABORT, 'entry: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN
	SELECT RAISE(ABORT, 'entry: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER exchange_no_update BEFORE UPDATE ON exchange BEGIN
	SELECT RAISE(ABORT, 'exchange: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER exchange_no_delete BEFORE DELETE ON exchange BEGIN
	SELECT RAISE(ABORT, 'exchange: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER fee_memo_no_update BEFORE UPDATE ON fee_memo BEGIN
	SELECT RAISE(ABORT, 'fee_memo: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER fee_memo_no_delete BEFORE DELETE ON fee_memo BEGIN
	SELECT RAISE(ABORT, 'fee_memo: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER receipt_row_no_update BEFORE UPDATE ON receipt_row BEGIN
	SELECT RAISE(ABORT, 'receipt_row: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER receipt_row_no_delete BEFORE DELETE ON receipt_row BEGIN
	SELECT RAISE(ABORT, 'receipt_row: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER period_no_update BEFORE UPDATE ON period BEGIN
	SELECT RAISE(ABORT, 'period: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER period_no_delete BEFORE DELETE ON period BEGIN
	SELECT RAISE(ABORT, 'period: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN
	SELECT RAISE(ABORT, 'history: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN
	SELECT RAISE(ABORT, 'history: rows are never changed or deleted, correct by a new one');
END;

-- An entry's postings must be there, in its tenant's books and its currency, and sum to zero.
CREATE TRIGGER entry_balances BEFORE INSERT ON entry
WHEN (
	SELECT COUNT(*) <> NEW.lines OR SUM(posting.amount) <> 0 OR MIN(posting.entry = NEW.id AND account.currency = NEW.currency AND account.tenant = NEW.tenant) <> 1
	FROM posting JOIN account ON account.id = posting.account
	WHERE posting.id >= NEW.first AND posting.id < NEW.first + NEW.lines
) BEGIN
	SELECT RAISE(ABORT, 'entry: postings missing, in other books or another currency, or not balanced');
END;
