// Package ubl reads and writes electronic invoices in UBL 2.1 as Peppol BIS Billing 3
// uses them: the form in which Nordic companies and authorities send each other
// invoices and credit notes.
//
// An invoice names an issuer (AccountingSupplierParty) and a recipient
// (AccountingCustomerParty), says how it wants to be paid (PaymentMeans: code 30, the
// reference in PaymentID, the account's number, and for Swedish giros SE:BANKGIRO or
// SE:PLUSGIRO where the bank's BIC would stand), and ends with totals and lines. A
// credit note is a document of its own kind with the same parts, its amounts
// positive; a negative invoice exists too and stays negative.
//
// The root element does not say what a document is. The Norwegian reminder and
// payment request are UBL *Invoice* documents, told apart by CustomizationID only;
// taking a reminder for an invoice would claim the money twice.
//
// Totals must agree with one another (EN 16931, rules BR-CO-10 to 17): lines sum to
// LineExtensionAmount; less allowances and with charges that is TaxExclusiveAmount;
// with VAT it is TaxInclusiveAmount; less what is prepaid and with rounding it is
// PayableAmount. What disagrees is a finding, and where the payable amount cannot be
// derived the document is in doubt. Namespace prefixes mean nothing: NS3:Invoice is an
// Invoice.
package ubl
