// Package store is the floor under the book and the journal of files: one database,
// which is SQLite inside girod or a PostgreSQL server, and one way to speak to it.
//
// Each query is written once, in the subset that both databases understand, with
// placeholders $1…$n bound by their number on both. Only this package and its schema
// folder know that there are two. What a query may use: BIGINT, TEXT and BYTEA
// columns, ON CONFLICT, RETURNING, window functions, CAST(x AS BIGINT) around SUM.
// Truth is a BIGINT 0 or 1, a day a BIGINT yyyymmdd, a moment TEXT in RFC 3339, money
// a BIGINT of minor units. Texts are UTF-8 without NUL, sort by their bytes on both
// databases, and are refused otherwise before a server sees them.
//
// There is one writer at a time. Update opens its transaction: BEGIN IMMEDIATE with
// WAL and synchronous=FULL on SQLite, an advisory lock held until commit on
// PostgreSQL. So ids can be handed out by counting (Tx.NextID) and the same work done
// in the same order gives the same rows on both. View reads a snapshot and cannot
// write. Neither may be opened inside the other.
//
// When the answer to COMMIT is lost, nobody knows whether it happened. Update says so
// with ErrDoubt and never repeats the COMMIT: on a new connection that would "succeed"
// on nothing. UpdateOnce carries a key that is stored by the same commit, so it can
// look and knows. Rows with a unique key chosen beforehand (an entry's Key, a file's
// digest) answer the question as well, which is why intake needs no second one.
//
// Rows in the thousands go through Bulk (multi-row INSERT, COPY) and AddTo (sorted
// updates, unnest): a statement for each row is 30 times slower on PostgreSQL.
package store
