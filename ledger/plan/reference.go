package plan

import (
	"fmt"
	"slices"
	"strings"

	"girod/formats/money"
	"girod/formats/reference"
	"girod/ledger"
	"girod/ledger/store"
)

// mint gives a plan its payment reference, with check digits as its currency's country has
// them: OCR, KID, viite or FIK. No invoice and no other plan has it.
func mint(tx *ledger.Tx, c money.Currency, id ID) (ref string, err error) {
	for n := 90; n < 100; n++ {
		number := fmt.Sprintf("%d%07d", n, id)
		switch c {
		case money.NOK:
			ref, err = reference.MakeKID(number, reference.KIDMod10)
		case money.DKK:
			ref, err = reference.MakeFIK("71", number)
		case money.EUR:
			ref, err = reference.MakeViite(number)
		default:
			ref, err = reference.MakeOCR(number, reference.OCR{})
		}
		if err != nil {
			return "", err
		}
		taken, err := tx.One(`SELECT 1 FROM invoice WHERE ref = $1 UNION ALL SELECT 1 FROM plan WHERE ref = $1`, []any{ref}, nil)
		if err != nil || !taken {
			return ref, err
		}
	}
	return "", refuse(ErrTerms, "every payment reference for %s is taken", id.Name())
}

// Reference is a plan's own payment reference with its invoices, in the order in which a
// payment settles them.
type Reference struct {
	Ref      string
	Invoices []ledger.InvoiceID
}

// standingOnly leaves out what was proposed to replace an agreement and came to nothing.
const standingOnly = ` AND NOT (replaces IS NOT NULL AND agreed_on = 0)`

// References gives every plan's reference, as the last agreement under it stands. Those
// of plans that ended are there too: money goes on coming by standing order.
func References(tx *ledger.Tx) ([]Reference, error) {
	return references(tx, `SELECT MAX(id) FROM plan WHERE tenant = $1`+standingOnly+` GROUP BY ref`, tenant(tx))
}

// ByRefs gives those of some references, a hundred a query.
func ByRefs(tx *ledger.Tx, refs ...string) (list []Reference, err error) {
	for part := range slices.Chunk(refs, 100) {
		args := []any{tenant(tx)}
		marks := make([]string, len(part))
		for i, ref := range part {
			args = append(args, ref)
			marks[i] = fmt.Sprintf("$%d", i+2)
		}
		some, err := references(tx, `SELECT MAX(id) FROM plan WHERE tenant = $1`+standingOnly+` AND ref IN (`+strings.Join(marks, ", ")+`) GROUP BY ref`, args...)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

func references(tx *ledger.Tx, of string, args ...any) (list []Reference, err error) {
	err = tx.Each(`SELECT plan.ref, plan_invoice.invoice FROM plan JOIN plan_invoice ON plan_invoice.plan = plan.id
		WHERE plan.id IN (`+of+`) ORDER BY plan.id, plan_invoice.line`, args, func(r *store.Row) error {
		ref := r.Text(0)
		if n := len(list); n == 0 || list[n-1].Ref != ref {
			list = append(list, Reference{Ref: ref})
		}
		at := &list[len(list)-1]
		at.Invoices = append(at.Invoices, ledger.InvoiceID(r.Int(1)))
		return nil
	})
	return list, err
}
