-- Debtors who turned out to be one. Invoices stay with the debtor they were issued to; what
-- is asked of one is asked of all that are one with it.
CREATE TABLE party_merge (
	id BIGINT PRIMARY KEY,
	party BIGINT NOT NULL REFERENCES party (id),
	survivor BIGINT NOT NULL REFERENCES party (id),
	reason TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	CHECK (party <> survivor)
);
CREATE INDEX party_merge_party ON party_merge (party);
CREATE INDEX party_merge_survivor ON party_merge (survivor);

-- A merge that was a mistake.
CREATE TABLE party_parted (
	merge BIGINT PRIMARY KEY REFERENCES party_merge (id),
	reason TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);

-- Who stands for whom by the merges above, the survivor for itself; nobody else is here.
CREATE TABLE party_one (
	party BIGINT PRIMARY KEY REFERENCES party (id),
	survivor BIGINT NOT NULL REFERENCES party (id)
);
CREATE INDEX party_one_survivor ON party_one (survivor);
