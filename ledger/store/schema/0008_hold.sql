-- Holds: why a claim or a debtor is left alone, since when and how long. A hold stands on
-- one invoice, or on a debtor and so on all invoices there are and will be.
CREATE TABLE hold (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,  -- in whose books: those of the invoice or the debtor
	invoice BIGINT REFERENCES invoice (id),
	party BIGINT REFERENCES party (id),
	reason TEXT NOT NULL,
	since BIGINT NOT NULL,
	through BIGINT NOT NULL, -- the last day; 0: until somebody ends it
	source TEXT NOT NULL,    -- why, and where that is known from
	origin TEXT NOT NULL,    -- what put it, such as a case or a plan; '' for a person
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	CHECK ((invoice IS NULL) <> (party IS NULL)),
	CHECK (through = 0 OR through >= since)
);
CREATE INDEX hold_invoice ON hold (invoice) WHERE invoice IS NOT NULL;
CREATE INDEX hold_origin ON hold (origin);
CREATE INDEX hold_party ON hold (party) WHERE party IS NOT NULL;

-- What became of a hold: its task was done, it was ended. Each once, each for good.
CREATE TABLE hold_event (
	hold BIGINT NOT NULL REFERENCES hold (id),
	kind TEXT NOT NULL CHECK (kind IN ('done', 'ended')),
	day BIGINT NOT NULL,
	text TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	PRIMARY KEY (hold, kind)
);
