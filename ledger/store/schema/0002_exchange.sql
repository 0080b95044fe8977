-- The journal of files: what came, what went, and what each became.

CREATE TABLE file (
    id          BIGINT NOT NULL PRIMARY KEY, -- 17 is shown as f000017
    partner     TEXT   NOT NULL,
    dir         TEXT   NOT NULL, -- '' when it was handed in by a person
    name        TEXT   NOT NULL, -- as the partner named it: a hint, never an identity
    digest      TEXT   NOT NULL, -- SHA-256, with the partner the identity
    size        BIGINT NOT NULL,
    modified    TEXT   NOT NULL,
    node        TEXT   NOT NULL, -- the girod whose spool holds the bytes
    spool       TEXT   NOT NULL,
    copy_of     BIGINT NOT NULL, -- 0, or the file that brought this content first
    there       BIGINT NOT NULL, -- 1 while the partner's copy lies where we found it
    state       TEXT   NOT NULL,
    tries       BIGINT NOT NULL, -- decodings begun and not ended
    format      TEXT   NOT NULL,
    summary     TEXT   NOT NULL,
    detail      BYTEA,
    code        TEXT   NOT NULL, -- why it waits or is held
    place       TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    received_at TEXT   NOT NULL,
    state_at    TEXT   NOT NULL
);

CREATE UNIQUE INDEX file_identity ON file (partner, digest) WHERE copy_of = 0;
CREATE INDEX file_place ON file (partner, dir, name);
CREATE INDEX file_digest ON file (digest);
CREATE UNIQUE INDEX file_spool ON file (node, spool); -- a name in the spool is never used twice
CREATE INDEX file_there ON file (partner) WHERE there = 1;
CREATE INDEX file_unsettled ON file (partner, state) WHERE state <> 'settled';

-- A claim is written before a file is fetched, so that bytes found in the spool
-- after a death still know whose they are.
CREATE TABLE claim (
    id       BIGINT NOT NULL PRIMARY KEY,
    partner  TEXT   NOT NULL,
    dir      TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    size     BIGINT NOT NULL,
    modified TEXT   NOT NULL,
    node     TEXT   NOT NULL,
    at       TEXT   NOT NULL
);

CREATE UNIQUE INDEX claim_place ON claim (partner, dir, name);

-- One row for each change of state, in and out, chained by hash. Never changed.
CREATE TABLE file_step (
    id      BIGINT NOT NULL PRIMARY KEY,
    subject TEXT   NOT NULL, -- f000017, or the key of an outgoing file
    was     TEXT   NOT NULL,
    became  TEXT   NOT NULL,
    actor   TEXT   NOT NULL,
    reason  TEXT   NOT NULL,
    at      TEXT   NOT NULL,
    hash    TEXT   NOT NULL  -- over the hash before and all fields of this row
);

CREATE INDEX file_step_subject ON file_step (subject);

CREATE TABLE outgoing (
    id        BIGINT NOT NULL PRIMARY KEY,
    key       TEXT   NOT NULL UNIQUE, -- minted once by who wants it sent
    partner   TEXT   NOT NULL,
    folder    TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    digest    TEXT   NOT NULL,
    size      BIGINT NOT NULL,
    money     BIGINT NOT NULL,
    state     TEXT   NOT NULL,
    attempt   BIGINT NOT NULL, -- number of the last attempt begun; also the fence between nodes
    node      TEXT   NOT NULL, -- who began it
    reason    TEXT   NOT NULL,
    due_at    TEXT   NOT NULL,
    staged_at TEXT   NOT NULL,
    state_at  TEXT   NOT NULL,
    plain     TEXT   NOT NULL -- digest of what was sealed into these bytes; '' without a seal
);

CREATE UNIQUE INDEX outgoing_name ON outgoing (partner, folder, name);
CREATE INDEX outgoing_digest ON outgoing (digest);
CREATE INDEX outgoing_open ON outgoing (partner, state) WHERE state NOT IN ('sent', 'acked', 'rejected');

-- Every attempt with its answers verbatim.
CREATE TABLE attempt (
    id        BIGINT NOT NULL PRIMARY KEY,
    key       TEXT   NOT NULL,
    number    BIGINT NOT NULL,
    temp      TEXT   NOT NULL,
    began_at  TEXT   NOT NULL,
    answer    TEXT   NOT NULL
);

CREATE UNIQUE INDEX attempt_number ON attempt (key, number);

-- Bytes we put into the archive on our own account: an object in the archive that
-- is neither here nor in file nor in outgoing is newer than this database.
CREATE TABLE kept (
    digest TEXT NOT NULL PRIMARY KEY,
    at     TEXT NOT NULL
);

CREATE TABLE partner_state (
    partner  TEXT   NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL, -- logins refused in a row
    paused   BIGINT NOT NULL,
    reason   TEXT   NOT NULL,
    actor    TEXT   NOT NULL,
    at       TEXT   NOT NULL
);

-- What lies at a partner and cannot be taken, or was taken and will not go away.
CREATE TABLE trouble (
    partner TEXT NOT NULL,
    dir     TEXT NOT NULL,
    name    TEXT NOT NULL,
    reason  TEXT NOT NULL,
    since   TEXT NOT NULL,
    PRIMARY KEY (partner, dir, name)
);

-- One row for each mail ordered; the address stands in the order, not here.
CREATE TABLE mail (
    key        TEXT   NOT NULL PRIMARY KEY,
    message_id TEXT   NOT NULL,
    digest     TEXT   NOT NULL,
    state      TEXT   NOT NULL, -- sending, sent, failed, doubt
    attempt    BIGINT NOT NULL,
    answer     TEXT   NOT NULL,
    at         TEXT   NOT NULL
);
