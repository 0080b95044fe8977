// Command girod-audit is the independent checker: it believes nothing girod says of
// itself.
//
//	girod dump DUMP
//	girod-audit --dump DUMP --archive DATA/archive --spool DATA/spool --sendlog DATA/spool/sendlog.jsonl
//
// It starts from the bytes: every object of the archive is unpacked and hashed again,
// and every statement and notification among them, camt, BgMax, OCR giro or MT940, is read by
// a plain parser of its own, with its own sums. These are held against a dump of girod's tables and, when there is
// one, against the books of a simulated bank. It imports none of girod's rooms: a mistake
// in one of them cannot hide itself here. It exits with 0 when all holds, 1 when something
// does not, 2 when it could not read what it was given.
//
// What it checks, by the names of the reliability design:
//
//	I1   each distinct input applied exactly once; no row of any table twice
//	I2   every entry balances, in each currency, and so does the whole book; items,
//	     suspense, credits and invoices equal their postings; an agent's clients are held
//	     apart, and both sides of an exchange of currencies together
//	I3   gross credits and debits of each file equal what was booked, reconciled or waits;
//	     each booking moves what the bank moved; each payment is placed whole
//	I4   opening + entries = closing, statement after statement, up to the ledger
//	I5   the bank executed each payout at most once, and no other; equal ids mean equal
//	     bytes; the send log knows each rename
//	I6   nothing is stuck: each approved payout and each file ended, or says why it waits
//	I7   archive (and spool) and journal name the same bytes, and each has its digest
//	I9   the chains of journal, book and history verify from their first record, hold the
//	     anchors noted outside, and end in the states the tables show
//	I10  states moved only along the allowed graph, and two people stand behind a payout
//	I11  running recovery again changed nothing (two dumps are the same)
//
// What it cannot see: into a file that is sealed for girod's key alone, or an acquirer's
// report, whose layout only the configuration says (it names both); whether a payment
// settled the right invoice (only that it was placed whole and that the sums hold),
// interest that is assessed and not booked, and facts that stand in no chain and no sum
// (addresses, due dates, reminders). A chain cut off at its end holds by itself; only an
// anchor tells.
package main
