// Package settlement holds what acquirers of card and Swish payments owe us, and meets it
// with what the bank shows.
//
// A member pays an invoice by card, or a visitor buys a guest berth by Swish. The acquirer
// gathers the day's purchases, keeps his fee and pays one lump, some days later. His
// report explains the lump: gross less fee is net (R-ALK-39). In the book the purchases rest
// on card_receivable, one account for what all acquirers owe (T-22):
//
//	purchase of an invoice   card_receivable       / ar, interest_income
//	purchase of anything     card_receivable       / revenue, vat_out
//	the bank's money         bank net, bank_fee    / card_receivable gross
//
// A report goes through the same door as a bank's notification ([Told]): each settlement
// is read as a list of payments to an account of the acquirer's, so that a purchase that
// names an invoice settles it by the rules that hold for every payment, and the invoice is
// never reminded (R-ALK-14). A purchase that names nothing of ours is a sale when the
// configuration says which VAT is in it; else it rests on suspense and a person says what
// it was. A refund that names a paid invoice opens it again.
//
// The money and the report come in any order. Money is met with its settlement by the
// acquirer's number in the bank's text, or where there is none by account, day and amount
// when just one settlement and one lump have them; always the amount must be the net, to
// the öre. What differs is never guessed at: both are left for a person, who may say
// which lump is meant ([Meet]) and cannot make unequal sums meet.
//
// What stands on card_receivable is always the gross of the settlements whose money has
// not come; [Check] holds that.
package settlement
