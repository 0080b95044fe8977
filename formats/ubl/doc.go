// Package ubl reads and writes electronic invoices in UBL 2.1 as Peppol BIS Billing 3
// uses them: the form in which Nordic companies and authorities send each other
// invoices, credit notes and, in Norway, reminders.
//
// An invoice names an issuer (AccountingSupplierParty) and a recipient
// (AccountingCustomerParty), says how it wants to be paid (PaymentMeans: code 30, the
// reference in PaymentID, the account's number, and for Swedish giros SE:BANKGIRO or
// SE:PLUSGIRO where the bank's BIC would stand), and ends with VAT, totals and lines. A
// credit note is a document of its own kind with the same parts, its amounts
// positive; a negative invoice exists too and stays negative.
//
// The root element does not say what a document is. The Norwegian reminder and
// payment request are UBL *Invoice* documents, told apart by CustomizationID only;
// taking a reminder for an invoice would claim the money twice ([Document.Kind]).
//
// A [Document] holds everything; one table of elements (elements.go, documents.go)
// binds it to UBL both ways, so that what is written is read back the same. The neutral
// word is a projection of it ([Document.Invoice], [Draft]).
//
// What a document must keep is a table of named rules ([Rules]): the arithmetic and the
// VAT of EN 16931, Peppol's, and those of Sweden, Norway and Denmark. A document is held
// to those it says it keeps, and always to the arithmetic. Reading tells what is broken,
// and puts the document in doubt where that leaves the money open; writing refuses it.
// Rules about a list that others change are warnings. Namespace prefixes mean nothing:
// NS3:Invoice is an Invoice.
package ubl
