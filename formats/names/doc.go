// Package names compares what people and companies are called.
//
// A name reaches us over two ways that do not spell alike. The accounting system writes
// "Åsa Öberg"; the bank, whose records know the letters A to Z only, hands back "OBERG ASA"
// or, in Norway and Denmark, "OEBERG AASA"; and a company is "Nordkraft Aktiebolag" in the
// register and "NORDKRAFT AB" on the payment. So names are compared by their words:
// without case and accents, AA read as A, AE as A and OE as O, in any order, and without the
// form of company that any name may end in.
//
// A form is not always one. ASA is a Norwegian company limited by shares and a woman whose
// bank knows no Å; AS is a form and the surname Ås. A [Word] that could be a form therefore
// stays, and counts when the other name shows that it is none.
//
// Two people may have one name, so nothing here books money. What does, payment matching by
// a payer's name (DOMAIN.md 5.2, rule 6), wants the name that the book has, letter for letter but
// for capitals, and that one customer alone has it. Names that are merely alike propose, warn and hold back:
// a reminder waits, a refund gets a second pair of eyes, a search finds one case more.
package names
