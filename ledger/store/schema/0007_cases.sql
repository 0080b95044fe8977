-- Cases: a debt with a handler or partner, everything that happened to it, and the
-- index it is found by.

CREATE TABLE debt_case (
	id BIGINT PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,
	debtor BIGINT NOT NULL REFERENCES party (id),
	name TEXT NOT NULL, -- the debtor's, as a list is sorted
	letters TEXT NOT NULL, -- and as names are compared
	client TEXT NOT NULL,
	department TEXT NOT NULL,
	country TEXT NOT NULL, -- whose law it is under
	currency TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('invoicing', 'collection', 'monitoring')),
	activity TEXT NOT NULL CHECK (activity IN ('active', 'closed')),
	handler TEXT NOT NULL,
	partner TEXT NOT NULL,
	partner_no TEXT NOT NULL, -- its number at the partner
	debtor_no TEXT NOT NULL,  -- and the debtor's
	status TEXT NOT NULL,     -- word for word as the partner told it
	status_kind TEXT NOT NULL,
	status_on BIGINT NOT NULL,
	registered BIGINT NOT NULL,
	closed_on BIGINT NOT NULL,
	outcome TEXT NOT NULL,
	dormant BIGINT NOT NULL, -- rests through this day; 0: does not
	respite BIGINT NOT NULL, -- the debtor has time through this day
	revoking BIGINT NOT NULL -- the request to revoke it that waits for its handler
);
CREATE INDEX debt_case_debtor ON debt_case (debtor);
CREATE INDEX debt_case_activity ON debt_case (activity, id);
CREATE INDEX debt_case_state ON debt_case (activity, state, id);
CREATE INDEX debt_case_handler ON debt_case (handler, id);
CREATE INDEX debt_case_department ON debt_case (department, id);
CREATE INDEX debt_case_registered ON debt_case (registered, id);
CREATE INDEX debt_case_name ON debt_case (name, id);

-- An invoice belongs to one case. What never changes of it stands here too, so that one
-- index finds the cases of a day or an amount in order.
CREATE TABLE case_invoice (
	invoice BIGINT PRIMARY KEY REFERENCES invoice (id),
	debt_case BIGINT NOT NULL REFERENCES debt_case (id),
	issued BIGINT NOT NULL,
	due BIGINT NOT NULL,
	amount BIGINT NOT NULL
);
CREATE INDEX case_invoice_case ON case_invoice (debt_case);
CREATE INDEX case_invoice_issued ON case_invoice (issued, debt_case);
CREATE INDEX case_invoice_due ON case_invoice (due, debt_case);
CREATE INDEX case_invoice_amount ON case_invoice (amount, debt_case);

-- What a case is found by, in the form in which equal things are equal: every exact field
-- is one range of this index, newest case last.
CREATE TABLE case_key (
	field TEXT NOT NULL,
	value TEXT NOT NULL,
	debt_case BIGINT NOT NULL,
	PRIMARY KEY (field, value, debt_case)
) WITHOUT ROWID;

-- The words of names by each of their ends: "ders" begins an end of "andersson".
CREATE TABLE name_part (
	part TEXT NOT NULL,
	word TEXT NOT NULL,
	PRIMARY KEY (part, word)
) WITHOUT ROWID;

-- Numbers a customer had before.
CREATE TABLE customer_alias (
	party BIGINT NOT NULL REFERENCES party (id),
	customer_no TEXT NOT NULL,
	PRIMARY KEY (party, customer_no)
);

-- What a party was called before a change that the index does not know of yet; written
-- by a trigger, because parties change in other rooms.
CREATE TABLE case_stale (
	party BIGINT NOT NULL,
	customer_no TEXT NOT NULL,
	name TEXT NOT NULL,
	org_no TEXT NOT NULL,
	email TEXT NOT NULL,
	phone TEXT NOT NULL,
	country TEXT NOT NULL,
	PRIMARY KEY (party, customer_no, name, org_no, email, phone, country)
);

-- How many cases stand where: a million are not counted while somebody waits.
CREATE TABLE case_count (
	department TEXT NOT NULL,
	currency TEXT NOT NULL,
	country TEXT NOT NULL,
	state TEXT NOT NULL,
	activity TEXT NOT NULL,
	n BIGINT NOT NULL CHECK (n >= 0),
	PRIMARY KEY (department, currency, country, state, activity)
);

-- What happened. Never changed; each row's hash is over the one before.
CREATE TABLE case_event (
	id BIGINT PRIMARY KEY,
	debt_case BIGINT NOT NULL REFERENCES debt_case (id),
	day BIGINT NOT NULL,
	kind TEXT NOT NULL,
	text TEXT NOT NULL,
	details TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	hash BYTEA NOT NULL
);
CREATE INDEX case_event_case ON case_event (debt_case, id);

CREATE TABLE case_document (
	event BIGINT NOT NULL REFERENCES case_event (id),
	line BIGINT NOT NULL,
	digest TEXT NOT NULL,
	name TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('scan', 'letter', 'file')),
	PRIMARY KEY (event, line)
);

-- What the client pays for the case. What the debtor pays stands in the book.
CREATE TABLE case_cost (
	id BIGINT PRIMARY KEY,
	debt_case BIGINT NOT NULL REFERENCES debt_case (id),
	day BIGINT NOT NULL,
	text TEXT NOT NULL,
	amount BIGINT NOT NULL CHECK (amount > 0),
	currency TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
CREATE INDEX case_cost_case ON case_cost (debt_case);
CREATE TABLE case_billed (
	cost BIGINT PRIMARY KEY REFERENCES case_cost (id),
	client_invoice TEXT NOT NULL,
	day BIGINT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);

-- What a person registered of a debtor's payment to the client, of a credit or of an order
-- that came back, with what it took of each invoice, so that it can be taken back whole.
CREATE TABLE case_payment (
	id BIGINT PRIMARY KEY,
	debt_case BIGINT REFERENCES debt_case (id),
	invoice BIGINT NOT NULL REFERENCES invoice (id), -- the primary one
	kind TEXT NOT NULL CHECK (kind IN ('payment_to_client', 'credit_by_amount', 'returned_order')),
	first BIGINT NOT NULL, -- which bucket was filled first
	day BIGINT NOT NULL,   -- the client received it
	amount BIGINT NOT NULL CHECK (amount > 0),
	currency TEXT NOT NULL,
	surplus BIGINT NOT NULL, -- the customer's credit
	reason TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
CREATE INDEX case_payment_case ON case_payment (debt_case) WHERE debt_case IS NOT NULL;
CREATE INDEX case_payment_invoice ON case_payment (invoice);
CREATE TABLE case_payment_share (
	payment BIGINT NOT NULL REFERENCES case_payment (id),
	line BIGINT NOT NULL,
	invoice BIGINT NOT NULL,
	principal BIGINT NOT NULL,
	fee BIGINT NOT NULL,
	interest BIGINT NOT NULL,
	cost BIGINT NOT NULL,
	assessed BIGINT NOT NULL, -- by how much the interest claimed was changed first
	entry BIGINT NOT NULL, -- 0 in an agent's books, where its charges say it
	PRIMARY KEY (payment, line)
);
CREATE TABLE case_payment_charge (
	charge BIGINT PRIMARY KEY, -- on a client's claim
	payment BIGINT NOT NULL REFERENCES case_payment (id)
);
CREATE INDEX case_payment_charge_of ON case_payment_charge (payment);
CREATE TABLE case_payment_withdrawn (
	payment BIGINT PRIMARY KEY REFERENCES case_payment (id),
	reason TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);

-- What the partner says is owed on a day, as told and never worked out anew.
CREATE TABLE case_figure (
	id BIGINT PRIMARY KEY,
	debt_case BIGINT NOT NULL REFERENCES debt_case (id),
	day BIGINT NOT NULL,
	principal BIGINT NOT NULL,
	fee BIGINT NOT NULL,
	interest BIGINT NOT NULL,
	cost BIGINT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
CREATE INDEX case_figure_case ON case_figure (debt_case, id);

CREATE TABLE case_request (
	id BIGINT PRIMARY KEY,
	debt_case BIGINT NOT NULL REFERENCES debt_case (id),
	kind TEXT NOT NULL CHECK (kind IN ('message', 'respite', 'revoke')),
	text TEXT NOT NULL,
	through BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('open', 'granted', 'refused')),
	asked_at TEXT NOT NULL,
	asked_by TEXT NOT NULL,
	answer TEXT NOT NULL,
	answered_at TEXT NOT NULL,
	answered_by TEXT NOT NULL
);
CREATE INDEX case_request_case ON case_request (debt_case);
CREATE INDEX case_request_open ON case_request (id) WHERE state = 'open';
CREATE UNIQUE INDEX case_request_revoke ON case_request (debt_case) WHERE state = 'open' AND kind = 'revoke';

CREATE TABLE case_search (
	id BIGINT PRIMARY KEY,
	owner TEXT NOT NULL,
	name TEXT NOT NULL, -- '' for one that was only made
	query TEXT NOT NULL,
	day BIGINT NOT NULL,
	at TEXT NOT NULL,
	UNIQUE (owner, query)
);
CREATE UNIQUE INDEX case_search_name ON case_search (owner, name) WHERE name <> '';

CREATE TABLE case_favourite (
	owner TEXT NOT NULL,
	debt_case BIGINT NOT NULL REFERENCES debt_case (id),
	PRIMARY KEY (owner, debt_case)
);
