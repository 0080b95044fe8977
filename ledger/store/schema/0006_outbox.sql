-- What waits to leave the house. The key is the order's identity, minted once.

CREATE TABLE outbox (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	key TEXT NOT NULL UNIQUE,
	kind TEXT NOT NULL CHECK (kind IN ('pain.001', 'camt.055', 'letters', 'outcome', 'mail', 'payment-to-client', 'case', 'client-statement')),
	partner TEXT NOT NULL,
	subject TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'staged', 'sent', 'failed', 'doubt')),
	reason TEXT NOT NULL,
	created_at TEXT NOT NULL,
	changed_at TEXT NOT NULL
);
CREATE INDEX outbox_open ON outbox (id) WHERE state IN ('waiting', 'staged', 'doubt');
