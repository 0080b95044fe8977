-- Payment plans. What was agreed never changes: another agreement is a row of its own that
-- replaces this one. Only how far a plan has come, and when it began and ended, moves on.

CREATE TABLE plan (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	debtor BIGINT NOT NULL REFERENCES party (id),
	replaces BIGINT REFERENCES plan (id), -- the agreement before this one
	ref TEXT NOT NULL,                    -- what the debtor pays by; a later agreement keeps it
	currency TEXT NOT NULL,
	proposed_on BIGINT NOT NULL, -- interest in it is counted to this day
	every TEXT NOT NULL CHECK (every IN ('week', 'two-weeks', 'month', 'quarter')),
	grace BIGINT NOT NULL CHECK (grace >= 0),
	tolerance BIGINT NOT NULL CHECK (tolerance >= 0), -- what an instalment may lack and is not missed
	interest TEXT NOT NULL CHECK (interest IN ('runs', 'frozen', 'waived')),
	fee BIGINT NOT NULL CHECK (fee >= 0),
	fee_kind TEXT NOT NULL,  -- by the law's name; '' where it costs nothing
	fee_basis TEXT NOT NULL, -- why it is that much
	total BIGINT NOT NULL CHECK (total > 0),
	state TEXT NOT NULL CHECK (state IN ('proposed', 'active', 'kept', 'broken', 'cancelled', 'replaced')),
	document TEXT NOT NULL,   -- the written agreement
	agreed_on BIGINT NOT NULL,
	ended_on BIGINT NOT NULL,
	mark BIGINT NOT NULL,     -- the last entry before it began: later ones count in it
	charge_mark BIGINT NOT NULL, -- and the last charge that is in no entry
	assessed BIGINT NOT NULL, -- running interest is claimed to this day
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
CREATE INDEX plan_debtor ON plan (debtor);
CREATE INDEX plan_ref ON plan (ref);
CREATE INDEX plan_active ON plan (id, tenant) WHERE state = 'active';

-- What a plan is about, in the order in which payments settle it, and what was owed then.
CREATE TABLE plan_invoice (
	plan BIGINT NOT NULL REFERENCES plan (id),
	line BIGINT NOT NULL,
	invoice BIGINT NOT NULL REFERENCES invoice (id),
	principal BIGINT NOT NULL,
	fee BIGINT NOT NULL,
	interest BIGINT NOT NULL, -- in the plan
	claimed BIGINT NOT NULL,  -- of interest, before it
	cost BIGINT NOT NULL,
	PRIMARY KEY (plan, line)
);
CREATE INDEX plan_invoice_of ON plan_invoice (invoice);

CREATE TABLE plan_instalment (
	plan BIGINT NOT NULL REFERENCES plan (id),
	number BIGINT NOT NULL,
	due BIGINT NOT NULL,
	deadline BIGINT NOT NULL, -- the last day on which its payment is in time
	amount BIGINT NOT NULL CHECK (amount > 0),
	PRIMARY KEY (plan, number)
);

-- Letters about plans, kept as told.
CREATE TABLE plan_letter (
	id BIGINT PRIMARY KEY,
	plan BIGINT NOT NULL REFERENCES plan (id),
	kind TEXT NOT NULL,
	told_on BIGINT NOT NULL,
	told TEXT NOT NULL,
	digest TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'rendered', 'sent'))
);
CREATE INDEX plan_letter_of ON plan_letter (plan);
