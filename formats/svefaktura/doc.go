// Package svefaktura reads Svefaktura 1.0, the electronic invoice that Swedish
// authorities and their suppliers sent one another before Peppol, and that older
// systems still send.
//
// It is an Invoice in the namespace urn:sfti:documents:BasicInvoice:1:0, made of the
// parts of UBL 1.0: BuyerParty and SellerParty where UBL 2 has customer and supplier,
// LegalTotal where it has LegalMonetaryTotal, and amounts that name their currency in
// amountCurrencyID. InvoiceTypeCode tells an invoice (380) from a credit note (381);
// both are positive.
//
// Each PaymentMeans (there may be three) names one way to pay and carries its own
// reference, PaymentInstructionID. Whose number the account is, the bank's code tells:
// BGABSESS is Bankgirot, PGSISESS is PlusGirot, anything else is a BIC.
//
// The invoice stands alone in the file, or in a StandardBusinessDocument, and an
// ObjectEnvelope beside it or around it brings attachments in base64. What is attached
// is checked and counted, not kept; an attached Svefaktura is read as one.
//
// The totals have no prepaid part: lines sum to LineExtensionTotalAmount; less
// allowances and with charges that is TaxExclusiveTotalAmount; with VAT and
// RoundOffAmount it is TaxInclusiveTotalAmount, which is what the buyer pays. What
// disagrees is a finding, and in doubt where the amount to pay cannot be derived.
package svefaktura
