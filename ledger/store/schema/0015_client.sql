-- An agent's clients: for whom it collects, on what terms, and the claims they have given it.

-- A client's money is an account of its own under client_funds; what no client's account
-- has is unallocated. Shares are in hundredths of a per cent, keeps names buckets by a bit each.
CREATE TABLE client (
	party BIGINT PRIMARY KEY REFERENCES party (id),
	tenant BIGINT NOT NULL,
	account TEXT NOT NULL,
	keeps BIGINT NOT NULL,
	commission BIGINT NOT NULL,
	vat BIGINT NOT NULL,
	UNIQUE (account, tenant)
);

CREATE TABLE client_claim (
	invoice BIGINT PRIMARY KEY REFERENCES invoice (id),
	client BIGINT NOT NULL REFERENCES client (party)
);

-- What a client claims, by bucket: the invoice, and what came onto it or off it since, with
-- the event that it is; reverses names one that it takes back.
CREATE TABLE client_charge (
	id BIGINT PRIMARY KEY,
	invoice BIGINT NOT NULL REFERENCES client_claim (invoice),
	bucket BIGINT NOT NULL,
	amount BIGINT NOT NULL CHECK (amount <> 0),
	day BIGINT NOT NULL,
	why TEXT NOT NULL,
	reason TEXT NOT NULL,
	reverses BIGINT REFERENCES client_charge (id),
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
CREATE INDEX client_charge_invoice ON client_charge (invoice);
CREATE UNIQUE INDEX client_charge_reverses ON client_charge (reverses) WHERE reverses IS NOT NULL;
