// Package cases keeps debts that somebody works on.
//
// While an invoice is merely overdue, reminders go by the calendar. When that has not
// helped it becomes a case (ärende, akt): one debtor, one or several invoices, a handler
// in this house, and perhaps a partner, a debt collector who took it over and has a file
// number of its own for it. A case is in one of three states, and moves by named acts:
//
//	invoicing  ▶ handed-over collection
//	collection ▶ put-under-monitoring monitoring, taken-back invoicing
//	monitoring ▶ resumed collection, taken-back invoicing
//
// Beside its state it is active or closed. Monitoring (efterbevakning) is the long watch
// over a debtor who could not pay. What the partner reports as the status is kept in the
// partner's words and never worked out anew: where their figures and ours differ, theirs
// are shown as theirs.
//
// What is owed is the book's and no second truth: [Debts] reads it from there. Only what
// the client pays for the case is kept here. Everything that happens is an event that is
// never changed, each with a hash over the one before; [History] tells it together with
// the letters and bookings of the case's invoices.
//
// Whoever sent the debt may ask for something ([Request]): answer a question, give the
// debtor time, revoke the case. A revoke closes nothing by itself: reminders stop, the
// handler is told, and the handler closes the case.
//
// A person registers what no bank file tells ([Desk.Register]): that the debtor paid the
// client, a credit, an order that came back. The chosen bucket is filled first, then the
// others in their order; one posting, one event, one message to the partner who has the
// case; [Desk.Withdraw] takes it back whole.
//
// Two debtors may turn out to be one ([Desk.Merge]): invoices and cases keep the debtor they
// were issued to, and are found by the numbers of both; it is taken back by [Desk.Part].
//
// A million cases are searched ([Search]). Each field is brought to the form in which
// equal things are equal, or refused by its name with what is wrong ([Refused]); a range of one
// index then gives the hits in order. A page looks at a bounded number of cases, and goes
// on where it stopped.
package cases
