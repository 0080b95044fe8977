// Package dunning reminds debtors of what is overdue.
//
// Each country has its way, and the ways are a table (procedures.csv, [Procedure]): which
// letter goes when, what it may cost, how many days it leaves to pay, and when the claim is
// handed over to those who collect it. In Sweden a first reminder goes out ten days after
// the due date and a second thirty days after that; in Norway a purring on the fourteenth day,
// then an inkassovarsel and a betalingsoppfordring, each when the time of the one before
// has run out; Denmark knows three rykkere, Finland a maksumuistutus and two
// maksuvaatimukset. A claim keeps the procedure of its due date. Days may be changed, but
// not below the law ([Procedure.Lawful]).
//
// Nothing is charged but what config/law allows, on the day and after all that was charged
// before: the table dunning_charge keeps each charge with the row of the law it was
// taken from. Businesses owe the compensation for late payment from the first day on
// which interest is due. Late interest runs from the day after the due date. A notice states
// principal, fees and interest, a total, and a day; that total, paid by that day,
// settles everything, but in Denmark.
//
// A run ([Run]) does one bank day's work in one transaction: it posts the charges (T-02,
// T-03), assesses the interest, keeps each letter word for word as told, and orders it. The
// same day run twice does nothing the second time. [NextOf] tells what comes next for one
// invoice, by the same decision.
//
// Reminding somebody who has paid is the worst this room can do, so doubt stops it: a bank
// file that is missing or held (the caller knows: [Interlock]), money on suspense that
// could be the debtor's by amount, reference or name, as much of his with us already, a hold,
// a claim too old, a rate or fee nobody has confirmed. The report says which
// ([EachSkipped]); other claims go on. Time that was granted stops the clock.
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
