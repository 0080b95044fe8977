-- Money out. Ids are minted with the row and never change; live is 1 until a payout has
-- certainly come to nothing, so one source is never paid twice to one account.

CREATE TABLE payee (
	party BIGINT PRIMARY KEY REFERENCES party (id),
	scheme TEXT NOT NULL,
	account TEXT NOT NULL,
	clearing TEXT NOT NULL,
	bic TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);

CREATE TABLE payout_batch (
	id BIGINT PRIMARY KEY,
	message_id TEXT NOT NULL UNIQUE,
	account TEXT NOT NULL,
	currency TEXT NOT NULL,
	requested_on BIGINT NOT NULL,
	execute_on BIGINT NOT NULL,
	count BIGINT NOT NULL CHECK (count > 0),
	total BIGINT NOT NULL CHECK (total > 0),
	hash TEXT NOT NULL,
	state TEXT NOT NULL,
	created_by TEXT NOT NULL,
	created_at TEXT NOT NULL,
	approved_by TEXT NOT NULL,
	approved_at TEXT NOT NULL,
	approved_hash TEXT NOT NULL,
	digest TEXT NOT NULL
);

CREATE TABLE payout (
	id BIGINT PRIMARY KEY,
	batch BIGINT REFERENCES payout_batch (id),
	source TEXT NOT NULL,
	role TEXT NOT NULL,
	receipt BIGINT,
	invoice BIGINT,
	party BIGINT,
	name TEXT NOT NULL,
	street TEXT NOT NULL,
	street2 TEXT NOT NULL,
	post_code TEXT NOT NULL,
	town TEXT NOT NULL,
	country TEXT NOT NULL,
	scheme TEXT NOT NULL,
	account TEXT NOT NULL,
	clearing TEXT NOT NULL,
	bic TEXT NOT NULL,
	amount BIGINT NOT NULL CHECK (amount > 0),
	currency TEXT NOT NULL,
	ref TEXT NOT NULL,
	text TEXT NOT NULL,
	end_to_end TEXT NOT NULL UNIQUE,
	state TEXT NOT NULL,
	reason TEXT NOT NULL,
	answered TEXT NOT NULL,
	live BIGINT NOT NULL,
	debited BIGINT NOT NULL, -- the day the bank booked it; 0: not told yet, though it may have come back
	created_by TEXT NOT NULL,
	created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX payout_once ON payout (source, account) WHERE live = 1;
CREATE INDEX payout_batch_of ON payout (batch) WHERE batch IS NOT NULL;
