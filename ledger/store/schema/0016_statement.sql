-- Accounts of their money that an agent's clients were sent: which report each is of, the way
-- it goes, and the bytes. How it fares on the way stands with its order and in the journals of
-- who carries it; bounced is what came back of an e-mail after the server had taken it.
CREATE TABLE client_statement (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	client BIGINT NOT NULL REFERENCES client (party),
	report BIGINT NOT NULL REFERENCES report_kept (id),
	attempt BIGINT NOT NULL, -- another is a person's word
	partner TEXT NOT NULL,   -- one of the two is ''
	email TEXT NOT NULL,     -- in lower case
	form TEXT NOT NULL CHECK (form IN ('csv', 'json', 'text')),
	language TEXT NOT NULL,
	order_key TEXT NOT NULL UNIQUE REFERENCES outbox (key),
	digest TEXT NOT NULL, -- '' until it is written
	bounced TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	UNIQUE (report, client, attempt)
);
CREATE INDEX client_statement_email ON client_statement (email) WHERE email <> '';
