package cases

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// Category is where a line of a history comes from.
type Category string

// The categories, by the number they have in the query.
const (
	OfCase   Category = "case"   // an event of the case
	OfLetter Category = "letter" // reminders, holds: what the book tells of an invoice or debtor
	OfBook   Category = "book"   // a booking on one of the invoices
)

var categories = [...]Category{OfCase, OfLetter, OfBook}

// Happened is one line of a case's history.
type Happened struct {
	Category  Category
	ID        int64 // of the event, of the book's history or of the entry
	Day       date.Date
	Kind      string
	By        string // a person, or the daemon
	Text      string
	Details   string
	At        string
	Amount    int64 // by how much a booking changed what is owed
	Documents []Document
	cursor    string
}

// HistoryFilter chooses lines of a history; what is zero chooses all.
type HistoryFilter struct {
	Kind          string
	From, Through date.Date
	After         string // the cursor of the page before
	Limit         int    // 0: 50
}

// maxPage bounds a page of a list or history.
const maxPage = 500

// happened is all that is known of a case, from three tables in one form. The case is $1
// and its debtor $2; what happened to who is one with the debtor happened to the case too.
const happened = `(
	SELECT 0 AS source, id, day, kind, actor, text, details, at, 0 AS amount, '' AS document FROM case_event WHERE debt_case = $1
	UNION ALL
	SELECT 1, h.id, CAST(REPLACE(SUBSTR(h.at, 1, 10), '-', '') AS INTEGER), h.kind, h.actor, h.text, '', h.at, 0, h.document
		FROM case_invoice i CROSS JOIN history h WHERE i.debt_case = $1 AND h.invoice = i.invoice
	UNION ALL
	SELECT 1, h.id, CAST(REPLACE(SUBSTR(h.at, 1, 10), '-', '') AS INTEGER), h.kind, h.actor, h.text, '', h.at, 0, h.document
		FROM history h WHERE h.party IN (SELECT CAST($2 AS BIGINT) UNION SELECT k.party FROM party_one p JOIN party_one k ON k.survivor = p.survivor WHERE p.party = $2)
			AND h.invoice IS NULL
	UNION ALL
	SELECT 2, e.id, e.booked_on, e.why, e.actor, e.text, e.reason, e.at, SUM(CASE WHEN ` + ledger.MovesItem + ` THEN posting.amount ELSE 0 END), ''
		FROM case_invoice i CROSS JOIN item_posting n CROSS JOIN posting CROSS JOIN account CROSS JOIN entry e
		WHERE i.debt_case = $1 AND n.invoice = i.invoice AND posting.id = n.posting AND account.id = posting.account AND e.id = posting.entry
		GROUP BY e.id, e.booked_on, e.why, e.actor, e.text, e.reason, e.at
	) AS happened`

// History gives a page of what happened to a case, newest first: its events, the letters
// of its invoices and their bookings. next is the cursor of the page behind, "" at the end.
func (c Case) History(tx *ledger.Tx, f HistoryFilter) (list []Happened, next string, err error) {
	limit := f.Limit
	if limit <= 0 || limit > maxPage {
		limit = 50
	}
	at, source, id, err := cut(f.After)
	if err != nil {
		return nil, "", err
	}
	through := f.Through
	if through == 0 {
		through = math.MaxInt32
	}
	err = tx.Each(`SELECT source, id, day, kind, actor, text, details, at, amount, document FROM `+happened+`
		WHERE ($3 = '' OR kind = $3) AND day >= $4 AND day <= $5 AND (at, source, id) < ($6, $7, $8)
		ORDER BY at DESC, source DESC, id DESC LIMIT $9`,
		[]any{c.ID, c.Debtor.ID, f.Kind, f.From, through, at, source, id, limit + 1}, func(r *store.Row) error {
			if len(list) == limit {
				next = list[limit-1].cursor
				return nil
			}
			list = append(list, happenedOf(r))
			return nil
		})
	if err != nil {
		return nil, "", err
	}
	return list, next, documents(tx, list)
}

func happenedOf(r *store.Row) Happened {
	h := Happened{
		Category: categories[r.Int(0)], ID: r.Int(1), Day: r.Date(2), Kind: r.Text(3), By: r.Text(4), Text: r.Text(5), Details: r.Text(6),
		At: r.Text(7), Amount: r.Int(8),
	}
	if digest := r.Text(9); digest != "" {
		h.Documents = []Document{{Digest: digest, Name: h.Kind, Kind: Letter}}
	}
	h.cursor = fmt.Sprintf("%s/%d/%d", h.At, r.Int(0), h.ID)
	return h
}

// cut reads the cursor of a history; none stands behind all there is.
func cut(cursor string) (at string, source, id int64, err error) {
	if cursor == "" {
		return "9999", 0, 0, nil
	}
	parts := strings.Split(cursor, "/")
	if len(parts) == 3 {
		source, err = strconv.ParseInt(parts[1], 10, 64)
		if err == nil {
			id, err = strconv.ParseInt(parts[2], 10, 64)
		}
	}
	if len(parts) != 3 || err != nil {
		return "", 0, 0, refuse("after", "E_SEARCH_CURSOR", "is not a place in a list that was given before")
	}
	return parts[0], source, id, nil
}

func documents(tx *ledger.Tx, list []Happened) error {
	for i := range list {
		if list[i].Category != OfCase {
			continue
		}
		err := tx.Each(`SELECT digest, name, kind FROM case_document WHERE event = $1 ORDER BY line`, []any{list[i].ID}, func(r *store.Row) error {
			list[i].Documents = append(list[i].Documents, Document{r.Text(0), r.Text(1), DocumentKind(r.Text(2))})
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// KindCount is a kind of event with how often it happened to a case: the choices of the
// history's filter (R-BST-51).
type KindCount struct {
	Kind string
	N    int64
}

// Kinds gives the kinds of what happened to a case.
func (c Case) Kinds(tx *ledger.Tx) (list []KindCount, err error) {
	err = tx.Each(`SELECT kind, COUNT(*) FROM `+happened+` GROUP BY kind ORDER BY kind`, []any{c.ID, c.Debtor.ID}, func(r *store.Row) error {
		list = append(list, KindCount{r.Text(0), r.Int(1)})
		return nil
	})
	return list, err
}
