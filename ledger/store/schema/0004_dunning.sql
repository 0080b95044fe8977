-- Dunning: what each overdue invoice has been told, and on which days the job ran.

CREATE TABLE reminder (
	id BIGINT PRIMARY KEY,
	invoice BIGINT NOT NULL REFERENCES invoice (id),
	debtor BIGINT NOT NULL REFERENCES party (id),
	level BIGINT NOT NULL CHECK (level >= 1),
	attempt BIGINT NOT NULL CHECK (attempt >= 1),
	told_on BIGINT NOT NULL,
	pay_by BIGINT NOT NULL,
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
CREATE INDEX reminder_told_on ON reminder (told_on);
CREATE INDEX reminder_email ON reminder (email) WHERE email <> '';

-- Where dunning stands with an invoice: the last reminder, in a narrow row of its own
-- because the invoice's facts never change.
CREATE TABLE dunning (
	invoice BIGINT PRIMARY KEY REFERENCES invoice (id),
	reminder BIGINT NOT NULL REFERENCES reminder (id),
	level BIGINT NOT NULL,
	told_on BIGINT NOT NULL
);

-- One row for each day the job has done its work: a second run of a day does nothing.
CREATE TABLE dunning_run (
	told_on BIGINT PRIMARY KEY,
	sent BIGINT NOT NULL,
	skipped BIGINT NOT NULL,
	report TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
