package intake

import (
	"strings"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Told calls fn with what became of each payment of a file, in its order: a line for
// each share, and one for what is left over. The shares and the rests of a payment sum to
// it. It tells what the file did, not what people corrected since.
func Told(tx *ledger.Tx, file string, fn func(*formats.Outcome) error) error {
	return tx.Each(`SELECT receipt.bank_ref, receipt.booked_on, receipt.amount, receipt.currency, receipt.payer,
		receipt.rule, receipt.evidence, account.role, -posting.amount, posting.bucket, invoice.number
		FROM entry JOIN posting ON posting.id >= entry.first AND posting.id < entry.first + entry.lines
		JOIN account ON account.id = posting.account
		JOIN receipt ON receipt.id = posting.receipt AND receipt.entry = entry.id
		LEFT JOIN invoice ON invoice.id = posting.invoice
		WHERE entry.file = $1 AND entry.tenant = $2 ORDER BY posting.id`, []any{file, tx.Tenant()}, func(r *store.Row) error {
		o := formats.Outcome{
			File: file, BankRef: r.Text(0), Date: r.Date(1), Amount: r.Int(2), Currency: money.Currency(r.Text(3)),
			Payer: r.Text(4), Rule: r.Text(5), Evidence: r.Text(6),
		}
		switch role := ledger.Role(r.Text(7)); {
		case role == ledger.RoleAR, role == ledger.RoleInterestIncome, role == ledger.RoleFeeIncome, role == ledger.RoleLateCompIncome, role == ledger.RoleClientFunds && r.Text(10) != "":
			o.Invoice, o.Bucket, o.Allocated = r.Text(10), ledger.Bucket(r.Int(9)).String(), r.Int(8)
		default:
			o.Rest, o.Reason = r.Int(8), reason(role, o.Evidence)
		}
		return fn(&o)
	})
}

// reason names why something is left over, for programs.
func reason(role ledger.Role, evidence string) string {
	switch role {
	case ledger.RoleFXClearing, ledger.RoleFXGain, ledger.RoleFXLoss:
		return "exchanged"
	case ledger.RoleRounding:
		return "rounded"
	case ledger.RoleCustomerCredit:
		if strings.Contains(evidence, "already") {
			return "paid-twice"
		}
		return "overpaid"
	}
	if strings.Contains(evidence, "seen before") {
		return "seen-before"
	}
	for _, known := range []string{"unknown reference", "unknown credit note", "two candidates", "amount does not fit", "already settled", "currency", "no reference"} {
		if strings.Contains(evidence, known) {
			return strings.ReplaceAll(known, " ", "-")
		}
	}
	return strings.ReplaceAll(evidence, " ", "-")
}
