// Package camt reads what a bank says happened on an account: camt.053 (the statement
// of a day that is over), camt.052 (the account so far today) and camt.054 (a notice
// of single credits and debits), of ISO 20022, in versions .01 to .14.
//
// All three are one shape. A Stmt (or Rpt, or Ntfctn) is one account's part: who and
// which day, balances, then entries (Ntry). An entry is one line of the account: an
// amount, a direction, a day. Its details (TxDtls) are the payments the bank booked as
// that one line, each with its payer and its reference. The entry is the truth about
// the money; the details explain it, may lack amounts, and need not add up. A version
// says the same things under other names, so one reader follows one table of places
// (places.go), in which a line says where an element stands and from which version to
// which.
//
// Read tells the file to a [formats.Sink] payment by payment. It keeps one payment, so
// a file of a million payments in a single entry costs no more memory than a file of
// ten; and since a payment allocates nothing, no more than its bytes in time.
//
// What the words of the sink hold is what the book uses. A message says more, and
// nothing of it is lost: [Walk] tells every element there is, part by part, with its kind,
// its name in English and the names of its codes, and [Explain] gives that for the one
// payment a person asks about. It is a second reading, on demand, and costs Read nothing.
//
// What cannot be read with certainty ends the reading with a *[formats.Error] naming
// line and element: an amount that is no amount, a day that is no day. What is odd but
// leaves money and identity certain is a [formats.Finding]; and where it leaves them in
// doubt (opening + entries ≠ closing, an entry in another currency than its account,
// content of another version than the namespace says) the finding says so.
package camt
