-- Letters that ask for nothing: a claim is withdrawn. Kept word for word, with how far each
-- has come.
CREATE TABLE correspondence (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	invoice BIGINT NOT NULL REFERENCES invoice (id),
	kind TEXT NOT NULL CHECK (kind IN ('withdrawn')),
	told_on BIGINT NOT NULL,
	told TEXT NOT NULL,
	digest TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'rendered', 'sent'))
);
CREATE INDEX correspondence_invoice ON correspondence (invoice);
