-- What happened stays: the database itself refuses to change or delete it.
CREATE FUNCTION case_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '%: what happened is never changed or deleted', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER case_event_no_change BEFORE UPDATE OR DELETE ON case_event FOR EACH ROW EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_event_no_truncate BEFORE TRUNCATE ON case_event FOR EACH STATEMENT EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_document_no_change BEFORE UPDATE OR DELETE ON case_document FOR EACH ROW EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_document_no_truncate BEFORE TRUNCATE ON case_document FOR EACH STATEMENT EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_cost_no_change BEFORE UPDATE OR DELETE ON case_cost FOR EACH ROW EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_cost_no_truncate BEFORE TRUNCATE ON case_cost FOR EACH STATEMENT EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_billed_no_change BEFORE UPDATE OR DELETE ON case_billed FOR EACH ROW EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_billed_no_truncate BEFORE TRUNCATE ON case_billed FOR EACH STATEMENT EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_invoice_no_change BEFORE UPDATE OR DELETE ON case_invoice FOR EACH ROW EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_invoice_no_truncate BEFORE TRUNCATE ON case_invoice FOR EACH STATEMENT EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_payment_no_change BEFORE UPDATE OR DELETE ON case_payment FOR EACH ROW EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_payment_no_truncate BEFORE TRUNCATE ON case_payment FOR EACH STATEMENT EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_payment_share_no_change BEFORE UPDATE OR DELETE ON case_payment_share FOR EACH ROW EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_payment_share_no_truncate BEFORE TRUNCATE ON case_payment_share FOR EACH STATEMENT EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_payment_charge_no_change BEFORE UPDATE OR DELETE ON case_payment_charge FOR EACH ROW EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_payment_charge_no_truncate BEFORE TRUNCATE ON case_payment_charge FOR EACH STATEMENT EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_payment_withdrawn_no_change BEFORE UPDATE OR DELETE ON case_payment_withdrawn FOR EACH ROW EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_payment_withdrawn_no_truncate BEFORE TRUNCATE ON case_payment_withdrawn FOR EACH STATEMENT EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_figure_no_change BEFORE UPDATE OR DELETE ON case_figure FOR EACH ROW EXECUTE FUNCTION case_refuse();
CREATE TRIGGER case_figure_no_truncate BEFORE TRUNCATE ON case_figure FOR EACH STATEMENT EXECUTE FUNCTION case_refuse();
CREATE TRIGGER debt_case_no_delete BEFORE DELETE ON debt_case FOR EACH ROW EXECUTE FUNCTION case_refuse();
CREATE TRIGGER debt_case_no_truncate BEFORE TRUNCATE ON debt_case FOR EACH STATEMENT EXECUTE FUNCTION case_refuse();
CREATE TRIGGER debt_case_stays BEFORE UPDATE OF id, number, debtor, currency, registered ON debt_case FOR EACH ROW EXECUTE FUNCTION case_refuse();

-- A debtor with another name or number is to be found by it.
CREATE FUNCTION case_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.customer_no <> NEW.customer_no OR EXISTS (SELECT 1 FROM debt_case WHERE debtor = OLD.id) THEN
		INSERT INTO case_stale VALUES (OLD.id, OLD.customer_no, OLD.name, OLD.org_no, OLD.email, OLD.phone, OLD.country) ON CONFLICT DO NOTHING;
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER party_renamed AFTER UPDATE OF customer_no, name, org_no, email, phone, country ON party FOR EACH ROW
WHEN ((OLD.customer_no, OLD.name, OLD.org_no, OLD.email, OLD.phone, OLD.country) IS DISTINCT FROM (NEW.customer_no, NEW.name, NEW.org_no, NEW.email, NEW.phone, NEW.country))
EXECUTE FUNCTION case_renamed();
