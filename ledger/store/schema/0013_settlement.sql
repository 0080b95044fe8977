-- Settlements: what acquirers of cards and Swish say they pay us for a day. What a report
-- says never changes; only the bank's money is met, once.
CREATE TABLE settlement (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	partner TEXT NOT NULL,  -- whose report it is
	name TEXT NOT NULL,     -- the acquirer's number of it
	acquirer TEXT NOT NULL,
	merchant TEXT NOT NULL,
	account TEXT NOT NULL,  -- the bank account that is paid, as the book numbers it
	paid_on BIGINT NOT NULL,
	currency TEXT NOT NULL,
	gross BIGINT NOT NULL,
	fee BIGINT NOT NULL,
	net BIGINT NOT NULL CHECK (net = gross - fee),
	purchases BIGINT NOT NULL, -- rows of the report that moved money
	file TEXT NOT NULL,
	booking TEXT NOT NULL,  -- key of the entry that took the bank's money in; '': it has not come
	receipt BIGINT NOT NULL, -- the payment the money was until the report came; 0: it came later
	UNIQUE (partner, name, tenant)
);
CREATE INDEX settlement_waiting ON settlement (account, tenant) WHERE booking = '';
