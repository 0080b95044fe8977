// Command girod-audit is the independent checker: it believes nothing girod says of
// itself.
//
// It starts from the bytes: every object of the archive is unpacked and hashed again,
// and every statement and notification among them is read by a plain parser of its own,
// with its own sums. These are held against a dump of girod's tables ("girod dump DIR")
// and, when there is one, against the books of the simulated bank. It imports none of
// girod's rooms: a mistake in one of them cannot hide itself here.
//
// What it checks, by the names of the reliability design:
//
//	I1   each distinct input applied exactly once
//	I2   every entry balances, in each currency, and so does the whole book
//	I3   gross credits and debits of each file equal what was booked or reconciled of it
//	I4   opening + entries = closing, and the chain of each account is unbroken
//	I5   the bank executed each payout at most once; equal ids mean equal bytes
//	I6   nothing is stuck: each approved payout ended, or waits in doubt and says so
//	I7   archive and journal name the same objects, and each has its digest
//	I9   the chains of journal and book verify from their first record
//	I10  states moved only along the allowed graph
//	I11  running recovery again changed nothing (two dumps given: they are equal)
package main
