-- The book: who owes, what is owed, what was booked, and which payment did it.

-- A tenant is one set of books, or a federation above such (DOMAIN.md, R-ALK-12). The
-- first is the house itself, which is there before anybody is configured.
CREATE TABLE tenant (
	id BIGINT PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	parent BIGINT REFERENCES tenant (id),
	kind TEXT NOT NULL CHECK (kind IN ('federation', 'association')),
	keeping BIGINT NOT NULL CHECK (keeping IN (0, 1, 2, 4)),
	org_no TEXT NOT NULL
);
INSERT INTO tenant (id, name, kind, keeping, org_no) VALUES (1, 'house', 'association', 1, '');

-- Whether the books were opened for a demonstration, in which one login may act for several
-- people and at any time. It is said once, when they are opened, and never after.
CREATE TABLE house (
	id BIGINT PRIMARY KEY CHECK (id = 1),
	demonstration BIGINT NOT NULL CHECK (demonstration IN (0, 1))
);

CREATE TABLE account (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	role TEXT NOT NULL,
	number TEXT NOT NULL,
	currency TEXT NOT NULL,
	UNIQUE (role, number, currency, tenant)
);

CREATE TABLE party (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	customer_no TEXT NOT NULL,
	name TEXT NOT NULL,
	org_no TEXT NOT NULL,
	email TEXT NOT NULL,
	phone TEXT NOT NULL,
	street TEXT NOT NULL,
	street2 TEXT NOT NULL,
	post_code TEXT NOT NULL,
	town TEXT NOT NULL,
	country TEXT NOT NULL,
	company BIGINT NOT NULL,
	email_bad BIGINT NOT NULL,
	called TEXT NOT NULL DEFAULT '', -- the name as its words are compared
	UNIQUE (customer_no, tenant)
);

CREATE INDEX party_email ON party (LOWER(email)) WHERE email <> ''; -- of a letter that came back

CREATE TABLE invoice (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	number TEXT NOT NULL,
	ref TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit')),
	debtor BIGINT NOT NULL REFERENCES party (id),
	issued BIGINT NOT NULL,
	due BIGINT NOT NULL,
	currency TEXT NOT NULL,
	net BIGINT NOT NULL,
	vat BIGINT NOT NULL,
	gross BIGINT NOT NULL CHECK (gross > 0 AND gross = net + vat),
	concerns TEXT NOT NULL,
	fee_agreed BIGINT NOT NULL,
	company BIGINT NOT NULL,
	file TEXT NOT NULL,
	origin TEXT NOT NULL,
	refers BIGINT REFERENCES invoice (id),
	UNIQUE (number, tenant)
);
CREATE INDEX invoice_ref ON invoice (ref) WHERE ref <> '';
CREATE INDEX invoice_debtor ON invoice (debtor, issued); -- issued: which of two cards of a debtor is the newer
CREATE INDEX invoice_refers ON invoice (refers) WHERE refers IS NOT NULL;

-- What is still owed, in a table so narrow that a million payments in random order
-- touch few pages. Interest is assessed here and booked when it is paid.
CREATE TABLE item (
	invoice BIGINT PRIMARY KEY,
	principal BIGINT NOT NULL,
	fee BIGINT NOT NULL,
	interest BIGINT NOT NULL,
	cost BIGINT NOT NULL
);

-- An entry's postings have the ids first to first+lines-1, so they need no index to be
-- found. They are written before their entry, whose trigger sums them up.
CREATE TABLE posting (
	id BIGINT PRIMARY KEY,
	entry BIGINT NOT NULL,
	account BIGINT NOT NULL,
	amount BIGINT NOT NULL CHECK (amount <> 0),
	invoice BIGINT,
	receipt BIGINT,
	bucket BIGINT NOT NULL,
	late BIGINT NOT NULL
);
-- A receipt's postings stand in its own entry, or are late and found by this.
CREATE INDEX posting_late ON posting (receipt) WHERE late = 1;

-- An invoice's postings: an index kept as a table, because payments name invoices in any
-- order, and sorting fifty thousand of them first halves what it costs to book a payment.
CREATE TABLE item_posting (
	invoice BIGINT NOT NULL,
	posting BIGINT NOT NULL,
	PRIMARY KEY (invoice, posting)
) WITHOUT ROWID;


-- Fees and compensation that become income when they are paid (DOMAIN.md 5.4, T-02b): what
-- was claimed stands here and in no entry. What was paid or given up of them are postings
-- on the income's account that name the invoice.
CREATE TABLE fee_memo (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	key TEXT NOT NULL,
	invoice BIGINT NOT NULL REFERENCES invoice (id),
	bucket BIGINT NOT NULL CHECK (bucket IN (1, 3)),
	amount BIGINT NOT NULL CHECK (amount > 0),
	why TEXT NOT NULL,
	claimed_on BIGINT NOT NULL,
	text TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	UNIQUE (key, tenant)
);
CREATE INDEX fee_memo_invoice ON fee_memo (invoice);

-- Charges without a ground: money turned out to have come before them, or something forbade
-- charges by then. They rise again when their cause does not hold.
CREATE TABLE charge_fallen (
	id BIGINT PRIMARY KEY,
	cause TEXT NOT NULL, -- the payment, "pay17"; one registered by hand, "registered:3"; the hold, "hold 2"
	invoice BIGINT NOT NULL REFERENCES invoice (id),
	after BIGINT NOT NULL, -- charges of the days after this one
	through BIGINT NOT NULL, -- and no later than this
	fee BIGINT NOT NULL CHECK (fee >= 0),
	cost BIGINT NOT NULL CHECK (cost >= 0),
	entry BIGINT, -- T-06; none in an agent's books
	risen BIGINT NOT NULL CHECK (risen IN (0, 1))
);
CREATE INDEX charge_fallen_cause ON charge_fallen (cause);
CREATE INDEX charge_fallen_invoice ON charge_fallen (invoice);

CREATE TABLE entry (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	key TEXT NOT NULL,
	series TEXT NOT NULL,
	number BIGINT NOT NULL,
	why TEXT NOT NULL,
	booked_on BIGINT NOT NULL,
	currency TEXT NOT NULL,
	text TEXT NOT NULL,
	reason TEXT NOT NULL,
	file TEXT NOT NULL,
	origin TEXT NOT NULL,
	bank_account TEXT NOT NULL,
	bank_key TEXT NOT NULL,
	reverses BIGINT,
	first BIGINT NOT NULL,
	lines BIGINT NOT NULL CHECK (lines >= 2),
	receipt BIGINT NOT NULL,
	receipts BIGINT NOT NULL,
	content BYTEA NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	hash BYTEA NOT NULL,
	UNIQUE (key, tenant)
);
-- A series begins anew each year in each tenant's books. The tenant does not come first, or
-- PostgreSQL, before it has counted the table, looks for an entry's key among all of a tenant's.
CREATE UNIQUE INDEX entry_number ON entry (series, (booked_on / 10000), tenant, number);
CREATE UNIQUE INDEX entry_reverses ON entry (reverses) WHERE reverses IS NOT NULL;
CREATE INDEX entry_booked_on ON entry (booked_on);
CREATE INDEX entry_file ON entry (file) WHERE file <> '';

-- One payment as the bank told it: the only row a payment has besides its postings, so
-- what all payments of an entry share stands in the entry. Read it as the view receipt.
CREATE TABLE receipt_row (
	id BIGINT PRIMARY KEY,
	entry BIGINT NOT NULL,
	bank_ref TEXT NOT NULL,
	end_to_end TEXT NOT NULL, -- the payer's name for it (EndToEndId), where the bank has one of its own
	amount BIGINT NOT NULL CHECK (amount <> 0),
	payer TEXT NOT NULL,
	payer_account TEXT NOT NULL,
	text TEXT NOT NULL,
	rule TEXT NOT NULL,
	evidence TEXT NOT NULL,
	line BIGINT NOT NULL
);
CREATE INDEX receipt_bank_ref ON receipt_row (bank_ref) WHERE bank_ref <> '';

CREATE VIEW receipt AS
	SELECT receipt_row.id, receipt_row.entry, entry.tenant, entry.file, entry.bank_account AS account, entry.bank_key AS entry_key,
		receipt_row.bank_ref, receipt_row.amount, entry.currency, entry.booked_on, receipt_row.payer, receipt_row.payer_account,
		receipt_row.text, receipt_row.rule, receipt_row.evidence, receipt_row.line
	FROM receipt_row JOIN entry ON entry.id = receipt_row.entry;

-- Money nobody could place: never more than came, never less than nothing.
CREATE TABLE suspense (
	receipt BIGINT PRIMARY KEY,
	whole BIGINT NOT NULL,
	rest BIGINT NOT NULL,
	CHECK (rest = 0 OR (whole > 0 AND rest BETWEEN 0 AND whole) OR (whole < 0 AND rest BETWEEN whole AND 0))
);
CREATE INDEX suspense_open ON suspense (receipt) WHERE rest <> 0;

-- What a payment in one currency gave to a claim in another (DOMAIN.md 5.4, T-21): an entry in
-- each, what the claim was worth in the payment's, and the rate it was booked at; '' where
-- it was worth what was paid.
CREATE TABLE exchange (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	receipt BIGINT NOT NULL,
	invoice BIGINT NOT NULL,
	worth_entry BIGINT NOT NULL,
	claim_entry BIGINT NOT NULL,
	worth BIGINT NOT NULL CHECK (worth > 0),
	worth_currency TEXT NOT NULL,
	claim BIGINT NOT NULL CHECK (claim > 0),
	claim_currency TEXT NOT NULL,
	rate TEXT NOT NULL,
	CHECK (worth_currency <> claim_currency)
);
CREATE INDEX exchange_receipt ON exchange (receipt);
CREATE INDEX exchange_invoice ON exchange (invoice);

-- Money of a known payer that settles nothing. The id is the receipt it came with, or
-- minus the invoice whose credit note left it over.
CREATE TABLE customer_credit (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	party BIGINT NOT NULL,
	invoice BIGINT,
	currency TEXT NOT NULL,
	rest BIGINT NOT NULL CHECK (rest >= 0)
);
CREATE INDEX customer_credit_invoice ON customer_credit (invoice) WHERE invoice IS NOT NULL;
CREATE INDEX customer_credit_open ON customer_credit (party) WHERE rest > 0;

-- Each closing, with the digest of the balances it froze. A tenant's last row holds; one with an
-- earlier day than those before has opened again what they closed, and says why.
CREATE TABLE period (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	closed_through BIGINT NOT NULL,
	balances TEXT NOT NULL,
	reason TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);

CREATE TABLE history (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	party BIGINT,
	invoice BIGINT,
	payout TEXT NOT NULL,
	kind TEXT NOT NULL,
	text TEXT NOT NULL,
	document TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	hash BYTEA NOT NULL
);
CREATE INDEX history_invoice ON history (invoice) WHERE invoice IS NOT NULL;
CREATE INDEX history_party ON history (party) WHERE party IS NOT NULL;
CREATE INDEX history_payout ON history (payout) WHERE payout <> '';

-- Which part of a payment settled which bucket of which invoice: postings that carry both,
-- on receivables or on the income that is booked when it is paid.
CREATE VIEW allocation AS
	SELECT posting.id, account.tenant, posting.entry, posting.receipt, item_posting.invoice, posting.bucket, -posting.amount AS amount
	FROM item_posting JOIN posting ON posting.id = item_posting.posting JOIN account ON account.id = posting.account
	WHERE posting.receipt IS NOT NULL AND account.role IN ('ar', 'interest_income', 'fee_income', 'late_comp_income', 'client_funds');

-- What of a payment is still its factor's (T-35): its own entry put it there, and what was late
-- moved it on.
CREATE VIEW misdirected AS
	SELECT receipt_row.id AS receipt, entry.tenant, CAST(
		(SELECT COALESCE(-SUM(posting.amount), 0) FROM posting JOIN account ON account.id = posting.account
			WHERE posting.id >= entry.first AND posting.id < entry.first + entry.lines AND posting.receipt = receipt_row.id AND account.role = 'misdirected_liability')
		- (SELECT COALESCE(SUM(posting.amount), 0) FROM posting JOIN account ON account.id = posting.account
			WHERE posting.receipt = receipt_row.id AND posting.late = 1 AND account.role = 'misdirected_liability') AS BIGINT) AS rest
	FROM receipt_row JOIN entry ON entry.id = receipt_row.entry;
