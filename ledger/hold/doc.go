// Package hold keeps the reasons to leave a debtor or a claim alone.
//
// A claim that is overdue is reminded, charged and at last handed over, unless something
// stands in the way: the debtor disputes it, is dead, has been granted debt
// restructuring (skuldsanering), is bankrupt, or is a child; the claim was sold, rests,
// or is being paid by instalments. Each of these is a [Reason], and each stops other
// things ([Reason.Stops], DOMAIN.md 3.1.6): a dispute stops letters, fees and the
// hand-over while interest runs on; insolvency also ends the interest that is claimed, on
// the day of the decision; a child may be reminded but is never taken to collection
// before a guardian is known.
//
// A hold stands on one invoice or on a debtor, and then on every invoice of the debtor's,
// those of the future too. It says since when, through which day, who put it and from
// what source. Several may stand at once; what any of them stops is stopped. A hold is
// never changed: it runs out, or somebody ends it and says why, and then everything goes
// on where it stood.
//
// Some holds bring work along ([Task]): a claim on somebody in debt restructuring is to
// be filed within thirty days of the decision, a dispute to be looked into. The task
// stands on the list until somebody says that it is done.
//
// A run that looks at every claim reads all holds of a day at once ([All]); one who
// looks at one claim asks for its own ([On]).
package hold
