// Package letter turns what is to be told about a claim into what a debtor holds in his
// hand: a PDF of A4 pages for the printer, or an e-mail with that PDF attached, and for the
// print partner an index of the batch. Most letters ask for money: reminders, the notice
// that collection follows, the demand, compensation for late payment, a plan and its end.
// Others tell: a claim is withdrawn, a payment went astray, money goes back.
//
// A letter has two parts. The upper two thirds are its text, which flows to a second page
// when it must. The address stands where the right-hand window (H2) of a C5 envelope shows
// it, and nothing that tells of a debt stands in that window (inkassolagen 11 §). A claim is
// stated as the four countries' laws want it: creditor, what it is for, principal, costs
// and interest apart, interest with its rate, period and base, the sum, the last day, how
// to object, and what follows otherwise (inkassolagen 5 §, inkassoloven § 10, perintälaki
// 5 a §, the Danish inkassolov § 10). The lowest 4 inches are the slip, paid as the country
// pays: codes.go.
//
// What is said stands in texts/, one file for a language and the first day it is used
// from, meant to be read and corrected by people who know the law and not Go. A file
// holds paragraphs and when each is said; texts.go reads it, wording.go knows the
// conditions and the facts. The language is the debtor's, the law the claim's: a Swede may be
// told in English what Swedish law says.
//
// Bankgirot wants a slip's last line in the typeface OCR-B; we set it in Go Mono, which
// people and telephones read but a bank's slip reader may not, so a creditor whose debtors
// still hand in paper slips has its print partner change the face.
//
// The same letter gives the same bytes on every machine and in every year: the PDF's
// dates are the letter's date, fonts are built in, nothing is random, and a letter keeps the
// texts of its day. A fact that came from a file is one line of bounded length without
// characters that steer; a character our typeface does not have is printed as "?".
package letter
