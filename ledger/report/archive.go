package report

import (
	"encoding/json"
	"fmt"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// Kept is a report in the archive: what was asked, by whom and when, and the digest under
// which its data lie (R-BST-17). It is never changed.
type Kept struct {
	ID       int64
	Schedule int64     // 0: asked for by a person
	Run      date.Date // the day it was due
	Missed   int       // runs before it that came to nothing
	Wanted   Wanted
	From     date.Date
	Through  date.Date
	Waits    int
	Digest   string
	Size     int64
	At, By   string
}

// ToArchive writes a report into the list of the archive, where its data lie already. A run
// that was kept before stays as it is: false.
func ToArchive(tx *ledger.Tx, k Kept) (id int64, kept bool, err error) {
	if k.Schedule != 0 {
		there, err := tx.One(`SELECT id FROM report_kept WHERE schedule = $1 AND run = $2`, []any{k.Schedule, k.Run}, func(r *store.Row) error {
			id = r.Int(0)
			return nil
		})
		if err != nil || there {
			return id, false, err
		}
	}
	wanted, err := json.Marshal(k.Wanted)
	if err != nil {
		return 0, false, err
	}
	if id, err = tx.NextID("report_kept"); err != nil {
		return 0, false, err
	}
	_, err = tx.Exec(`INSERT INTO report_kept (id, tenant, schedule, run, missed, report, wanted, first_day, last_day, waits, digest, size, at, actor)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		id, int64(tx.Tenant()), k.Schedule, k.Run, k.Missed, k.Wanted.Report, string(wanted), k.From, k.Through, k.Waits, k.Digest, k.Size,
		tx.Stamp(), tx.By())
	return id, err == nil, err
}

const keptSelect = `SELECT id, schedule, run, missed, report, wanted, first_day, last_day, waits, digest, size, at, actor FROM report_kept `

// Archive gives the tenant's reports, newest first; no report's name chooses all.
func Archive(tx *ledger.Tx, report string, limit int) (list []Kept, err error) {
	err = tx.Each(keptSelect+`WHERE tenant = $1 AND ($2 = '' OR report = $2) ORDER BY id DESC LIMIT $3`, []any{int64(tx.Tenant()), report, limit},
		func(r *store.Row) error {
			k, err := keptOf(r)
			list = append(list, k)
			return err
		})
	return list, err
}

// FromArchive gives one report of the tenant.
func FromArchive(tx *ledger.Tx, id int64) (k Kept, err error) {
	there, err := tx.One(keptSelect+`WHERE id = $1 AND tenant = $2`, []any{id, int64(tx.Tenant())}, func(r *store.Row) (err error) {
		k, err = keptOf(r)
		return err
	})
	if err == nil && !there {
		err = fmt.Errorf("report %d: %w", id, ErrKept)
	}
	return k, err
}

// EachKept calls fn with the digest of every report of every tenant.
func EachKept(tx *ledger.Tx, fn func(id int64, digest string) error) error {
	return tx.Each(`SELECT id, digest FROM report_kept ORDER BY id`, nil, func(r *store.Row) error { return fn(r.Int(0), r.Text(1)) })
}

func keptOf(r *store.Row) (Kept, error) {
	k := Kept{ID: r.Int(0), Schedule: r.Int(1), Run: r.Date(2), Missed: int(r.Int(3)), From: r.Date(6), Through: r.Date(7),
		Waits: int(r.Int(8)), Digest: r.Text(9), Size: r.Int(10), At: r.Text(11), By: r.Text(12)}
	err := json.Unmarshal([]byte(r.Text(5)), &k.Wanted)
	k.Wanted.Report = r.Text(4)
	return k, err
}

// Check gives what is wrong with schedules and archive: a run that is none of its
// schedule's, or one of another tenant.
func Check(tx *ledger.Tx) (wrongs []string, err error) {
	all, err := everySchedule(tx)
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT id, tenant, schedule, run, report FROM report_kept WHERE schedule <> 0 ORDER BY id`, nil, func(r *store.Row) error {
		s, known := all[r.Int(2)]
		run := r.Date(3)
		switch n := s.Repeat.Times(s.First, run); {
		case !known:
			wrongs = append(wrongs, fmt.Sprintf("report %d is of schedule %d, which is not there", r.Int(0), r.Int(2)))
		case n == 0 || s.Repeat.On(s.First, n-1) != run:
			wrongs = append(wrongs, fmt.Sprintf("report %d is of %s, which is no run of schedule %d", r.Int(0), run, r.Int(2)))
		case s.tenant != r.Int(1) || s.Wanted.Report != r.Text(4):
			wrongs = append(wrongs, fmt.Sprintf("report %d is not what schedule %d asks for", r.Int(0), r.Int(2)))
		}
		return nil
	})
	return wrongs, err
}

func everySchedule(tx *ledger.Tx) (map[int64]Schedule, error) {
	all := map[int64]Schedule{}
	tenants := []int64{}
	err := tx.Each(`SELECT DISTINCT tenant FROM report_schedule ORDER BY tenant`, nil, func(r *store.Row) error {
		tenants = append(tenants, r.Int(0))
		return nil
	})
	for _, id := range tenants {
		if err != nil {
			return nil, err
		}
		var list []Schedule
		list, err = Schedules(tx.For(ledger.Books{Tenant: ledger.TenantID(id)}))
		for _, s := range list {
			s.tenant = id
			all[s.ID] = s
		}
	}
	return all, err
}
