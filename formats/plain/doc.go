// Package plain reads and writes invoices as rows: a CSV file that any business system
// can export, or JSON Lines. The layout is our own, "girod-invoices 1"; what a customer is
// told of it stands in testdata/samples/plain/README.md.
//
//	#girod-invoices;1;currency=SEK;decimal=comma
//	fakturanummer;fakturadatum;förfallodatum;namn;att betala;ocr
//	1001;2026-01-07;2026-02-06;Björks Åkeri;1 560,00;10017
//	#total;1;1560,00
//
// The first row gives the layout's version and what holds for every row; it may be left
// out. Then comes a heading of column names, in English, Swedish or Norwegian, in any
// order; then a row an invoice. With line columns several rows in succession with the
// same number are one invoice. The row #total tells how many invoices there are and what
// they sum to, credit notes taken off; it is the one defence against a file that was cut
// short, and a partner's mapping can demand it. In JSON Lines each line is an object with
// the same names, an array "lines", and at the end {"total":{"count":1,"sum":"1560.00"}}.
//
// A customer's own export is read unchanged through a [Mapping], which is data of the
// configuration: their heading to our column, values for columns they do not have, how
// they write dates and amounts.
//
// Nothing is guessed. "1,234" may be a thousand or a little more than one: it is refused
// until the file or the mapping says how decimals are written. The encoding is UTF-8, or
// windows-1252 from the first row on that cannot be UTF-8; a file that is both is refused.
// An unknown heading is refused rather than left out. A row that is wrong refuses the
// whole file, which the sender mends and sends again, and the refusal names the other
// wrong rows too, so that they are mended at once.
package plain
