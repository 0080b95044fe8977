// Package finvoice reads Finvoice, the electronic invoice of the Finnish banks, in its
// versions 1.2 to 3.0.
//
// Finland made its invoice before UBL, and in its own style: no namespaces, amounts with
// a decimal comma (124,00), days as 20260107, and everything a bank needs to pay the
// invoice gathered at the end in EpiDetails (electronic payment initiator): the account,
// the amount, the day, and in EpiRemittanceInfoIdentifier the reference, either a
// national viite (scheme SPY) or its international form RF (scheme ISO). Both name the
// same thing, so a viite and the RF made of it count as one.
//
// InvoiceTypeCode says what a document is: INV01 an invoice, INV02 a credit note, whose
// amounts are negative or nil, INV05 and INV08 reminders of another's claim. What is not
// a claim at all (an offer, an order) is refused. InvoiceTotalVatIncludedAmount is what
// the invoice sums to, EpiInstructedAmount what is to be paid; they differ by rounding
// and by what is paid already, or the document is in doubt.
//
// Banks carry invoices in files of several XML documents one after another, which no XML
// reader takes whole: a SOAP envelope, the invoice that it announces, perhaps the
// attachments, and so on for the next invoice. The file is cut where one root element
// has closed and something other than blanks follows (split.go); each piece is then an
// ordinary document, in the encoding that it declares (ISO-8859-15 as a rule), and is
// read by the same strict reader as any other. Lines are counted over the whole file.
//
// Old files begin with <!DOCTYPE Finvoice SYSTEM "Finvoice.dtd">. That one declaration,
// which brings no entities, is passed over and found; any other is refused.
package finvoice
