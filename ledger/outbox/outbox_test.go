package outbox

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

func do(t testing.TB, db *store.DB, fn func(tx *ledger.Tx) error) {
	t.Helper()
	at := time.Date(2026, 2, 11, 9, 0, 0, 0, time.UTC)
	if err := ledger.New(db, ledger.DefaultChart()).Update(context.Background(), at, "test", fn); err != nil {
		t.Fatal(err)
	}
}

func TestAnOrderStandsOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		order := Order{Kind: Letters, Partner: "printer", Key: "letters:2026-02-11", Subject: "2026-02-11"}
		do(t, db, func(tx *ledger.Tx) error {
			other := order
			other.Partner = "another"
			if err := errors.Join(Put(tx, order), Put(tx, order)); err != nil {
				return err
			}
			if err := Put(tx, other); !errors.Is(err, ErrConflict) {
				t.Errorf("another order under the key: %v", err)
			}
			if Put(tx, Order{Kind: Mail}) == nil || Put(tx, Order{Key: "k"}) == nil {
				t.Error("an order without key or kind was taken")
			}
			if err := SetState(tx, "nobody", Sent, ""); !errors.Is(err, ErrNotFound) {
				t.Error(err)
			}
			return SetState(tx, order.Key, Staged, "")
		})
		do(t, db, func(tx *ledger.Tx) error {
			if err := Put(tx, order); err != nil { // said again after it has gone on
				return err
			}
			waiting, err := Waiting(tx)
			open, err2 := Open(tx)
			if len(waiting) != 0 || len(open) != 1 || open[0].State != Staged || open[0].CreatedAt != "2026-02-11T09:00:00Z" {
				t.Errorf("%+v %+v", waiting, open)
			}
			if err := SetState(tx, order.Key, InDoubt, "the line broke"); err != nil {
				return err
			}
			for _, to := range []State{Waits, Failed} {
				if err := SetState(tx, order.Key, to, ""); !errors.Is(err, ErrMove) {
					t.Errorf("doubt to %s: %v", to, err)
				}
			}
			return errors.Join(err, err2, SetState(tx, order.Key, Sent, "seen at the partner"))
		})
	})
}

// TestNeverTwo: whatever is put and moved, a key has one order and a sent one stays sent.
func TestNeverTwo(t *testing.T) {
	db := storetest.SQLite(t)
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		sent := map[string]bool{}
		do(t, db, func(tx *ledger.Tx) error {
			for range rapid.IntRange(1, 20).Draw(r, "acts") {
				key := fmt.Sprint(round, rapid.SampledFrom([]string{"a", "b"}).Draw(r, "key"))
				act := rapid.SampledFrom([]State{"put", Staged, Sent, Failed, InDoubt, Waits}).Draw(r, "act")
				if act == "put" {
					if err := Put(tx, Order{Kind: Mail, Key: key, Subject: key}); err != nil {
						return err
					}
				} else if err := SetState(tx, key, act, ""); err != nil && !errors.Is(err, ErrMove) && !errors.Is(err, ErrNotFound) {
					return err
				}
				o, err := Get(tx, key)
				if sent[key] && o.State != Sent {
					r.Fatalf("%s went back from sent to %s", key, o.State)
				}
				sent[key] = err == nil && o.State == Sent
			}
			_, err := tx.One(`SELECT key FROM outbox GROUP BY key HAVING COUNT(*) > 1`, nil, func(row *store.Row) error {
				return fmt.Errorf("two orders for %s", row.Text(0))
			})
			return err
		})
	})
}
