-- Dunning: what each overdue invoice has been told and charged, and on which days the job ran.

-- What all letters of a run say alike: who sends them, and whom to pay.
CREATE TABLE letterhead (
	id BIGINT PRIMARY KEY,
	told TEXT NOT NULL UNIQUE
);

-- A letter, word for word: its letterhead, its columns, and in told what it says beyond them.
CREATE TABLE reminder (
	id BIGINT PRIMARY KEY,
	letterhead BIGINT NOT NULL REFERENCES letterhead (id),
	invoice BIGINT NOT NULL REFERENCES invoice (id),
	debtor BIGINT NOT NULL REFERENCES party (id),
	level BIGINT NOT NULL CHECK (level >= 1), -- the step of the procedure
	kind TEXT NOT NULL CHECK (kind IN ('reminder', 'collection-notice', 'collection-demand')),
	attempt BIGINT NOT NULL CHECK (attempt >= 1),
	told_on BIGINT NOT NULL,
	pay_by BIGINT NOT NULL,
	honoured BIGINT NOT NULL CHECK (honoured IN (0, 1)), -- 1: its total by pay_by settles all
	channel TEXT NOT NULL CHECK (channel IN ('mail', 'post')),
	principal BIGINT NOT NULL,
	fee BIGINT NOT NULL,
	interest BIGINT NOT NULL,
	cost BIGINT NOT NULL,
	total BIGINT NOT NULL CHECK (total > 0 AND total = principal + fee + interest + cost),
	currency TEXT NOT NULL,
	email TEXT NOT NULL,
	told TEXT NOT NULL,
	digest TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'rendered', 'sent', 'bounced', 'replaced')),
	UNIQUE (invoice, level, attempt)
);
CREATE INDEX reminder_total ON reminder (total, currency); -- a payer may pay just this and name nothing
CREATE INDEX reminder_told_on ON reminder (told_on);
CREATE INDEX reminder_bounced ON reminder (id) WHERE state = 'bounced';
CREATE INDEX reminder_email ON reminder (email) WHERE email <> '';

-- Where dunning stands with an invoice: the last step, in a narrow row of its own because
-- the invoice's facts never change. A claim handed over keeps its last letter.
CREATE TABLE dunning (
	invoice BIGINT PRIMARY KEY REFERENCES invoice (id),
	reminder BIGINT NOT NULL REFERENCES reminder (id),
	level BIGINT NOT NULL,
	told_on BIGINT NOT NULL,
	pay_by BIGINT NOT NULL
);

-- What was charged of a claim, and by which row of the law; counted is what went into the
-- compensation for late payment and was not charged. A notice that cost nothing has a
-- row too: the law counts days from it.
CREATE TABLE dunning_charge (
	invoice BIGINT NOT NULL REFERENCES invoice (id),
	kind TEXT NOT NULL,
	charged_on BIGINT NOT NULL,
	amount BIGINT NOT NULL CHECK (amount >= 0),
	counted BIGINT NOT NULL CHECK (counted >= 0),
	currency TEXT NOT NULL,
	basis TEXT NOT NULL,
	reminder BIGINT, -- the letter that told it
	PRIMARY KEY (invoice, kind, charged_on)
);

-- What a letter of another room promised of a claim, a plan's that was broken: nothing is
-- done before its last day has passed, and its total by then settles the claim.
CREATE TABLE dunning_promise (
	invoice BIGINT PRIMARY KEY REFERENCES invoice (id),
	told_on BIGINT NOT NULL,
	total BIGINT NOT NULL CHECK (total > 0),
	interest BIGINT NOT NULL CHECK (interest >= 0),
	pay_by BIGINT NOT NULL,
	honoured BIGINT NOT NULL CHECK (honoured IN (0, 1))
);

-- One row for each day the job has done its work: a second run of a day does nothing.
CREATE TABLE dunning_run (
	tenant BIGINT NOT NULL,
	told_on BIGINT NOT NULL,
	sent BIGINT NOT NULL,
	skipped BIGINT NOT NULL,
	charged BIGINT NOT NULL,
	handed_over BIGINT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	PRIMARY KEY (told_on, tenant)
);

-- The rows of the law that nobody had confirmed on a day, and how many claims waited for each.
CREATE TABLE dunning_wanted (
	tenant BIGINT NOT NULL,
	told_on BIGINT NOT NULL,
	country TEXT NOT NULL,
	rate TEXT NOT NULL, -- as the tables of the law call it
	debtor TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	value TEXT NOT NULL, -- '' where the tables have none either
	claims BIGINT NOT NULL,
	PRIMARY KEY (told_on, tenant, country, rate, debtor, valid_from)
);

-- What a day's job left alone, and why.
CREATE TABLE dunning_skip (
	told_on BIGINT NOT NULL,
	invoice BIGINT NOT NULL REFERENCES invoice (id),
	level BIGINT NOT NULL,
	code TEXT NOT NULL,
	why TEXT NOT NULL,
	PRIMARY KEY (told_on, invoice)
);
