// Package dunning reminds debtors of what is overdue.
//
// In Sweden the procedure is old and plain. Ten days after the due date a first
// reminder goes out, thirty days after that a second. A reminder may cost the debtor
// 60 kronor, once for each claim and only if that was agreed when the debt arose (lag
// 1981:739); the second adds no fee. Late interest runs from the day after the due date
// (räntelagen 3 §) at the reference rate plus eight points. A notice states principal, fee
// and interest, a total, and a day; that total, paid by that day, settles everything.
//
// When, how often and at what price is a [Policy]: data, not code. A run ([Run]) does
// one bank day's work in one transaction: it posts the fee (T-02), assesses the interest,
// keeps the reminder word for word as told, and orders its letter or e-mail. The same day
// run twice does nothing the second time, and no invoice is told the same level twice.
//
// Reminding somebody who has paid is the worst this room can do, so doubt stops it. No
// reminder goes out while a bank file of the period is missing or held (the caller knows:
// [Interlock]), nor to a debtor to whom money on suspense could belong: like amount,
// like reference or like name; nor to one who has as much with us already. An invoice whose interest cannot be computed, because no
// rate is confirmed for one of its days, gets no reminder either; the report says
// which, and what to do. Other invoices go on.
//
// E-mail goes first where the address is good. When it bounces the address is marked bad
// and the letter is told again, by post, at the next run (R-ALK-15 to 17).
//
//	waiting        ▶ rendered, bounced
//	rendered       ▶ sent, bounced
//	sent           ▶ bounced
//	bounced        ▶ replaced
//	replaced       ▶ (end)
package dunning
