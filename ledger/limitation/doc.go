// Package limitation tells how long a claim lives.
//
// A claim that nobody has spoken of for years lapses (preskription, foreldelse). The law
// counts from the day it arose, or fell due, and begins anew whenever something happens
// that shows both sides know of it: the debtor pays a part, promises to pay, receives a
// written demand, or is taken to court. What does so, and for how long, is each country's
// to say and stands in config/law; this room gathers what happened.
//
// Some of that the book sees by itself: every payment that still settles something on the
// invoice, by the day the money came; an instalment plan the debtor agreed to; a claim
// that was filed with a bankruptcy or a debt restructuring. The rest a person records with
// its source ([Record]): that a demand was signed for, that an action was brought. A
// reminder that left the house is no such event, because only what the debtor received
// counts, and an ordinary letter proves nothing.
//
// A lapsed claim is never reminded ([Passed]); money that comes for it all the same is
// taken and flagged, for a debt paid after its time is paid (DOMAIN.md 5.3). Nothing
// revives it. Where the figures of a country have not been confirmed, an old claim is not
// reminded either: whether it lives is unknown, and the reason says which row to confirm.
package limitation
