// Package schema holds messages of ISO 20022 to their schema: which elements may stand
// in which, in what order, how often, and what their values may look like.
//
// Rooms read what is safe to read, also where a bank's file breaks its schema, as a
// quarter of real files do. Who builds the other end, or argues with a bank's support,
// wants to know every break; girod inspect --strict asks here. A break is a finding and
// never a refusal.
//
// schema.txt is what we know of the schemas: names, order, counts, lengths and forms, and
// nothing of their words. It is made by the test of the table out of the schema files,
// and the same test holds it to them; two messages for which there is no file are told by
// hand there. One line is one type, and a type that many versions
// share stands once; where two types of one name differ the second is Name~2.
//
//	CreditDebitCode = code CRDT DBIT
//	ActiveCurrencyAndAmount = decimal 18.5 0.. @Ccy ActiveCurrencyCode
//	AccountIdentification4Choice: IBAN IBAN2007Identifier | Othr GenericAccountIdentification1
//	PostalAddress6: AdrTp? AddressType2Code, …, AdrLine{0,7} Max70Text
//	! camt.053.001.08 Document: BkToCstmrStmt BankToCustomerStatementV08
//
// An element stands once, or as its mark says: ? at most once, * as often as it likes, +
// at least once. A bar parts alternatives. A decimal of 18.5 has 18 digits, at most 5 of
// them behind the point.
//
// The judge in the tests is libxml2, over messages made at random from the table and
// then broken. We differ from it in three things. A value of blanks only is called
// empty, since no reader makes anything of it. xsi:type and xsi:nil are refused, which
// no schema of ISO's can use. And a Document in a namespace that is not ISO's, such as
// the Swiss banks', is told as a break, since its rules are not here.
package schema
