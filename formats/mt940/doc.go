// Package mt940 reads the customer statement of the old SWIFT messages: what banks sent
// before camt.053, and what many still offer beside it.
//
// A message is a list of fields, each on a line of its own that begins with its tag:
//
//	:20:STARTUMSE                          the message's reference
//	:25:SE4550000000058398257466           the account
//	:28C:00042/00001                       statement 42, page 1
//	:60F:C261101SEK1000,00                 opening balance, credit, of 1 November 2026
//	:61:2611021102C250,00NTRF4711//B0001   an entry
//	:86:/EREF/4711/REMI/Invoice 17         what is known of it
//	:62F:C261102SEK1250,00                 closing balance
//	-
//
// A day that is too long for one message goes on in the next: page 1 then ends with
// :62M: and page 2 begins with :60M:, and the two are one statement here. Around the
// message SWIFT has blocks ({1:…}{2:…}{4:…-}); most banks leave them out.
//
// The marks of an entry are C and D, and RC and RD for the reversal of one: a reversed
// credit takes money from the account. Some banks mean the opposite. That is why opening
// balance and entries must give the closing balance, and where they do not the file is
// in doubt (RELIABILITY.md case 36).
//
// Field :86: is the bank's own country: German banks cut it in ?20 to ?29, Dutch and
// Nordic ones write /EREF/ and /REMI/, others plain words. All three are understood, and
// what is understood of none stays text. The closing balance stands last, but whoever is
// told of a statement is told its balances first, so a file is read twice
// ([formats.Twice]); an error anywhere is found before anything was told.
package mt940
