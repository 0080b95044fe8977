-- Money out. Ids are minted with the row and never change; live is 1 until a payout has
-- certainly come to nothing, so one source is never paid twice to one account.

-- Where a party's money goes: the last row of the party. None is overwritten, for whoever
-- set one of late may not approve, even when another has set it since.
CREATE TABLE payee (
	id BIGINT PRIMARY KEY,
	party BIGINT NOT NULL REFERENCES party (id),
	scheme TEXT NOT NULL,
	account TEXT NOT NULL,
	clearing TEXT NOT NULL,
	bic TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
CREATE INDEX payee_of ON payee (party);

-- What two people agree to. Its state is what its files are, once it has some.
CREATE TABLE payout_batch (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	message_id TEXT NOT NULL UNIQUE, -- of its first file
	account TEXT NOT NULL,           -- pays what names no account of its own
	requested_on BIGINT NOT NULL,
	execute_on BIGINT NOT NULL,      -- the first day anything in it is executed
	count BIGINT NOT NULL CHECK (count > 0),
	total BIGINT NOT NULL CHECK (total > 0), -- minor units of all currencies, a control sum
	sums TEXT NOT NULL,                      -- '1560.00 SEK + 200.00 EUR'
	hash TEXT NOT NULL,
	state TEXT NOT NULL,
	created_by TEXT NOT NULL,
	created_at TEXT NOT NULL,
	approved_by TEXT NOT NULL,
	approved_at TEXT NOT NULL,
	approved_hash TEXT NOT NULL
);

-- One pain.001: what leaves, is in doubt and is answered by itself.
CREATE TABLE payout_file (
	message_id TEXT PRIMARY KEY,
	batch BIGINT NOT NULL REFERENCES payout_batch (id),
	number BIGINT NOT NULL,
	state TEXT NOT NULL,
	digest TEXT NOT NULL,
	UNIQUE (batch, number)
);

-- One PmtInf of a file: an account, a day, a kind, a currency.
CREATE TABLE payout_group (
	id TEXT PRIMARY KEY,
	message_id TEXT NOT NULL REFERENCES payout_file (message_id),
	number BIGINT NOT NULL,
	account TEXT NOT NULL,
	execute_on BIGINT NOT NULL,
	service TEXT NOT NULL,
	charges TEXT NOT NULL
);
CREATE INDEX payout_group_of ON payout_group (message_id);

CREATE TABLE payout (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	batch BIGINT REFERENCES payout_batch (id),
	message_id TEXT NOT NULL, -- of its file, and its PmtInf there; '' until approved
	payment_info TEXT NOT NULL,
	source TEXT NOT NULL,
	role TEXT NOT NULL,
	receipt BIGINT,
	invoice BIGINT,
	party BIGINT,
	pay_from TEXT NOT NULL, -- '' and 0: as the batch says
	pay_on BIGINT NOT NULL,
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
	service TEXT NOT NULL,
	purpose TEXT NOT NULL,
	purpose_code TEXT NOT NULL,
	regulatory TEXT NOT NULL,
	charges TEXT NOT NULL,
	end_to_end TEXT NOT NULL UNIQUE,
	state TEXT NOT NULL,
	codes TEXT NOT NULL,  -- the bank's reasons, by their ISO codes
	reason TEXT NOT NULL, -- and in its words
	answered TEXT NOT NULL,
	live BIGINT NOT NULL,
	debited BIGINT NOT NULL, -- the day the bank booked it; 0: not told yet, though it may have come back
	created_by TEXT NOT NULL,
	created_at TEXT NOT NULL,
	edited_by TEXT NOT NULL -- whoever changed it since, a name a line
);
CREATE UNIQUE INDEX payout_once ON payout (source, account, tenant) WHERE live = 1;
CREATE INDEX payout_batch_of ON payout (batch) WHERE batch IS NOT NULL;
CREATE INDEX payout_file_of ON payout (message_id) WHERE message_id <> '';

-- The invoices a payout pays and the credit notes it nets, each of them once too.
CREATE TABLE payout_line (
	payout BIGINT NOT NULL REFERENCES payout (id),
	line BIGINT NOT NULL,
	source TEXT NOT NULL, -- 'ap:INV-4711'
	number TEXT NOT NULL,
	amount BIGINT NOT NULL CHECK (amount <> 0), -- a credit note's below zero
	PRIMARY KEY (payout, line)
);
CREATE INDEX payout_line_of ON payout_line (source);

-- A flag of a payout that a person looked into and cleared, by whom and why.
CREATE TABLE payout_cleared (
	payout BIGINT NOT NULL REFERENCES payout (id),
	flag TEXT NOT NULL,
	reason TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	PRIMARY KEY (payout, flag)
);

-- A plea to the bank to stop a payout or to fetch it back (camt.055), and its answer.
CREATE TABLE payout_recall (
	id TEXT PRIMARY KEY,
	payout BIGINT NOT NULL REFERENCES payout (id),
	code TEXT NOT NULL, -- why, by its ISO code, and in words
	reason TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'refused')),
	answer TEXT NOT NULL,
	digest TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
CREATE INDEX payout_recall_of ON payout_recall (payout);
