// Package bank is a bank and its customers' payers, small enough to run in a test.
//
// It keeps accounts, has a clock that is stepped by hand, and speaks with its
// customer only as banks do: through folders on an SFTP server. Payment orders
// (pain.001) are taken from the customer's outbox, judged, answered (pain.002) and
// executed on the bank day they ask for. Money comes in from payers who behave as
// payers do: most pay what the invoice says, some pay late, part, too much, twice,
// several invoices at once, with a wrong reference, with the reference in a
// sentence, or with none. In the morning it reports what came (camt.054), in the
// evening what the day was (camt.053), each statement opening where the last one
// closed.
//
// A bank that always behaves teaches nothing, so it has a mode. A strict bank
// refuses a message id it has seen. A careless one executes everything it is
// given, so that a customer who sends twice pays twice. A thief takes a file
// before the rename that finished it has been answered. A slow one answers the
// day after. A liar accepts and does not execute, closes its statements wrong, and
// answers orders nobody gave.
//
// It keeps its own books (books.json): every file taken with its digest, every
// transfer executed with all its ids, every payment made, every statement. They
// tell the truth in every mode, and an auditor compares the customer's books with
// them. For the same reason it shares no code with the formats of girod: it reads
// and writes XML, money and check digits by its own plain means, so that one
// misunderstanding cannot hide in both.
//
// Same state, same calls and same seed give the same bytes: nothing here asks for
// the time or for chance.
package bank
