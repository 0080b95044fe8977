// Package settlement reads the reports in which acquirers of card and Swish payments tell
// what one lump on the bank statement consists of.
//
// A shop's customers pay by card or phone; the acquirer gathers the purchases, keeps its
// fee, and pays the rest once a day. The bank statement shows that net amount alone. The
// report explains it: gross less fee is net, and net is what the bank credited.
//
// Three layouts are known by themselves:
//
// Swish at Handelsbanken: 01 begins, 02 is a payment, 03 ends and counts. Semicolons go
// with a decimal comma, commas with a decimal point. Fields of 02: corporate number,
// account, BIC, Swish number, day, type (SWH payment, SWR refund, SWT returned refund,
// SWU payout, SWZ returned payout), amount, currency, payer's phone and name, payment
// reference, message, order id, time; newer reports add booking day and two ids. The
// types besides SWH are known from programs, not from the bank's own paper.
//
// Swish as Swedbank writes it: lines with * tell the period, then a heading (Radnr, Clnr,
// Kontonr, Bokfdag …), then payments. Nothing tells where it ends.
//
// girod's own layout, version 1, for what customers and acquirers make themselves:
//
//	settlement,id,paid,acquirer,merchant,account,currency,type,kind,payment,time,booked,reference,text,payer,phone,gross,fee,net
//	1,S-88,2026-01-09,Nordkort,4711,,SEK,card,sale,T-1,2026-01-07T12:01:00,2026-01-08,1001,,,,250.00,3.75,246.25
//	1,S-88,2026-01-09,Nordkort,4711,,SEK,,total,,,,,,,,250.00,3.75,246.25
//
// The first column is the version. Type is card, swish or masterpass; kind is sale, refund,
// chargeback, fee or total. Refunds and chargebacks are negative; a fee that is kept is
// positive. Each settlement has a total, or the file is taken for cut off. Columns stand in
// any order and those not needed may be left out.
//
// No public layout of Worldline (Bambora) or ePay is known, and each merchant's may differ:
// a [Mapping] names the columns of such a report, as data, in the configuration.
//
// Swish reports have no settlement number of their own: number and day make one.
package settlement
