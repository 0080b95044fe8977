// Package law holds the rates, fees and times the law sets, each with its first day, its
// statute, its source, and whether anybody has confirmed it; and it computes with them.
//
// A claim that is not paid on time bears interest at a reference rate plus a margin. The
// four countries set the reference rate anew each half-year, on 1 January and 1 July,
// so interest over a winter is split at New Year. What a reminder or a demand may cost is
// fixed too: in Sweden by one figure, in Norway as a part of the inkassosats, in Finland
// and Denmark by the size of the claim. Charging more, or interest for a day nobody has
// set a rate for, is unlawful. Guessing is therefore not on offer: a day without a row is
// refused ([Missing]), and so is a row that was not found in a public source until a
// person takes responsibility for it in the configuration ([Unconfirmed], [Tables.Confirm]).
// A rate serves the half-year it was set for and not one day longer.
//
// The figures are in rates.csv and fees.csv beside this file, meant to be read.
//
//	[Tables.Ceiling]       what a charge may cost at most, and on what basis
//	[Tables.Allow]         what may be charged now, after what was charged before
//	[Tables.SendFrom]      the first day a notice may cost; [Tables.PayDays], [Tables.Most]
//	[Tables.InterestFrom]  from which day a claim bears interest, and by which ground
//	[Tables.LateOf]        at which rate; [Interest] computes it exactly and rounds once
//	[Tables.Limitation]    until when a claim lives, over the events that interrupt it
//	[Tables.VAT]           how a charge stands to value added tax
//
// [Interest] also gives the stretches of equal rate, because a letter must state amount,
// rate, period and base (inkassolagen 5 §). A ceiling is never rounded up. Rules are those
// of DOMAIN.md 3 and 4.
//
// All values are fixed once loaded, and nothing reads a clock.
package law
