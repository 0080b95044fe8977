-- Reports that come by themselves, and the archive of all that were produced.

CREATE TABLE report_schedule (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	report TEXT NOT NULL,
	wanted TEXT NOT NULL, -- the rest of the question, as JSON
	repeat TEXT NOT NULL CHECK (repeat IN ('once', 'week', 'month', 'quarter', 'year')),
	first BIGINT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);

-- What became of a schedule; it is never changed.
CREATE TABLE report_schedule_event (
	id BIGINT PRIMARY KEY,
	schedule BIGINT NOT NULL REFERENCES report_schedule (id),
	kind TEXT NOT NULL CHECK (kind IN ('paused', 'resumed', 'removed')),
	day BIGINT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
CREATE INDEX report_schedule_event_schedule ON report_schedule_event (schedule, id);

-- Each report produced; its data lie in the archive under the digest. A schedule's run is
-- produced once, whatever dies in between.
CREATE TABLE report_kept (
	id BIGINT PRIMARY KEY,
	tenant BIGINT NOT NULL,
	schedule BIGINT NOT NULL, -- 0: asked for by a person
	run BIGINT NOT NULL,      -- the day it was due; 0 by a person
	missed BIGINT NOT NULL,   -- earlier runs that came to nothing, because nobody was there
	report TEXT NOT NULL,
	wanted TEXT NOT NULL,
	first_day BIGINT NOT NULL,
	last_day BIGINT NOT NULL,
	waits BIGINT NOT NULL,    -- rows that need a person
	digest TEXT NOT NULL,
	size BIGINT NOT NULL,
	at TEXT NOT NULL,
	actor TEXT NOT NULL
);
CREATE UNIQUE INDEX report_kept_run ON report_kept (schedule, run) WHERE schedule <> 0;
