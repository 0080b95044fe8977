-- What happened stays: the database itself refuses to change or delete it.
CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event BEGIN
	SELECT RAISE(ABORT, 'case_event: what happened is never changed or deleted');
END;
CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event BEGIN
	SELECT RAISE(ABORT, 'case_event: what happened is never changed or deleted');
END;
CREATE TRIGGER case_document_no_update BEFORE UPDATE ON case_document BEGIN
	SELECT RAISE(ABORT, 'case_document: what happened is never changed or deleted');
END;
CREATE TRIGGER case_document_no_delete BEFORE DELETE ON case_document BEGIN
	SELECT RAISE(ABORT, 'case_document: what happened is never changed or deleted');
END;
CREATE TRIGGER case_cost_no_update BEFORE UPDATE ON case_cost BEGIN
	SELECT RAISE(ABORT, 'case_cost: a cost is never changed or deleted');
END;
CREATE TRIGGER case_cost_no_delete BEFORE DELETE ON case_cost BEGIN
	SELECT RAISE(ABORT, 'case_cost: a cost is never changed or deleted');
END;
CREATE TRIGGER case_billed_no_update BEFORE UPDATE ON case_billed BEGIN
	SELECT RAISE(ABORT, 'case_billed: a cost is never changed or deleted');
END;
CREATE TRIGGER case_billed_no_delete BEFORE DELETE ON case_billed BEGIN
	SELECT RAISE(ABORT, 'case_billed: a cost is never changed or deleted');
END;
CREATE TRIGGER case_invoice_no_update BEFORE UPDATE ON case_invoice BEGIN
	SELECT RAISE(ABORT, 'case_invoice: an invoice stays with its case');
END;
CREATE TRIGGER case_invoice_no_delete BEFORE DELETE ON case_invoice BEGIN
	SELECT RAISE(ABORT, 'case_invoice: an invoice stays with its case');
END;
CREATE TRIGGER case_payment_no_update BEFORE UPDATE ON case_payment BEGIN
	SELECT RAISE(ABORT, 'case_payment: what happened is never changed or deleted');
END;
CREATE TRIGGER case_payment_no_delete BEFORE DELETE ON case_payment BEGIN
	SELECT RAISE(ABORT, 'case_payment: what happened is never changed or deleted');
END;
CREATE TRIGGER case_payment_share_no_update BEFORE UPDATE ON case_payment_share BEGIN
	SELECT RAISE(ABORT, 'case_payment_share: what happened is never changed or deleted');
END;
CREATE TRIGGER case_payment_share_no_delete BEFORE DELETE ON case_payment_share BEGIN
	SELECT RAISE(ABORT, 'case_payment_share: what happened is never changed or deleted');
END;
CREATE TRIGGER case_payment_charge_no_update BEFORE UPDATE ON case_payment_charge BEGIN
	SELECT RAISE(ABORT, 'case_payment_charge: what happened is never changed or deleted');
END;
CREATE TRIGGER case_payment_charge_no_delete BEFORE DELETE ON case_payment_charge BEGIN
	SELECT RAISE(ABORT, 'case_payment_charge: what happened is never changed or deleted');
END;
CREATE TRIGGER case_payment_withdrawn_no_update BEFORE UPDATE ON case_payment_withdrawn BEGIN
	SELECT RAISE(ABORT, 'case_payment_withdrawn: what happened is never changed or deleted');
END;
CREATE TRIGGER case_payment_withdrawn_no_delete BEFORE DELETE ON case_payment_withdrawn BEGIN
	SELECT RAISE(ABORT, 'case_payment_withdrawn: what happened is never changed or deleted');
END;
CREATE TRIGGER case_figure_no_update BEFORE UPDATE ON case_figure BEGIN
	SELECT RAISE(ABORT, 'case_figure: what a partner told is never changed or deleted');
END;
CREATE TRIGGER case_figure_no_delete BEFORE DELETE ON case_figure BEGIN
	SELECT RAISE(ABORT, 'case_figure: what a partner told is never changed or deleted');
END;
CREATE TRIGGER debt_case_no_delete BEFORE DELETE ON debt_case BEGIN
	SELECT RAISE(ABORT, 'debt_case: a case is closed, never deleted');
END;
CREATE TRIGGER debt_case_stays BEFORE UPDATE OF id, number, debtor, currency, registered ON debt_case BEGIN
	SELECT RAISE(ABORT, 'debt_case: what a case is does not change');
END;

-- A debtor with another name or number is to be found by it.
CREATE TRIGGER party_renamed AFTER UPDATE OF customer_no, name, org_no, email, phone, country ON party
WHEN (OLD.customer_no, OLD.name, OLD.org_no, OLD.email, OLD.phone, OLD.country) <> (NEW.customer_no, NEW.name, NEW.org_no, NEW.email, NEW.phone, NEW.country)
	AND (OLD.customer_no <> NEW.customer_no OR EXISTS (SELECT 1 FROM debt_case WHERE debtor = OLD.id)) BEGIN
	INSERT INTO case_stale VALUES (OLD.id, OLD.customer_no, OLD.name, OLD.org_no, OLD.email, OLD.phone, OLD.country) ON CONFLICT DO NOTHING;
END;
