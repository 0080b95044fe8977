// Command girod is the giro daemon: it exchanges payment, reconciliation and invoice
// files with banks and partners, keeps the receivables ledger they tell of, and sends
// what follows from it.
//
// This folder is the door of the house. It holds no rules: it reads the configuration,
// introduces the rooms to one another and turns what people type into calls. The two
// corridors are inward.go (a file that came is read by formats/codec and booked by
// ledger/intake, in one commit with the journal) and outward.go (an order of the outbox
// is written by a format room and handed to the exchange). One file for each subcommand
// has its help text inside; serve.go lists the daemon's loops by name.
//
// How girod speaks: results on stdout, everything else on stderr; lower case, no full
// stop, "girod:" first, a hint on its own line. Exit code 0 done, 1 failed, 2 usage,
// 3 done but something waits for a person. What a clerk reads is said in the language of the
// configuration or of --language (telling.go); help, errors and log lines are English, and so
// are the commands for whoever sets girod up or reads a file with its specification beside it:
// check, inspect, cutover, dump, example and ledger templates. What a reader of files or an
// invariant finds wrong is told in its own words, which name elements, specifications and laws.
package main
