// Package law holds the rates and fees the law sets, each with its first day, its
// source, and whether anybody has confirmed it.
//
// A claim that is not paid on time bears interest at a reference rate plus a margin. The
// four countries set the reference rate anew each half-year, in 1 January and 1 July,
// so interest over a winter is split at New Year. What a reminder may cost is fixed too;
// charging more, or interest for a day nobody has set a rate for, is unlawful. Guessing
// is therefore not on offer: a day without a rate is refused ([Missing]), and so is a
// rate that was not found in a public source until a person takes responsibility for it
// in the configuration ([Unconfirmed], [Tables.Confirm]). A rate serves the half-year
// it was set for and not one day longer.
//
// The figures are in rates.csv and fees.csv beside this file, meant to be read. [Interest]
// computes simple interest exactly, in whole numbers, and rounds once for each
// assessment; it also gives the stretches of equal rate, because a letter must state
// amount, rate, period and base (inkassolagen 5 §). Rules are those of DOMAIN.md 3 and 4.
//
// All values are fixed once loaded, and nothing reads a clock.
package law
