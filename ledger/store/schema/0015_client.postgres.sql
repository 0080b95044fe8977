CREATE TRIGGER client_claim_no_change BEFORE UPDATE OR DELETE ON client_claim FOR EACH ROW EXECUTE FUNCTION book_refuse();
CREATE TRIGGER client_claim_no_truncate BEFORE TRUNCATE ON client_claim FOR EACH STATEMENT EXECUTE FUNCTION book_refuse();
CREATE TRIGGER client_charge_no_change BEFORE UPDATE OR DELETE ON client_charge FOR EACH ROW EXECUTE FUNCTION book_refuse();
CREATE TRIGGER client_charge_no_truncate BEFORE TRUNCATE ON client_charge FOR EACH STATEMENT EXECUTE FUNCTION book_refuse();
