-- Intake: which statements and entries of our banks we have seen, and what they became.

CREATE TABLE bank_statement (
    id          BIGINT NOT NULL PRIMARY KEY,
    account     TEXT   NOT NULL,
    kind        TEXT   NOT NULL, -- statement, notification
    name        TEXT   NOT NULL, -- Stmt/Id
    sequence    TEXT   NOT NULL,
    first_day   BIGINT NOT NULL,
    last_day    BIGINT NOT NULL,
    currency    TEXT   NOT NULL,
    balanced    BIGINT NOT NULL, -- 1 when it gave both balances
    opening     BIGINT NOT NULL,
    closing     BIGINT NOT NULL,
    credit      BIGINT NOT NULL, -- of the booked entries
    debit       BIGINT NOT NULL,
    entries     BIGINT NOT NULL,
    fingerprint TEXT   NOT NULL, -- SHA-256 of its entries: same name, other content is a conflict
    file        TEXT   NOT NULL,
    channel     TEXT   NOT NULL -- the kind of file it came in: camt, bgmax, ocrgiro, mt940
);

CREATE UNIQUE INDEX bank_statement_name ON bank_statement (account, kind, name, fingerprint);

-- One row for each entry of an account, whichever message told of it first. It is booked
-- once; the other message then only confirms it.
CREATE TABLE bank_entry (
    id           BIGINT NOT NULL PRIMARY KEY,
    account      TEXT   NOT NULL,
    key          TEXT   NOT NULL, -- FORMATS.md 5.7
    day          BIGINT NOT NULL,
    amount       BIGINT NOT NULL, -- negative when money went out
    ref          TEXT   NOT NULL, -- NtryRef
    notification BIGINT NOT NULL, -- the bank_statement that told of it, 0 for none yet
    statement    BIGINT NOT NULL,
    entry        BIGINT NOT NULL, -- the booking; 0 while it waits for the message that posts
    code         TEXT   NOT NULL,
    text         TEXT   NOT NULL
);

CREATE UNIQUE INDEX bank_entry_key ON bank_entry (account, key);
CREATE INDEX bank_entry_unnotified ON bank_entry (account, day, amount) WHERE notification = 0;
CREATE INDEX bank_entry_unstated ON bank_entry (account, day, amount) WHERE statement = 0;
CREATE INDEX bank_entry_waiting ON bank_entry (account) WHERE entry = 0;

-- Receipts that the bank took back, with the receipt (below zero) that did it: a part at a time,
-- perhaps, and whole when nothing is left of it.
CREATE TABLE taken_back (
    receipt    BIGINT NOT NULL,
    by_receipt BIGINT NOT NULL UNIQUE,
    whole      BIGINT NOT NULL,
    PRIMARY KEY (receipt, by_receipt)
);
CREATE INDEX taken_back_by ON taken_back (by_receipt);

-- Further references of invoices that offer several ways to be paid; the first stands in
-- the invoice itself.
CREATE TABLE other_ref (
    ref     TEXT   NOT NULL,
    invoice BIGINT NOT NULL REFERENCES invoice (id),
    PRIMARY KEY (ref, invoice)
);
CREATE INDEX other_ref_invoice ON other_ref (invoice);

-- Ways to place a payment on suspense that no rule takes by itself, best first, for a
-- person to choose from. They are made anew when the rules are tried again.
CREATE TABLE proposal (
    receipt BIGINT NOT NULL,
    n       BIGINT NOT NULL, -- from 1
    rule    BIGINT NOT NULL, -- of DOMAIN.md 5.2
    score   BIGINT NOT NULL,
    party   BIGINT NOT NULL,
    why     TEXT   NOT NULL,
    PRIMARY KEY (receipt, n)
);
CREATE TABLE proposal_part (
    receipt BIGINT NOT NULL,
    n       BIGINT NOT NULL,
    invoice BIGINT NOT NULL,
    amount  BIGINT NOT NULL, -- below zero: a credit note that is used up
    PRIMARY KEY (receipt, n, invoice)
);

-- Payments of what another payment had settled, with the bookings of both.
CREATE TABLE paid_twice (
    receipt       BIGINT NOT NULL PRIMARY KEY,
    entry         BIGINT NOT NULL,
    invoice       BIGINT NOT NULL,
    earlier       BIGINT NOT NULL, -- the receipt that settled it
    earlier_entry BIGINT NOT NULL
);

-- Money for invoices that are sold: the factor's, to be forwarded with the invoice's own
-- reference. The liability itself stands on misdirected_liability.
CREATE TABLE stray (
    receipt BIGINT NOT NULL,
    invoice BIGINT NOT NULL REFERENCES invoice (id),
    amount  BIGINT NOT NULL CHECK (amount > 0),
    PRIMARY KEY (receipt, invoice)
);

-- What debtors paid to us while a collector demanded it: he is told of each, and of each that
-- is undone (below zero).
CREATE TABLE paid_to_client (
    receipt   BIGINT NOT NULL,
    invoice   BIGINT NOT NULL REFERENCES invoice (id),
    n         BIGINT NOT NULL, -- from 1: a match may be undone and made again
    principal BIGINT NOT NULL,
    fee       BIGINT NOT NULL,
    interest  BIGINT NOT NULL,
    cost      BIGINT NOT NULL,
    partner   TEXT   NOT NULL, -- '' when nobody was to be told
    PRIMARY KEY (receipt, invoice, n)
);

-- How a payment changed the interest claimed on an invoice: below zero what an honoured notice
-- waived, above what ran on after one that was not. Gone when the payment is undone.
CREATE TABLE interest_moved (
    receipt BIGINT NOT NULL,
    invoice BIGINT NOT NULL REFERENCES invoice (id),
    delta   BIGINT NOT NULL,
    PRIMARY KEY (receipt, invoice)
);

-- Direct debits by the name we gave them: a bank that takes one back may say no more.
CREATE TABLE direct_debit (
    receipt BIGINT NOT NULL PRIMARY KEY,
    name    TEXT   NOT NULL, -- EndToEndId
    tenant  BIGINT NOT NULL
);
CREATE INDEX direct_debit_name ON direct_debit (name, tenant);

-- For whom an account paid before, for rule 6: by one that paid for several, who are not one,
-- nobody is known.
CREATE TABLE payer (
    account TEXT   NOT NULL,
    tenant  BIGINT NOT NULL,
    party   BIGINT NOT NULL,
    PRIMARY KEY (account, tenant, party)
);

-- Rule 6 asks by these.
CREATE INDEX party_called ON party (called) WHERE called <> '';
CREATE INDEX party_org_no ON party (org_no, tenant) WHERE org_no <> '';

-- Invoices seen, by issuer and number: the same again is a duplicate, another content a conflict.
CREATE TABLE invoice_seen (
    issuer      TEXT   NOT NULL,
    number      TEXT   NOT NULL,
    tenant      BIGINT NOT NULL,
    fingerprint TEXT   NOT NULL,
    invoice     BIGINT NOT NULL, -- 0 for a document that is no claim
    kind        TEXT   NOT NULL,
    file        TEXT   NOT NULL,
    PRIMARY KEY (issuer, number, tenant)
);
