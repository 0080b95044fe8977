package outbox

import (
	"girod/ledger"
	"girod/ledger/store"
)

// Sheaf is many orders of one kind put at once, whose keys were minted just now: nobody asks
// whether one is there already, and the table refuses it.
type Sheaf struct {
	bulk *store.Bulk
	kind Kind
	at   string
	tx   *ledger.Tx
}

// NewSheaf begins a sheaf.
func NewSheaf(tx *ledger.Tx, kind Kind) *Sheaf {
	return &Sheaf{
		bulk: tx.Bulk("outbox", "id", "tenant", "key", "kind", "partner", "subject", "state", "reason", "created_at", "changed_at"), kind: kind, at: stamp(tx), tx: tx,
	}
}

// Add puts an order that waits.
func (s *Sheaf) Add(key, subject string) error {
	id, err := s.tx.NextID("outbox")
	if err != nil {
		return err
	}
	return s.bulk.Int(id).Int(int64(s.tx.Tenant())).Text(key).Text(string(s.kind)).Text("").Text(subject).Text(string(Waits)).Text("").Text(s.at).Text(s.at).End()
}

// Flush sends them; queries see them only then.
func (s *Sheaf) Flush() error { return s.bulk.Flush() }
