// Package calendar knows on which days banks are open.
//
// Money moves only on bank days, and each country and currency has its own: kronor
// move when Sweden's banks are open, euro when TARGET, the euro system's settlement, is.
// A payment across a border needs every calendar it touches ([Both]). Bank days are not
// working days: banks close on Midsummer Eve and on 31 December, when shops do not,
// and 24 to 27 December 2026 are four closed days in a row in Sweden.
//
// A day asked for that is not a bank day rolls: a due date to the next bank day
// ([Calendar.Next]: paying then is still in time), a date on which a supplier must have
// his money to the one before ([Calendar.Previous]).
//
// The holidays are those of DOMAIN.md 8.5. A central bank can close or open a single day
// by decree; configuration adds such days with [Calendar.Closing]. A Calendar never
// changes and reads no clock.
package calendar
