// Package cutover compares what two channels say of the same money: BgMax, which
// Bankgirot ends in the autumn of 2026, and the bank's camt.054 or camt.053, which takes
// its place. While both are delivered, a company wants to know each day whether the new
// files tell every payment that the old ones told, before it lets the new ones post.
//
// A [Collector] hears the files of one channel through its [formats.Sink]; [Compare]
// then goes through bankgiro numbers and days and says of each: in one channel only, in
// both and equal, or in both and different, and which payments lack a partner.
//
//	old, new := cutover.NewCollector(), cutover.NewCollector()
//	// for each file: codec.Read(f, name, limits, old.Sink(name)) or new.Sink(name)
//	report := cutover.Compare(old, new)
//
// Payments are compared as a multiset of amount, side and reference; two equal payments
// are two. What has no partner by reference is tried by amount alone, since a bank may
// tell in a text what BgMax tells in a field: then the money is there, and only the
// reference differs. Where a channel tells a deposit as one line without its payments,
// deposits are compared by amount.
//
// The bankgiro of a camt payment is the account that was paid (CdtrAcct with scheme BGNR),
// or stands in the entry's reference ("BG52827999 00444-0010452"), or is named for the
// whole account with [Collector.Belongs]. Payments of none, such as transfers to the
// account itself, are counted and left out; what went out is not looked at. When camt.053
// and camt.054 tell the same day, the notification counts; camt.052 never does. A
// statement told twice counts once.
//
// Memory is 32 bytes for a payment, and the references of the first hundred thousand.
package cutover
