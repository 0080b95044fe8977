// Package plan keeps agreements to pay in parts (avbetalningsplan, nedbetalingsavtale,
// maksusuunnitelma, afdragsordning).
//
// A debtor who cannot pay at once may be given a plan over one or several invoices: so
// much on such days until nothing is owed. It is proposed, with a schedule that sums to
// the öre, and becomes active when the debtor agrees. Agreeing acknowledges the debt, so
// the clock of limitation begins anew. A written plan for the whole debt may cost a fee
// (T-26): 170 kronor in Sweden, 20 to 50 euro in Finland; where the law gives none, none is
// charged. As long as the plan is kept reminders rest.
//
//	proposed   ▶ active, cancelled
//	active     ▶ kept, broken, cancelled, replaced
//	broken     ▶ replaced
//	kept       ▶ (end)
//	cancelled  ▶ (end)
//	replaced   ▶ (end)
//
// A plan has a payment reference of its own (matching rule 4, [ByRefs]), but any money that
// reaches its invoices counts. Payments fill the instalments in their order, so one may be
// paid early, late, in parts or together with the next. What has been paid is read from
// the book ([Standing]) and never kept here:
//
//	instalments + interest added since  =  paid or credited + what is still owed
//
// Interest runs on, is frozen on the day of the proposal, or is waived, as agreed. Where it
// runs it is claimed with the last instalment, which takes whatever is left, and a letter
// tells the debtor its new sum.
//
// An instalment that lacks more than the plan lets pass when its days of grace are over
// breaks it: the hold ends and reminders go on where they stood ([Run]); but not while money on
// suspense could be the debtor's, which holds a reminder back too. Nobody breaks it by
// interest alone: who paid the instalments has kept it, and owes that interest. A changed
// agreement is a new plan that replaces the old one and keeps its reference; nothing that was
// agreed is altered.
// A payment that the bank takes back after the last instalment opens the invoice again,
// not the plan.
package plan
