CREATE TRIGGER client_claim_no_update BEFORE UPDATE ON client_claim BEGIN
	SELECT RAISE(ABORT, 'client_claim: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER client_claim_no_delete BEFORE DELETE ON client_claim BEGIN
	SELECT RAISE(ABORT, 'client_claim: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER client_charge_no_update BEFORE UPDATE ON client_charge BEGIN
	SELECT RAISE(ABORT, 'client_charge: rows are never changed or deleted, correct by a new one');
END;
CREATE TRIGGER client_charge_no_delete BEFORE DELETE ON client_charge BEGIN
	SELECT RAISE(ABORT, 'client_charge: rows are never changed or deleted, correct by a new one');
END;
