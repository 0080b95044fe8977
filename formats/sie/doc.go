// Package sie reads and writes SIE 4, the Swedish exchange format of bookkeeping
// (filformat 4B, 2008-09-30, and the practice around it).
//
// A SIE file is lines of text. Each begins with a label (#KONTO) and has fields behind
// it, apart by blanks, quoted where they hold blanks themselves. First it says who made
// it and for whom, then the chart of accounts, then balances, then vouchers (#VER), each
// with its postings (#TRANS) between braces. Debit is plus, credit is minus, and the
// postings of a voucher add up to nothing. Type 4E is the whole book on its way out (.SE);
// type 4I is vouchers on their way into somebody's ledger (.SI) and must hold no balances.
//
// The format is older than Windows: its characters are code page 437 (#FORMAT PC8 has no
// other value). Half the programs of today write UTF-8 or Latin-1 under the same label,
// so a foreign file's characters are found out from its bytes; what we write is always
// code page 437, and what it lacks is respelt and told.
//
// The optional #KSUMMA is the CRC-32 of every label and field in code page 437, without
// quotes, braces, blanks and line ends. A file that opens a sum and never closes it was
// cut off and is refused.
//
// Two kinds of trust: a foreign file is read as long as its money is in no doubt, and
// what is odd becomes a finding. Our own export is read strictly ([Reader].Strict): order
// of labels, sum of every voucher, #KSUMMA, and for each account and year the closing
// balance (#UB, #RES) must be the opening one (#IB) and the postings between. The writer
// holds its own file to the same rules. Not recomputed are balances of objects (#OIB,
// #OUB), of periods (#PSALDO) and of years whose vouchers the file does not carry.
//
// Corrections inside a voucher: an added posting is written #RTRANS and, for programs
// that never heard of it, again as #TRANS; a removed one is #BTRANS. We tell an added
// posting once, and count the #TRANS alone.
package sie
