-- Letters that no procedure of reminders sends: a claim falls, money goes back or on, late
-- payment is to be compensated. Kept word for word, with the way each went and how far it
-- has come. One that an address did not take is told again by post, as another attempt.
CREATE TABLE correspondence (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('withdrawn', 'refund', 'misdirected', 'compensation')),
	attempt BIGINT NOT NULL,
	invoice BIGINT REFERENCES invoice (id), -- it is about; none of a refund whose invoice nobody knows
	party BIGINT NOT NULL REFERENCES party (id),
	payout BIGINT REFERENCES payout (id),   -- it tells of
	told_on BIGINT NOT NULL,
	channel TEXT NOT NULL CHECK (channel IN ('mail', 'post')),
	email TEXT NOT NULL, -- where it went, in lower case; '' by post
	told TEXT NOT NULL,
	digest TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'rendered', 'sent', 'bounced'))
);
CREATE INDEX correspondence_invoice ON correspondence (invoice) WHERE invoice IS NOT NULL;
CREATE UNIQUE INDEX correspondence_payout ON correspondence (payout, attempt) WHERE payout IS NOT NULL;
CREATE INDEX correspondence_email ON correspondence (email, told_on) WHERE email <> '';
