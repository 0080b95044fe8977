-- Limitation: what a person knows of a claim's life that the book cannot see, such as a
-- demand that was signed for. What was recorded by mistake is withdrawn.
CREATE TABLE limitation_event (
	id BIGINT PRIMARY KEY,
	invoice BIGINT NOT NULL REFERENCES invoice (id),
	kind TEXT NOT NULL CHECK (kind IN ('arose', 'payment', 'acknowledgement', 'demand', 'court', 'judgment')),
	day BIGINT NOT NULL,
	source TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
CREATE INDEX limitation_event_invoice ON limitation_event (invoice);

CREATE TABLE limitation_withdrawn (
	event BIGINT PRIMARY KEY REFERENCES limitation_event (id),
	why TEXT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
