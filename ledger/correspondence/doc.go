// Package correspondence writes the letters that no procedure of reminders sends.
//
// A debtor who has been reminded of a claim and then hears that it falls wants that in
// writing: the reminder said what follows if it is not paid. So when a reminded invoice is
// credited, however that came about, a letter tells what falls, by which credit note, and
// what if anything is left. One who is paid back is told why, how much, and to which
// account: he is the first to see that the account is not his. One who paid us for a claim
// that is another's is told to pay the other from now on, since paying us does not free him.
// And a business that pays late may be told at once what that costs it.
//
// A letter goes the debtor's way, as reminders do: by e-mail where the address is good, else
// on paper. When the address refuses it, it is told again by post. Nobody whose estate or
// identity is looked after by others is written to: a person does that.
//
// The letter is kept word for word and ordered through the outbox in the same commit as
// what it tells of, so neither exists without the other; the bytes it is rendered to are
// noted by their digest and never differ at another try.
//
//	waiting        ▶ rendered, bounced
//	rendered       ▶ sent, bounced
//	sent           ▶ bounced
//	bounced        ▶ (end; another attempt goes by post)
package correspondence
