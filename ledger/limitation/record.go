package limitation

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"girod/config/law"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// The refusals.
var (
	ErrKind     = errors.New("E_LIMITATION_KIND: no such event")
	ErrDay      = errors.New("E_LIMITATION_DAY: want a day that has been, and not before the invoice")
	ErrSource   = errors.New("E_LIMITATION_SOURCE: say how it is known, in at most 500 characters")
	ErrNotFound = errors.New("E_LIMITATION_NOT_FOUND: no such event, or withdrawn before")
)

// Kinds gives the kinds of event a person may record. "arose" is the day the debt arose
// where it is not that of the invoice.
func Kinds() []law.Interruption {
	return []law.Interruption{arose, law.Payment, law.Acknowledgement, law.Demand, law.Court, law.Judgment}
}

// Known is an event that a person knows of.
type Known struct {
	Invoice ledger.InvoiceID
	Kind    law.Interruption
	On      date.Date // of a demand, the day the debtor got it
	Source  string    // how it is known
}

// Record writes an event down. Whether it interrupts is the law's to say, on the day of
// asking; the history tells that it happened (R-BST-46).
func Record(tx *ledger.Tx, k Known, today date.Date) (int64, error) {
	inv, err := tx.Invoice(k.Invoice)
	if err != nil {
		return 0, err
	}
	switch {
	case !slices.Contains(Kinds(), k.Kind):
		return 0, fmt.Errorf("%.40q: %w; want one of %v", string(k.Kind), ErrKind, Kinds())
	case !k.On.Valid() || k.On > today || k.Kind != arose && k.On < inv.Issued || k.Kind == arose && k.On > inv.Due:
		return 0, fmt.Errorf("invoice %s: %w", inv.Number, ErrDay)
	case !said(k.Source):
		return 0, ErrSource
	}
	id, err := tx.NextID("limitation_event")
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO limitation_event (id, invoice, kind, day, source, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, inv.ID, k.Kind, k.On, k.Source, stamp(tx), tx.By())
	if err != nil {
		return 0, err
	}
	kind := "limitation-interrupted"
	if k.Kind == arose {
		kind = "limitation-began"
	}
	return id, tx.AddHistory(ledger.History{Party: inv.Debtor, Invoice: inv.ID, Kind: kind, Text: fmt.Sprintf("%s on %s: %s", k.Kind, k.On, k.Source)})
}

// Withdraw takes back an event that was recorded on an invoice by mistake.
func Withdraw(tx *ledger.Tx, invoice ledger.InvoiceID, event int64, why string) error {
	if !said(why) {
		return ErrSource
	}
	var h ledger.History
	there, err := tx.One(`SELECT e.invoice, e.kind, e.day FROM limitation_event e LEFT JOIN limitation_withdrawn w ON w.event = e.id
		WHERE e.id = $1 AND e.invoice = $2 AND w.event IS NULL`, []any{event, invoice}, func(r *store.Row) error {
		h = ledger.History{Invoice: ledger.InvoiceID(r.Int(0)), Kind: "limitation-withdrawn", Text: fmt.Sprintf("%s on %s: %s", r.Text(1), r.Date(2), why)}
		return nil
	})
	if err == nil && !there {
		err = fmt.Errorf("limitation event %d: %w", event, ErrNotFound)
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO limitation_withdrawn (event, why, at, actor) VALUES ($1, $2, $3, $4)`, event, why, stamp(tx), tx.By()); err != nil {
		return err
	}
	inv, err := tx.Invoice(h.Invoice)
	if err != nil {
		return err
	}
	h.Party = inv.Debtor
	return tx.AddHistory(h)
}

func said(text string) bool {
	return strings.TrimSpace(text) != "" && utf8.ValidString(text) && utf8.RuneCountInString(text) <= 500
}

func stamp(tx *ledger.Tx) string { return tx.At().UTC().Format(time.RFC3339) }
